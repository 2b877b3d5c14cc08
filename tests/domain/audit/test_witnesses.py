"""Heads leave the database: to whom, how often, and what they say."""

import logging
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.db import connection

from safereturn.audit import keys, verifier, witnesses
from safereturn.audit.verifier import Head
from safereturn.audit.witnesses import Misnamed, Witness
from tests.domain.audit.sealed import a_key, a_sign_in, seal_all

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def head(tmp_path: Path) -> Head:
    a_sign_in()
    return seal_all(a_key(tmp_path))


def a_file(folder: Path) -> Witness:
    [found] = witnesses.named([f"file:{folder}/kept/heads.jsonl"])
    return found


def kept(witness: Witness) -> list[Head]:
    return verifier.heads_in(Path(witness.where).read_text())


def test_a_file_is_added_to_and_read_back(tmp_path: Path, head: Head) -> None:
    witness = a_file(tmp_path)
    assert witnesses.tell_all([witness], at=NOW) == 1
    assert kept(witness) == [head]
    assert Path(witness.where).stat().st_mode & 0o007 == 0


def test_a_mail_says_no_more_than_the_head(head: Head) -> None:
    assert witnesses.tell_all(witnesses.named(["mailto:officer@agency.example"]), at=NOW) == 1
    [message] = mail.outbox
    assert message.to == ["officer@agency.example"]
    assert verifier.heads_in(str(message.body)) == [head]
    # As it arrives, too: a saved message is what a witness hands over.
    assert verifier.heads_in(message.message().as_string()) == [head]


def test_each_is_told_when_it_is_due_and_there_is_something_new(tmp_path: Path) -> None:
    key = a_key(tmp_path)
    both = [a_file(tmp_path), *witnesses.named(["mailto:officer@agency.example"])]
    assert witnesses.tell_all(both, at=NOW) == 0  # nothing is sealed
    a_sign_in()
    seal_all(key)
    assert witnesses.tell_all(both, at=NOW) == 2
    assert witnesses.tell_all(both, at=NOW + timedelta(days=1)) == 0  # nothing is new
    a_sign_in()
    seal_all(key)
    assert witnesses.tell_all(both, at=NOW + timedelta(seconds=59)) == 0
    assert witnesses.tell_all(both, at=NOW + timedelta(seconds=60)) == 1
    assert witnesses.tell_all(both, at=NOW + timedelta(minutes=60)) == 1
    assert [one.size for one in kept(both[0])] == [1, 2]
    assert len(mail.outbox) == 2


def test_one_that_cannot_be_reached_holds_nobody_up_and_is_tried_again(
    tmp_path: Path, head: Head, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "kept").write_text("a file where the folder should be")
    both = [a_file(tmp_path), *witnesses.named(["mailto:officer@agency.example"])]
    with caplog.at_level(logging.ERROR):
        assert witnesses.tell_all(both, at=NOW) == 1
    assert "Witness 1 of the audit log was not told" in caplog.text
    assert str(tmp_path) not in caplog.text
    (tmp_path / "kept").unlink()
    assert witnesses.tell_all(both, at=NOW) == 1


def test_two_workers_tell_a_witness_once(tmp_path: Path, head: Head) -> None:
    witness = a_file(tmp_path)

    def tell() -> None:
        witnesses.tell_all([witness], at=NOW)
        connection.close()

    threads = [threading.Thread(target=tell) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    witnesses.tell_all([witness], at=NOW)
    assert len(kept(witness)) == 1


def test_who_is_not_told_for_too_long_is_overdue(tmp_path: Path, head: Head) -> None:
    witness, sealed_at = a_file(tmp_path), datetime.fromisoformat(head.at)
    assert not witnesses.is_overdue(witness, head, at=sealed_at + timedelta(minutes=3))
    assert witnesses.is_overdue(witness, head, at=sealed_at + timedelta(minutes=4))
    witnesses.tell_all([witness], at=sealed_at)
    assert not witnesses.is_overdue(witness, head, at=sealed_at + timedelta(days=1))
    a_sign_in()
    newer = seal_all(keys.load(tmp_path / "key.json"))
    assert witnesses.is_overdue(witness, newer, at=sealed_at + timedelta(days=1))


@pytest.mark.parametrize("word", ["heads.jsonl", "file:relative", "mailto:nobody", "https:x@y"])
def test_a_witness_that_is_none_is_refused(word: str) -> None:
    with pytest.raises(Misnamed):
        witnesses.named([word])
