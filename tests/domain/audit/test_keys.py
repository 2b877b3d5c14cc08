"""The key is made once, is nobody else's to read, and hands over to the next."""

import threading
from pathlib import Path

import pytest

from safereturn.audit import keys, verifier
from safereturn.audit.keys import UnusableKey
from safereturn.audit.verifier import Head


def test_a_key_is_for_its_owner_alone_and_read_back(tmp_path: Path) -> None:
    made = keys.make(tmp_path / "deep" / "key.json")
    assert (tmp_path / "deep" / "key.json").stat().st_mode & 0o777 == 0o600
    assert keys.load(tmp_path / "deep" / "key.json").public == made.public
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["key.json"]


def test_a_key_is_never_overwritten(tmp_path: Path) -> None:
    made = keys.make(tmp_path / "key.json")
    with pytest.raises(UnusableKey, match="not overwritten"):
        keys.make(tmp_path / "key.json")
    assert keys.load_or_make(tmp_path / "key.json").id == made.id


def test_two_that_start_at_once_get_the_same(tmp_path: Path) -> None:
    found = set()

    def start() -> None:
        found.add(keys.load_or_make(tmp_path / "key.json").id)

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 1


@pytest.mark.parametrize("text", ["", "{}", '{"private": "00"}', "[]", '{"private": 1}'])
def test_a_broken_key_is_refused_without_being_quoted(tmp_path: Path, text: str) -> None:
    path = tmp_path / "key.json"
    path.touch(mode=0o600)
    path.write_text(text)
    with pytest.raises(UnusableKey, match="no usable key") as caught:
        keys.load(path)
    assert text == "" or text not in str(caught.value)


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    keys.make(tmp_path / "key.json")
    (tmp_path / "key.json").chmod(0o640)
    with pytest.raises(UnusableKey, match="open to others"):
        keys.load(tmp_path / "key.json")


def test_the_new_key_is_vouched_for_by_the_old(tmp_path: Path) -> None:
    old = keys.make(tmp_path / "old.json")
    keys.make(tmp_path / "new.json", after=old)
    new = keys.load(tmp_path / "new.json")
    assert new.handed_by == old.id
    assert verifier.is_signed(verifier.handover(new.public), new.handover, old.public)
    unsigned = Head(1, 1, "00", 1, "", old.id, old.public)
    head = Head(1, 1, "00", 1, "", old.id, old.public, old.sign(unsigned.signed))
    assert new.may_follow(head)
    assert old.may_follow(head)
    assert not keys.make(tmp_path / "other.json").may_follow(head)
    assert not new.may_follow(unsigned)
