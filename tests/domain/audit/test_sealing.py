"""Every line is sealed once, in one order, whatever commits late, stops or runs twice."""

import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from safereturn.audit import exporting, keys, sealing, verifier
from safereturn.audit.keys import SigningKey
from safereturn.audit.verifier import Head
from tests.domain.audit.sealed import (
    a_change,
    a_guarded_table,
    a_key,
    a_look,
    a_sign_in,
    as_owner,
    owner_address,
    seal_all,
)

pytestmark = pytest.mark.django_db(transaction=True)

ENTRY = (
    "insert into audit_entry (id, act, name, person_id, agency_id) values"
    " (gen_random_uuid(), 'sign_in', %s, gen_random_uuid(), gen_random_uuid())"
)


def ask(statement: str, *values: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def checked(folder: Path, *held: verifier.Head) -> verifier.Report:
    with connection.cursor() as cursor:
        exporting.export(cursor, folder / "out")
    return verifier.verify(folder / "out", held)


def sealed_names() -> list[str]:
    leaves = [bytes(row[0]) for row in ask("select leaves from audit_seal order by number")]
    return [
        exporting.named(packed[at : at + sealing.HASH_AT])
        for packed in leaves
        for at in range(0, len(packed), sealing.LEAF)
    ]


def test_a_reader_of_all_after_the_last_loses_a_late_commit_and_the_sequencer_does_not(
    tmp_path: Path,
) -> None:
    key = a_key(tmp_path)
    with psycopg.connect(owner_address().conninfo) as slow:
        slow.execute(ENTRY, ["late"])  # it has its number, and is not committed
        a_sign_in()
        last = ask("select max(xact::text::numeric) from audit_entry")[0][0]
        # The obvious reader: all after the last one it has seen, and so it goes on.
        assert len(ask("select id from audit_entry where xact > '0'::xid8")) == 1
        sealing.seal(key)
        assert sealed_names() == []  # nothing is sealed before what came first has ended
    lost = ask("select id from audit_entry where xact > %s::text::xid8", str(last))
    assert lost == [], "a reader of all after the last one never sees the late row"
    assert len(ask("select id from audit_entry")) == 2
    seal_all(key)
    assert len(set(sealed_names())) == 2
    assert not checked(tmp_path).findings


def test_a_round_ends_although_people_go_on_working(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else no witness would be told while the service is busy, and heads come by the hundred."""
    key, real, rounds = a_key(tmp_path), sealing._seal, []

    def while_somebody_signs_in(key: SigningKey, most: int) -> tuple[Head, int] | None:
        made = real(key, most)
        a_sign_in()
        rounds.append(made)
        assert len(rounds) < 10, "it goes on for ever"
        return made

    monkeypatch.setattr(sealing, "_seal", while_somebody_signs_in)
    for _ in range(3):
        a_sign_in()
    assert sealing.seal_due(key, most=2) <= len(rounds)
    assert sealing.waiting().lines >= 1, "the next round takes what came meanwhile"


def test_lines_of_a_rolled_back_transaction_hold_nothing_up(tmp_path: Path) -> None:
    key = a_key(tmp_path)
    with transaction.atomic():
        a_sign_in()
        transaction.set_rollback(True)
    a_sign_in()
    assert seal_all(key).size == 1


def test_two_at_once_seal_each_line_once(tmp_path: Path) -> None:
    key = a_key(tmp_path)
    faults: list[Exception] = []

    def work() -> None:
        try:
            seal_all(key, most=7)
        except (DatabaseError, sealing.BrokenTree, AssertionError) as error:
            faults.append(error)
        finally:
            connection.close()

    for _ in range(150):
        a_sign_in()
    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for _ in range(50):
        a_look()
    for thread in threads:
        thread.join()
    seal_all(key)
    assert faults == []
    names = sealed_names()
    assert len(names) == len(set(names)) == 200
    assert not checked(tmp_path).findings


def test_while_another_seals_there_is_nothing_to_do(tmp_path: Path) -> None:
    key = a_key(tmp_path)
    a_sign_in()
    with psycopg.connect(owner_address().conninfo) as other:
        other.execute("select pg_advisory_xact_lock(hashtext('audit_seal'))")
        assert sealing.seal(key) is None
    assert seal_all(key).size == 1


def test_after_a_stop_it_goes_on_exactly_where_it_was(tmp_path: Path) -> None:
    key = a_key(tmp_path)
    a_sign_in()
    first = seal_all(key)
    for _ in range(25):
        a_sign_in()
    again = keys.load(tmp_path / "key.json")  # a new process knows nothing but its key
    last = seal_all(again, most=10)
    assert (first.size, last.size, last.number) == (1, 26, 4)
    assert not checked(tmp_path, first, last).findings


def test_one_large_transaction_may_take_several_seals(tmp_path: Path) -> None:
    key = a_key(tmp_path)
    a_guarded_table()
    with transaction.atomic():
        for _ in range(12):
            a_sign_in()
            a_change()
    a_sign_in()
    head = seal_all(key, most=5)
    assert head.size == 12 + 12 * 2 + 1
    # Eight, or nine when somebody else's transaction on this server held one up.
    assert head.number in {8, 9}
    assert not checked(tmp_path).findings


def test_nothing_waiting_makes_no_head(tmp_path: Path) -> None:
    key = a_key(tmp_path)
    assert sealing.seal(key) is None
    assert sealing.heads() == []
    report = checked(tmp_path)
    assert (report.findings, report.lines) == ([], 0)


def test_what_is_left_unsealed_for_five_minutes_is_an_alarm(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    assert not sealing.waiting().is_alarming(at=now + timedelta(days=1))
    a_sign_in()
    waiting = sealing.waiting()
    assert waiting.lines == 1
    assert not waiting.is_alarming(at=now + timedelta(minutes=4))
    assert waiting.is_alarming(at=now + timedelta(minutes=6))
    seal_all(a_key(tmp_path))
    assert sealing.waiting() == sealing.Waiting(0, None)


@pytest.mark.parametrize(
    "damage",
    [
        "update audit_head set root = sha256(root)",
        "update audit_head set peaks = sha256(peaks)",
        "update audit_head set signature = public || public",
        "update audit_head set size = size + 1",
        "update audit_head set key = 'somebody'",
        "delete from audit_head",
    ],
)
def test_nothing_is_built_upon_a_head_that_is_not_what_was_signed(
    tmp_path: Path, damage: str
) -> None:
    key = a_key(tmp_path)
    a_sign_in()
    seal_all(key)
    a_sign_in()
    with as_owner() as owner:
        owner.execute("alter table audit_seal drop constraint audit_seal_number_fkey")
        owner.execute(damage)
    with pytest.raises(sealing.BrokenTree, match="Head 1"):
        seal_all(key)


def test_a_seal_without_its_head_does_not_commit() -> None:
    a_sign_in()
    older = "select bool_or(xact >= pg_snapshot_xmin(pg_current_snapshot())) from audit_entry"
    while ask(older) == [(True,)]:  # other tests on this server
        time.sleep(0.05)
    with pytest.raises(IntegrityError), transaction.atomic():
        assert ask("select number from audit_seal_next(10)") == [(1,)]
    assert ask("select count(*) from audit_seal") == [(0,)]


def test_a_database_loaded_from_a_dump_is_not_sealed_past_its_own_end(tmp_path: Path) -> None:
    key = a_key(tmp_path)
    a_sign_in()
    seal_all(key)
    with as_owner() as owner:
        owner.execute("update audit_seal set upto = '9000000000000'")
    with pytest.raises(Exception, match="loaded from a dump"):
        sealing.seal(key)


def test_a_new_key_goes_on_where_the_old_one_vouches_for_it(tmp_path: Path) -> None:
    old = a_key(tmp_path)
    a_sign_in()
    first = seal_all(old)
    new = a_key(tmp_path, "new.json", after=old)
    a_sign_in()
    last = seal_all(keys.load(tmp_path / "new.json"))
    assert (first.key, last.key) == (old.id, new.id)
    assert not checked(tmp_path, first).findings


def test_a_key_that_nobody_vouches_for_builds_nothing(tmp_path: Path) -> None:
    a_sign_in()
    seal_all(a_key(tmp_path))
    a_sign_in()
    with pytest.raises(sealing.BrokenTree):
        seal_all(a_key(tmp_path, "stranger.json"))


def test_a_scrubbed_row_is_still_proved(tmp_path: Path) -> None:
    key = a_key(tmp_path)
    a_guarded_table()
    row = a_change()
    a_change(row)
    seal_all(key)
    [(entry,)] = ask("select id from audit_entry limit 1")
    with as_owner() as owner:
        with pytest.raises(psycopg.Error, match="no erasure"):
            owner.execute("select audit_scrub(array(select id from audit_change), %s)", [entry])
        erase = ENTRY.replace("'sign_in'", "'erasure'") + " returning id"
        [erasure] = owner.execute(erase, ["history.scrubbed"]).fetchall()
        scrub = "select audit_scrub(array(select id from audit_change), %s)"
        assert owner.execute(scrub, erasure).fetchall() == [(2,)]
    assert ask("select count(*) from audit_change where old is null and new is null") == [(2,)]
    seal_all(key)
    report = checked(tmp_path)
    assert report.findings == []
    assert any("2 rows of the history were emptied" in note for note in report.notes)


def test_emptying_a_row_without_an_erasure_is_found(tmp_path: Path) -> None:
    key = a_key(tmp_path)
    a_guarded_table()
    a_change()
    seal_all(key)
    with as_owner() as owner:
        owner.execute(
            "update audit_change c set digest = audit_change_digest(c), new = null, salt = null,"
            " scrubbed_by = gen_random_uuid()"
        )
    [finding] = checked(tmp_path).findings
    assert finding.kind == "changed" and "no erasure" in finding.words


def test_with_the_history_its_content_is_proved_too(tmp_path: Path) -> None:
    key = a_key(tmp_path)
    a_guarded_table()
    a_change()
    seal_all(key)
    with as_owner() as owner:
        exporting.export(owner.cursor(), tmp_path / "out", history=True)
    assert verifier.verify(tmp_path / "out").findings == []
    path = tmp_path / "out" / "history.jsonl"
    path.write_text(path.read_text().replace("Placeholder Park", "Example Park"))
    [finding] = verifier.verify(tmp_path / "out").findings
    assert finding.kind == "changed"


def test_what_is_seconds_old_and_under_no_seal_yet_is_no_finding(tmp_path: Path) -> None:
    """A copy of a busy second: each drill that met one called its backup bad."""
    key = a_key(tmp_path)
    a_guarded_table()
    a_change()
    seal_all(key)
    a_change()
    with as_owner() as owner:
        exporting.export(owner.cursor(), tmp_path / "out", history=True)
    assert (tmp_path / "out" / "unsealed.txt").read_text()
    assert verifier.verify(tmp_path / "out").findings == []
    path = tmp_path / "out" / "history.jsonl"
    path.write_text(path.read_text().replace("Placeholder Park", "Example Park"))
    assert {finding.kind for finding in verifier.verify(tmp_path / "out").findings} == {"changed"}


def test_what_is_sealed_says_nothing_of_the_content(tmp_path: Path) -> None:
    key = a_key(tmp_path)
    a_guarded_table()
    a_change()
    seal_all(key)
    checked(tmp_path)
    files = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert files
    assert not any("Amira" in path.read_text() for path in files)
