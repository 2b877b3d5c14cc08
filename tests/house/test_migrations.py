"""Expand, move, contract: no migration after the first release breaks the version that serves."""

from pathlib import Path

import pytest
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import models
from django.db.migrations import Migration
from django.db.migrations import operations as ops
from django.db.migrations.loader import MigrationLoader

from safereturn.ops.expanding import dangers

ADVICE = """
{found}

The version that serves now would fail, or wait, while this runs (safereturn/ops/expanding.py).
Make it in three releases: expand, move, contract. Before the first release nothing serves:
then write the migration's name into tests/house/before_the_first_release.txt.
"""
LIST = Path(__file__).with_name("before_the_first_release.txt")
BEFORE_THE_FIRST_RELEASE = set(LIST.read_text().split())


def ours() -> list[Migration]:
    disk = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    return [found for found in disk.values() if type(found).__module__.startswith("safereturn.")]


def test_no_migration_breaks_the_version_that_serves() -> None:
    there = ours()
    assert len(there) > 20
    found = [
        words
        for migration in there
        if f"{migration.app_label}.{migration.name}" not in BEFORE_THE_FIRST_RELEASE
        for words in dangers(migration)
    ]
    assert not found, ADVICE.format(found="\n".join(found))


TEXT = models.TextField
DANGEROUS = {
    "a column that must be filled": ops.AddField("episode", "new", TEXT()),
    "a default that only Django knows": ops.AddField("episode", "new", TEXT(default="")),
    "a unique column": ops.AddField("episode", "new", TEXT(null=True, unique=True)),
    "a column taken away": ops.RemoveField("episode", "ref"),
    "a table taken away": ops.DeleteModel("Episode"),
    "a column renamed": ops.RenameField("episode", "ref", "reference"),
    "a table renamed": ops.RenameModel("Episode", "Absence"),
    "a column changed": ops.AlterField("episode", "ref", models.IntegerField()),
    "an index that shuts out writers": ops.AddIndex(
        "episode", models.Index(fields=["ref"], name="x")
    ),
    "a constraint that reads every row": ops.AddConstraint(
        "episode", models.CheckConstraint(condition=models.Q(ref=""), name="x")
    ),
    "the same in SQL": ops.RunSQL("create index x on episodes_episode (ref)"),
    "a column dropped in SQL": ops.RunSQL("alter table episodes_episode drop column ref"),
    "not null in SQL": ops.RunSQL("alter table e alter column ref set not null"),
    "a type in SQL": ops.RunSQL("alter table e alter column ref type int using 1"),
    "a constraint in SQL": ops.RunSQL("alter table e add constraint c check (true)"),
}
SAFE = {
    "a column that may be empty": ops.AddField("episode", "new", TEXT(null=True)),
    "a default that the database knows": ops.AddField("episode", "new", TEXT(db_default="")),
    "an index built beside the work": AddIndexConcurrently(
        "episode", models.Index(fields=["ref"], name="x")
    ),
    "a constraint for what comes": ops.RunSQL(
        "alter table e add constraint c check (true) not valid"
    ),
    "a function": ops.RunSQL("create function f() returns void language sql as $$ drop table x $$"),
    "a table of its own": ops.RunSQL("create table n (x int); create index y on n (x)"),
}


def made_of(*operations: object, **said: str) -> Migration:
    kind = type("Migration", (Migration,), {"operations": list(operations), **said})
    made: Migration = kind("0099_next", "episodes")
    return made


@pytest.mark.parametrize("operation", DANGEROUS.values(), ids=DANGEROUS.keys())
def test_a_dangerous_step_is_found(operation: object) -> None:
    assert len(list(dangers(made_of(operation)))) == 1


@pytest.mark.parametrize("operation", SAFE.values(), ids=SAFE.keys())
def test_a_step_that_expands_passes(operation: object) -> None:
    assert list(dangers(made_of(operation))) == []


def test_a_migration_that_contracts_says_so() -> None:
    taken = ops.RemoveField("episode", "ref")
    assert list(dangers(made_of(taken, contracts="release 3 reads it no more"))) == []


def test_a_table_made_in_the_same_migration_may_be_finished_there() -> None:
    made = ops.CreateModel("New", [("id", models.AutoField(primary_key=True))])
    assert list(dangers(made_of(made, ops.AddField("new", "ref", TEXT())))) == []
