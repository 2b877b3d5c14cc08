"""What the documents point to is there; each decision has a number of its own."""

import re
from pathlib import Path

import safereturn

ROOT = Path(safereturn.__file__).parent.parent
ADRS = sorted((ROOT / "docs/adr").glob("*.md"))
# `safereturn/audit/rules.py`, [text](../x.md#part), docs/adr/0012
QUOTED = re.compile(
    r"`((?:safereturn|tests|docs|deploy|frontend|requirements)/[\w./-]+)(?:::\w+)?`"
)
LINK = re.compile(r"\]\((?!https?:|mailto:)([^)#\s]+)(?:#[^)]*)?\)")
DECISION = re.compile(r"docs/adr/(\d{4})")


def documents() -> list[Path]:
    return [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]


def test_each_decision_has_a_number_of_its_own() -> None:
    numbers = [int(path.name[:4]) for path in ADRS]
    assert numbers == list(range(1, len(ADRS) + 1))
    for number, path in zip(numbers, ADRS, strict=True):
        assert path.read_text().startswith(f"# {number}. "), path.name


def test_what_a_document_points_to_is_there() -> None:
    missing = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in documents()
        for base, names in (
            (ROOT, QUOTED.findall(path.read_text())),
            (path.parent, LINK.findall(path.read_text())),
        )
        for name in names
        if not (base / name).exists()
    ]
    assert not missing


def test_what_is_said_to_be_decided_was_decided() -> None:
    there = {path.name[:4] for path in ADRS}
    code = [*(ROOT / "safereturn").rglob("*.py"), *(ROOT / "tests").rglob("*.py"), *documents()]
    named = {(str(path), number) for path in code for number in DECISION.findall(path.read_text())}
    assert len(named) > 10
    assert {one for one in named if one[1] not in there} == set()
