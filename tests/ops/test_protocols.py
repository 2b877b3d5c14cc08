"""A protocol as a file: checked line by line by the command, and written to start from."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from safereturn.ops import protocols
from safereturn.ops.commands import protocol as command
from safereturn.ops.faults import Fault

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def written(area: str) -> str:
    return CliRunner().invoke(command.shipped, ["--area", area], standalone_mode=False).output


def test_what_ships_is_good_once_it_says_whose_it_is(tmp_path: Path) -> None:
    file = tmp_path / "protocol.yaml"
    file.write_text(written("Exampleshire"))
    assert [words for _, words in protocols.check(file, at=NOON)] == [
        "Say which agencies follow it: the police force and the councils."
    ]
    file.write_text(file.read_text().replace("for: []", "for: [Exampleshire Council]"))
    assert protocols.check(file, at=NOON) == []


def test_the_command_tells_each_mistake_by_its_line(tmp_path: Path) -> None:
    file = tmp_path / "protocol.yaml"
    file.write_text(
        "protocol: X\nfor: [Nobody at all]\nrules:\n  - rule: answer\n    within: soon\n"
    )
    done = CliRunner().invoke(command.check, [str(file)], standalone_mode=False)
    assert done.return_value == 1
    first, second, last = done.output.splitlines()
    assert first == "Line 2: “Nobody at all” is no agency here."
    assert second.startswith("Line 5: “soon” is no length of time")
    assert last == "2 mistakes. Nothing was changed."


def test_the_command_says_that_all_is_well(tmp_path: Path) -> None:
    file = tmp_path / "protocol.yaml"
    file.write_text(written("Nowhere").replace("for: []", "for: [Exampleshire Police]"))
    done = CliRunner().invoke(command.check, [str(file)], standalone_mode=False)
    assert (done.return_value, done.output) == (0, "protocol.yaml has no mistakes.\n")


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "protocol.yaml"
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(Fault, match="not text in UTF-8"):
        protocols.check(file, at=NOON)
    file.write_bytes(b"a" * (protocols.MOST_BYTES + 1))
    with pytest.raises(Fault, match="too large"):
        protocols.check(file, at=NOON)
