"""The verifier alone: by its own process, on files that somebody has changed in hand."""

import json
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

from safereturn.audit import exporting, keys, verifier, witnesses
from safereturn.audit.verifier import Head
from tests.domain.audit.sealed import a_key, a_look, a_sign_in, seal_all

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """An export of three seals, and what a witness kept of two of them."""
    key = a_key(tmp_path)
    for _ in range(3):
        for _ in range(5):
            a_look()
        a_sign_in()
        head = seal_all(key)
        if head.number != 2:
            witness = witnesses.named([f"file:{tmp_path / 'kept.jsonl'}"])[0]
            witness.tell(head)
    with exporting.snapshot() as cursor:
        assert exporting.export(cursor, tmp_path / "log") == 18
    return tmp_path / "log"


def run(log: Path, *more: str) -> "subprocess.CompletedProcess[str]":
    """Run the copy that lies beside the data, where nothing of the service can be found."""
    return subprocess.run(
        [sys.executable, "-I", str(log / "verifier.py"), str(log), *more],
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        env={},
    )


def test_it_runs_by_itself_and_says_that_all_is_well(log: Path) -> None:
    done = run(log, "--witness", str(log.parent / "kept.jsonl"))
    assert (done.returncode, done.stderr) == (0, "")
    assert "18 lines" in done.stdout
    assert "3 heads, and 2 that witnesses hold" in done.stdout
    assert "All is as it was sealed." in done.stdout


def test_it_uses_nothing_but_the_standard_library_and_cryptography() -> None:
    lines = Path(verifier.__file__).read_text().splitlines()
    named = {line.split()[1].split(".")[0] for line in lines if line.startswith(("import", "from"))}
    assert named - sys.stdlib_module_names == {"cryptography"}


def test_without_anything_from_outside_it_says_so(log: Path) -> None:
    done = run(log)
    assert done.returncode == 0
    assert "proves little" in done.stdout


def test_a_public_key_from_outside_is_held_against_the_heads(log: Path) -> None:
    own = keys.load(log.parent / "key.json").public
    assert verifier.verify(log, keys=[own]).findings == []
    stranger = keys.make(log.parent / "stranger.json").public
    assert {one.kind for one in verifier.verify(log, keys=[stranger]).findings} == {"signature"}


def test_a_witness_who_kept_nothing_is_no_witness(log: Path) -> None:
    (log.parent / "empty.txt").write_text("Dear colleague")
    done = run(log, "--witness", str(log.parent / "empty.txt"))
    assert done.returncode == 2
    assert "no head" in done.stderr


def lines_of(log: Path, name: str) -> list[str]:
    return (log / name).read_text().splitlines(keepends=True)


def change_a_letter(lines: list[str]) -> None:
    lines[7] = lines[7].replace("child.child", "child.chill")


def drop_a_line(lines: list[str]) -> None:
    del lines[7]


def empty_a_line(lines: list[str]) -> None:
    lines[7] = "\n"


def move_a_line(lines: list[str]) -> None:
    lines.insert(3, lines.pop(9))


def repeat_a_line(lines: list[str]) -> None:
    lines.insert(3, lines[9])


def add_nonsense(lines: list[str]) -> None:
    lines.insert(4, "Nobody was here\n")


def cut_the_end(lines: list[str]) -> None:
    del lines[-3:]


@pytest.mark.parametrize("name", ["log/000000.txt", "tree/000000.txt"])
@pytest.mark.parametrize(
    ("damage", "kind"),
    [
        (drop_a_line, "deleted"),
        (move_a_line, "reordered"),
        (cut_the_end, "deleted"),
    ],
)
def test_damage_to_lines_or_leaves_is_found(
    log: Path, name: str, damage: Callable[[list[str]], None], kind: str
) -> None:
    lines = lines_of(log, name)
    damage(lines)
    (log / name).write_text("".join(lines))
    report = verifier.verify(log, verifier.heads_in((log.parent / "kept.jsonl").read_text()))
    kinds = {one.kind for one in report.findings}
    assert kind in kinds or (name.startswith("tree") and kinds & {"tree", "truncated"})
    assert any(one.seal for one in report.findings)
    done = run(log)
    assert done.returncode == 1
    assert "FOUND" in done.stdout


@pytest.mark.parametrize(
    ("damage", "kind"),
    [
        (change_a_letter, "changed"),
        (empty_a_line, "deleted"),
        (repeat_a_line, "reordered"),
        (add_nonsense, "inserted"),
    ],
)
def test_damage_to_a_line_is_named(
    log: Path, damage: Callable[[list[str]], None], kind: str
) -> None:
    lines = lines_of(log, "log/000000.txt")
    damage(lines)
    (log / "log/000000.txt").write_text("".join(lines))
    report = verifier.verify(log)
    assert kind in {one.kind for one in report.findings}
    assert all(one.entry for one in report.findings if one.kind == kind)


def test_an_older_export_is_not_what_the_witness_holds(log: Path) -> None:
    kept = lines_of(log, "heads.jsonl")
    (log / "heads.jsonl").write_text("".join(kept[:2]))
    for folder in ("log", "tree"):
        rows = lines_of(log, f"{folder}/000000.txt")
        (log / folder / "000000.txt").write_text("".join(rows[:12]))
    assert verifier.verify(log).findings == []  # a whole log, as far as it goes …
    held = verifier.heads_in((log.parent / "kept.jsonl").read_text())
    kinds = {one.kind for one in verifier.verify(log, held).findings}
    assert kinds == {"rolled back", "truncated"}  # … but not the whole log


def test_a_log_sealed_anew_with_the_key_is_not_what_the_witness_holds(log: Path) -> None:
    """The operator holds the key and can sign anything: that is what witnesses are for."""
    key = keys.load(log.parent / "key.json")
    lines = (log / "log/000000.txt").read_bytes().splitlines()
    lines[2] = lines[2].replace(b"child.child", b"child.chill")
    leaves = [verifier.leaf_of(line) for line in lines]
    rows = lines_of(log, "tree/000000.txt")
    rows = [leaf.hex() + row[64:] for leaf, row in zip(leaves, rows, strict=True)]
    (log / "log/000000.txt").write_bytes(b"".join(line + b"\n" for line in lines))
    (log / "tree/000000.txt").write_text("".join(rows))
    heads = []
    for row in lines_of(log, "heads.jsonl"):
        said = json.loads(row)
        said["root"] = verifier.root_of(verifier.grow([], 0, leaves[: said["size"]])).hex()
        said["signature"] = key.sign(Head(**said).signed)
        heads.append(json.dumps(said) + "\n")
    (log / "heads.jsonl").write_text("".join(heads))
    assert verifier.verify(log, keys=[key.public]).findings == []
    held = verifier.heads_in((log.parent / "kept.jsonl").read_text())
    kinds = {one.kind for one in verifier.verify(log, held).findings}
    assert kinds == {"rolled back", "tree"}


def sealed_with_a_new_key(folder: Path) -> Head:
    """Go on with another key, which the first vouches for; return its head."""
    key = a_key(folder, "next.json", after=keys.load(folder / "key.json"))
    a_look()
    head = seal_all(key)
    shutil.rmtree(folder / "log")
    with exporting.snapshot() as cursor:
        exporting.export(cursor, folder / "log")
    return head


def test_whoever_kept_but_one_head_of_a_new_key_is_told_that_all_is_well(log: Path) -> None:
    """The heads before it are of a key they never saw: the new one's root holds their lines."""
    head = sealed_with_a_new_key(log.parent)
    assert verifier.verify(log, [head]).findings == []
    assert verifier.verify(log, keys=[head.public]).findings == []
    first = verifier.heads_in((log.parent / "kept.jsonl").read_text())[0]
    assert verifier.verify(log, [first]).findings == []


def test_the_way_back_lets_nobody_sign_in_a_keys_place(log: Path) -> None:
    """A key made up, that “vouched” for the trusted one, which has no head above its own."""
    newest = sealed_with_a_new_key(log.parent)
    forged = keys.make(log.parent / "forged.json")
    rows = [json.loads(row) for row in lines_of(log, "keys.jsonl")]
    for row in rows:
        if row["public"] == newest.public:
            words = verifier.handover(newest.public)
            row |= {"handed_by": forged.id, "handover": forged.sign(words)}
    rows.insert(0, {"public": forged.public, "handed_by": None, "handover": None})
    (log / "keys.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    heads = []
    for row in lines_of(log, "heads.jsonl"):
        said = json.loads(row) | {"key": forged.id, "public": forged.public}
        heads.append(json.dumps(said | {"signature": forged.sign(Head(**said).signed)}) + "\n")
    (log / "heads.jsonl").write_text("".join(heads))
    kinds = {one.kind for one in verifier.verify(log, keys=[newest.public]).findings}
    assert kinds == {"signature"}
    assert "rolled back" in {one.kind for one in verifier.verify(log, [newest]).findings}


def test_what_waits_is_told_from_what_was_slipped_in(log: Path) -> None:
    a_sign_in()
    shutil.rmtree(log)
    with connection.cursor() as cursor:
        exporting.export(cursor, log)
    report = verifier.verify(log)
    assert report.findings == []
    assert "1 lines stand under no seal (yet)." in report.notes
    line = json.loads((log / "unsealed.txt").read_text())
    line["at"] = "2020-01-01T00:00:00.000000Z"
    (log / "unsealed.txt").write_text(json.dumps(line) + "\n")
    assert [one.kind for one in verifier.verify(log).findings] == ["inserted"]


def test_chunks_make_the_same_tree(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An export of many files is checked by many processes; here each has four lines."""
    luck = random.Random(4)  # noqa: S311 - to be repeated, not to be secret
    monkeypatch.setattr(verifier, "CHUNK", 4)
    shutil.rmtree(log)
    with connection.cursor() as cursor:
        exporting.export(cursor, log)
    assert len(list((log / "log").iterdir())) == 5
    held = verifier.heads_in((log.parent / "kept.jsonl").read_text())
    assert verifier.verify(log, held).findings == []
    for path in sorted((log / "log").iterdir()):
        whole = path.read_bytes()
        lines = whole.splitlines(keepends=True)
        n = luck.randrange(len(lines))
        path.write_bytes(b"".join([*lines[:n], b"\n", *lines[n + 1 :]]))
        [finding] = verifier.verify(log, held).findings
        assert finding.kind == "deleted"
        path.write_bytes(whole)
    (log / "tree/000002.txt").write_bytes(
        b"".join((log / "tree/000002.txt").read_bytes().splitlines(keepends=True)[:3])
    )
    kinds = {one.kind for one in verifier.verify(log, held).findings}
    assert {"gap", "tree", "truncated"} <= kinds
