"""Whatever the database's owner does to the sealed log is found from outside.

Each of the 1,000 attempts is made for real, by the owner, in the tables; the log is then
exported from that very state as `safereturn audit export` does, and checked by the
stand-alone verifier against the heads that witnesses hold. Then the attempt is rolled back
and the next is made, with a seed of its own.
"""

import random
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

from safereturn.audit import exporting, sealing, verifier
from safereturn.audit.verifier import Head, Report
from tests.domain.audit.sealed import (
    a_change,
    a_guarded_table,
    a_key,
    a_look,
    a_sign_in,
    as_owner,
    seal_all,
)

pytestmark = pytest.mark.django_db(transaction=True)

Owner = psycopg.Connection[tuple[Any, ...]]
ATTEMPTS = 1_000


class Attempt:
    """One owner at the tables, with luck of a seed."""

    def __init__(self, owner: Owner, seed: int) -> None:
        self.owner = owner
        self.luck = random.Random(seed)  # noqa: S311 - to be repeated, not to be secret
        self.named = ""

    def ask(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Ask the database."""
        return self.owner.execute(statement, values).fetchall()

    def do(self, statement: str, *values: object) -> None:
        """Change at least one row."""
        assert self.owner.execute(statement, values).rowcount > 0, statement

    def an_entry(self) -> Any:
        """Choose an entry, and remember that it is to be named."""
        rows = self.ask("select id from audit_entry order by id")
        [chosen] = self.luck.choice(rows)
        self.named = f"entry:{chosen}"
        return chosen

    def a_change(self) -> Any:
        """Choose a row of the history."""
        [chosen] = self.luck.choice(self.ask("select id from audit_change order by id"))
        self.named = f"change:{chosen}"
        return chosen

    def a_seal(self) -> int:
        """Choose a seal that is not the first."""
        [(last,)] = self.ask("select max(number) from audit_seal")
        return self.luck.randint(2, last)


def alter_an_entry(it: Attempt) -> None:
    """Say something else: who, what, when, why, about whom, from where."""
    said = it.luck.choice(
        [
            "person_id = gen_random_uuid()", "agency_id = gen_random_uuid()", "act = 'print'",
            "at = at - interval '1 second'", "name = name || 'x'", "reason = 'because'",
            "child_id = gen_random_uuid()", "refs = '[\"MC-9\"]'", "rule = '9'",
            "xact = (xact::text::bigint + 1)::text::xid8", "door = 'api'",
            "origin = '{\"address\": \"10.0.0.9\"}'", "roles = 'officer'", "asserted = 'me'",
            "child_ids = array[gen_random_uuid()]", "appointment_id = gen_random_uuid()",
        ]
    )  # fmt: skip
    it.do(f"update audit_entry set {said} where id = %s", it.an_entry())  # noqa: S608


def rename_an_entry(it: Attempt) -> None:
    """Give an entry another id."""
    it.do("update audit_entry set id = gen_random_uuid() where id = %s", it.an_entry())


def alter_the_history(it: Attempt) -> None:
    """Change the row as it was or as it became, or what it is said to be about."""
    said = it.luck.choice(
        [
            "new = new || '{\"words\": \"Nobody was seen\"}'", "op = 'delete'",
            "old = '{}'", "salt = gen_random_uuid()", "row_id = gen_random_uuid()",
            "at = at + interval '1 hour'", "action_id = gen_random_uuid()",
            "table_name = 'guard'", "child_id = gen_random_uuid()",
        ]
    )  # fmt: skip
    it.do(f"update audit_change set {said} where id = %s", it.a_change())  # noqa: S608


def delete_an_entry(it: Attempt) -> None:
    """Take one away."""
    it.do("delete from audit_entry where id = %s", it.an_entry())


def delete_from_the_history(it: Attempt) -> None:
    """Take a kept row away."""
    it.do("delete from audit_change where id = %s", it.a_change())


def delete_all_of_one_child(it: Attempt) -> None:
    """Take away whatever was seen of somebody."""
    [child] = it.luck.choice(
        it.ask("select child_id from audit_entry where child_id is not null order by id")
    )
    it.do("delete from audit_entry where child_id = %s", child)


def slip_an_entry_in(it: Attempt) -> None:
    """Write an entry as if it had been there all the time."""
    like = it.an_entry()
    it.named = ""
    it.do(
        "insert into audit_entry (id, at, act, name, person_id, agency_id, xact)"
        " select gen_random_uuid(), at, act, 'slipped.in', person_id, agency_id,"
        " (xact::text::bigint - 1)::text::xid8 from audit_entry where id = %s",
        like,
    )


def double_an_entry(it: Attempt) -> None:
    """Write an entry twice, under one id."""
    it.do(
        "insert into audit_entry (id, at, act, name, person_id, agency_id, xact)"
        " select id, at - interval '1 second', act, name, person_id, agency_id, xact"
        " from audit_entry where id = %s and xact < (select max(xact) from audit_entry)",
        it.luck.choice(
            it.ask("select id from audit_entry where xact < (select max(xact) from audit_entry)")
        )[0],
    )


def exchange_two_entries(it: Attempt) -> None:
    """Let two entries take each other's place: id, time and transaction stay."""
    one, two = (row[0] for row in it.luck.sample(it.ask("select id from audit_entry"), 2))
    it.named = f"entry:{one}"
    it.do(
        "update audit_entry a set name = b.name || 'x', person_id = b.person_id,"
        " child_id = b.child_id from audit_entry b"
        " where (a.id, b.id) in ((%s, %s), (%s, %s))",
        *(one, two, two, one),
    )


def reorder_leaves(it: Attempt) -> None:
    """Put one leaf of a seal behind its neighbour."""
    # A round that ends with what was due when it began may seal one entry alone.
    several = it.ask("select number, size from audit_seal where number > 1 and size > 1 order by 1")
    number, size = it.luck.choice(several)
    at = it.luck.randrange(size - 1) * sealing.LEAF
    it.do(
        "update audit_seal set leaves = substr(leaves, 1, %s) || substr(leaves, %s, 49)"
        " || substr(leaves, %s, 49) || substr(leaves, %s) where number = %s",
        *(at, at + 50, at + 1, at + 99, number),
    )


def reorder_seals(it: Attempt) -> None:
    """Let two seals take each other's place, leaves and all."""
    number = it.a_seal()
    it.do(
        "update audit_seal a set leaves = b.leaves, size = b.size from audit_seal b"
        " where (a.number, b.number) in ((%s, %s), (%s, %s))",
        *(number, number - 1, number - 1, number),
    )


def rewrite_an_entry_and_its_leaf(it: Attempt) -> None:
    """Change an entry and make its leaf anew, as the sequencer would."""
    entry = it.an_entry()
    it.named = ""
    it.do("update audit_entry set person_id = gen_random_uuid() where id = %s", entry)
    it.do(
        "update audit_seal s set leaves = overlay(leaves placing"
        " (select sha256('\\x00'::bytea || convert_to(audit_entry_line(e), 'UTF8'))"
        " from audit_entry e where e.id = %s) from position(audit_entry_key(%s) in leaves) + 17)"
        " where position(audit_entry_key(%s) in leaves) > 0",
        *(entry, entry, entry),
    )


def take_an_entry_and_its_leaf_out(it: Attempt) -> None:
    """Delete an entry and its leaf, and count on from there."""
    entry = it.an_entry()
    it.named = ""
    it.do("delete from audit_entry where id = %s", entry)
    it.do(
        "update audit_seal set size = size - 1, leaves = overlay(leaves placing ''::bytea"
        " from position(audit_entry_key(%s) in leaves) for 49)"
        " where position(audit_entry_key(%s) in leaves) > 0",
        *(entry, entry),
    )


def cut_the_tail_off(it: Attempt) -> None:
    """Let the last seals never have been: leaves, heads and entries."""
    number = it.a_seal()
    [(low,)] = it.ask("select upto::text from audit_seal where number = %s", number - 1)
    it.do("delete from audit_entry where xact > %s::text::xid8", low)
    it.owner.execute("delete from audit_change where xact > %s::text::xid8", [low])
    it.do("delete from audit_seal where number >= %s", number)
    it.do("delete from audit_head where number >= %s", number)


def cut_rows_off(it: Attempt) -> None:
    """Delete the newest entries, and leave the tree alone."""
    number = it.a_seal()
    [(low,)] = it.ask("select upto::text from audit_seal where number = %s", number - 1)
    it.do("delete from audit_entry where xact > %s::text::xid8", low)


def roll_the_head_back(it: Attempt) -> None:
    """Let an older head be the newest."""
    it.do("delete from audit_head where number >= %s", it.a_seal())


def put_an_older_head_in_place(it: Attempt) -> None:
    """Give the newest head an older one's size and root."""
    it.do(
        "update audit_head a set size = b.size - 1, root = b.root, signature = b.signature"
        " from audit_head b where a.number = (select max(number) from audit_head)"
        " and b.number = %s",
        it.a_seal() - 1,
    )


def drop_a_head(it: Attempt) -> None:
    """Take one head out of the middle."""
    it.do("delete from audit_head where number = %s", it.a_seal() - 1)


def sign_wrongly(it: Attempt) -> None:
    """Change one byte of a signature, a time or a root."""
    what = it.luck.choice(
        [
            "signature = set_byte(signature, 9, (get_byte(signature, 9) + 1) %% 256)",
            "root = set_byte(root, 9, (get_byte(root, 9) + 1) %% 256)",
            "at = at + interval '1 minute'",
            "upto = (upto::text::bigint + 1)::text::xid8",
        ]
    )
    it.do(f"update audit_head set {what} where number = %s", it.a_seal())  # noqa: S608


KINDS: tuple[tuple[Callable[[Attempt], None], set[str]], ...] = (
    (alter_an_entry, {"changed", "deleted"}),
    (rename_an_entry, {"deleted"}),
    (alter_the_history, {"changed"}),
    (delete_an_entry, {"deleted"}),
    (delete_from_the_history, {"deleted"}),
    (delete_all_of_one_child, {"deleted"}),
    (slip_an_entry_in, {"inserted"}),
    (double_an_entry, {"inserted"}),
    (exchange_two_entries, {"changed"}),
    (reorder_leaves, {"tree"}),
    (reorder_seals, {"tree"}),
    (rewrite_an_entry_and_its_leaf, {"tree"}),
    (take_an_entry_and_its_leaf_out, {"tree", "truncated"}),
    (cut_the_tail_off, {"truncated"}),
    (cut_rows_off, {"deleted"}),
    (roll_the_head_back, {"rolled back"}),
    (put_an_older_head_in_place, {"signature", "rolled back"}),
    (drop_a_head, {"gap"}),
    (sign_wrongly, {"signature", "tree"}),
)


def a_sealed_log(folder: Path) -> list[Head]:
    """Make some twelve seals of all kinds of lines; return the heads a witness was sent."""
    key = a_key(folder)
    a_guarded_table()
    held = []
    for n in range(12):
        for _ in range(3):
            a_look(children=1 + n % 3)
            a_sign_in()
        a_change(a_change())
        head = seal_all(key)
        if n % 3 == 1 or n == 11:
            held.append(head)
    return held


def examined(owner: Owner, folder: Path, held: list[Head]) -> Report:
    """Export the log as it is now, and check it."""
    shutil.rmtree(folder, ignore_errors=True)
    exporting.export(owner.cursor(), folder)
    return verifier.verify(folder, held)


def free(owner: Owner) -> None:
    """Take away what would stand in the owner's way: rules between tables are theirs too."""
    owner.execute("alter table audit_seal drop constraint audit_seal_number_fkey")
    owner.execute("alter table audit_head drop constraint audit_head_size_key")
    for log in ("audit_entry", "audit_change"):
        owner.execute(f"alter table {log} no force row level security")


def test_a_thousand_attempts_are_found_and_named(tmp_path: Path) -> None:
    held = a_sealed_log(tmp_path)
    folder = tmp_path / "out"
    made: Counter[str] = Counter()
    with as_owner() as owner:
        free(owner)
        assert examined(owner, folder, held).findings == []
        for seed in range(ATTEMPTS):
            attack, kinds = KINDS[seed % len(KINDS)]
            it = Attempt(owner, seed)
            with owner.transaction(force_rollback=True):
                attack(it)
                report = examined(owner, folder, held)
            assert {one.kind for one in report.findings} & kinds, (attack, seed, report)
            assert not it.named or it.named in {one.entry for one in report.findings}, (
                attack,
                seed,
            )
            made[attack.__name__] += 1
        assert examined(owner, folder, held).findings == []
    assert sum(made.values()) == ATTEMPTS
    assert len(made) == len(KINDS)
