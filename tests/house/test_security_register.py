"""docs/security.md counts rightly, and every test, file and line that it names is there."""

import re
from collections import Counter
from pathlib import Path

import safereturn

HERE = Path(safereturn.__file__).parents[1]
TEXT = (HERE / "docs/security.md").read_text()
ROW = re.compile(
    r"^\| (V\d+\.\d+\.\d+) \| (\d) \| (.+?) \| (met|not applicable|open) \| (.+?) \|$", re.MULTILINE
)
# The official list of ASVS 5.0.0: how many of level 1 and of level 2 each chapter has.
LEVELS = {
    "V1": (8, 19), "V2": (4, 7), "V3": (8, 11), "V4": (2, 8), "V5": (4, 5), "V6": (13, 22),
    "V7": (6, 12), "V8": (4, 3), "V9": (4, 3), "V10": (5, 24), "V11": (3, 11), "V12": (3, 6),
    "V13": (1, 12), "V14": (2, 7), "V15": (3, 10), "V16": (0, 16), "V17": (0, 7),
}  # fmt: skip
OF_LEVEL_3 = {"V3.4.8", "V8.3.2", "V8.3.3", "V14.2.6", "V14.2.7", "V14.2.8", "V15.4.2"}
NAMED = re.compile(
    r"`((?:tests|safereturn|docs|frontend|requirements)/[\w/.\-]*|\.ci/\w+)(?:::(\w+))?`"
)


def rows() -> list[tuple[str, str, str, str, str]]:
    return ROW.findall(TEXT)


def test_every_requirement_of_level_1_and_2_stands_once() -> None:
    numbers = [number for number, *_ in rows()]
    assert len(numbers) == len(set(numbers))
    counted = Counter((number.split(".")[0], level) for number, level, *_ in rows())
    for chapter, (first, second) in LEVELS.items():
        assert (counted[chapter, "1"], counted[chapter, "2"]) == (first, second), chapter
    assert {number for number, level, *_ in rows() if level == "3"} == OF_LEVEL_3


def test_the_totals_are_those_of_the_rows() -> None:
    found = Counter((level, state) for _, level, _, state, _ in rows())
    for level in "123":
        said = re.search(
            rf"^\| Level {level} \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$", TEXT, re.MULTILINE
        )
        assert said, level
        states = [found[level, state] for state in ("met", "not applicable", "open")]
        assert [int(number) for number in said.groups()] == [*states, sum(states)]


def test_it_says_how_many_are_met_by_a_test() -> None:
    met = [evidence for *_, state, evidence in rows() if state == "met"]
    tested = sum("`tests/" in evidence for evidence in met)
    applies = len(met) + sum(state == "open" for *_, state, _ in rows())
    said = f"Of the {applies} that apply {len(met)} are met, {tested} of them by a test"
    assert said in " ".join(TEXT.split())
    assert tested / len(met) >= 0.7, "our goal: seven in ten by a test"


def missing(text: str) -> list[str]:
    """Return what a text names that is not there."""
    gone = []
    for path, test in NAMED.findall(text):
        file = HERE / path
        if not file.exists() or (test and f"def {test}(" not in file.read_text()):
            gone.append(f"{path}::{test}" if test else path)
    return gone


def test_everything_that_is_named_is_there() -> None:
    assert len(NAMED.findall(TEXT)) > 150
    for name in ("security.md", "threat-model.md", "dpia.md"):
        assert missing((HERE / "docs" / name).read_text()) == []
    assert missing("`tests/house/test_security_register.py::test_gone` `safereturn/gone.py`")


def test_what_is_met_names_what_shows_it() -> None:
    for number, _, _, state, evidence in rows():
        if state == "met":
            assert NAMED.search(evidence) or "below" in evidence, number
