"""The rules that the database itself holds: asked of its catalogue, not of the code."""

import pytest
from django.apps import apps
from django.db import connection

from safereturn.foundation.models import RecordedModel

pytestmark = pytest.mark.django_db

# Tables of ours that are no case record, each with the reason.
NOT_RECORDED = {
    "agencies_person": "sign-in state changes outside actions; what matters is in the log",
    "agencies_referencebody": "published facts about councils and forces",
    "agencies_apicall": "answers kept for two days so that a repeated call acts once",
    "agencies_apiuse": "when a key was last used, to the minute",
    "agencies_signinlink": "links that are good once, hashed; what they did is in the log",
    "agencies_wrongtry": "how often a door was tried in vain, by a keyed digest",
    "audit_change": "the row history itself",
    "audit_entry": "the log itself",
    "casework_draft": "unfinished words, outside the row history on purpose",
    "casework_press": "that a form was pressed",
    "casework_reach": "counts of opened records by keyed digests; no person, no child",
    "casework_knock": "how often a door without sign-in was knocked at; no person, no child",
    "involvement_rulebook": "one row: which agreements are in force; the agreements are recorded",
    "foundation_publishedfact": "ids only; written with the action that makes it true",
    "foundation_upkeep": "when backups and drills were; nothing of anybody",
    "foundation_startedreaction": "which jobs a fact has started",
    "notifications_delivery": "a delivery record, no personal data",
    "notifications_notice": "references only, no personal data",
    "notifications_post": "one event for one system; references only",
    "notifications_receiverhealth": "whether a system answers, written with every call",
}


def our_tables() -> dict[str, type]:
    return {
        model._meta.db_table: model
        for model in apps.get_models()
        if model.__module__.startswith("safereturn.")
    }


def query(sql: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return {row[0] for row in cursor.fetchall()}


def test_every_table_is_recorded_or_says_why_not() -> None:
    unrecorded = {
        table for table, model in our_tables().items() if not issubclass(model, RecordedModel)
    }
    assert unrecorded == set(NOT_RECORDED)


def test_every_recorded_table_has_the_write_trigger() -> None:
    guarded = query(
        "select relname from pg_trigger t join pg_class c on c.oid = t.tgrelid"
        " join pg_proc p on p.oid = t.tgfoid where p.proname = 'audit_guard' and t.tgenabled = 'O'"
    )
    recorded = {t for t, model in our_tables().items() if issubclass(model, RecordedModel)}
    assert recorded - guarded == set()


def test_the_service_connects_as_neither_owner_nor_superuser() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select rolsuper, rolbypassrls, exists (select 1 from pg_class"
            " where relowner = r.oid and relname = 'audit_entry')"
            " from pg_roles r where rolname = current_user"
        )
        assert cursor.fetchone() == (False, False, False)


def test_the_log_takes_additions_alone_in_every_partition() -> None:
    open_ = query(
        "select c.relname || ' ' || p from pg_class c,"
        " unnest(array['UPDATE', 'DELETE', 'TRUNCATE']) p"
        " where c.relname like 'audit\\_%' and c.relkind in ('r', 'p')"
        " and has_table_privilege(current_user, c.oid, p)"
    )
    assert open_ == set()


def test_three_months_of_the_log_are_ready() -> None:
    partitions = query("select relname from pg_class where relname ~ '^audit_entry_[0-9]{6}$'")
    assert len(partitions) >= 4
