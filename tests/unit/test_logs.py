"""A line of the log names the places and kinds of an error, and always ends."""

import logging
import sys

import pytest

from safereturn.ops.logs import Line, NoSecrets


def told(error: BaseException) -> str:
    try:
        raise error
    except type(error):
        record = logging.LogRecord("x", logging.ERROR, __file__, 1, "failed", (), sys.exc_info())
    return Line("%(message)s").format(record)


def test_the_text_of_an_error_is_left_out() -> None:
    line = told(ValueError("Key (nhs_number)=(943 476 5919) already exists"))
    assert "builtins.ValueError" in line
    assert "943" not in line


def test_each_error_of_a_chain_is_told() -> None:
    error = ValueError()
    error.__cause__ = KeyError()
    line = told(error)
    assert line.index("ValueError") < line.index("KeyError")


def test_a_chain_that_closes_is_told_once() -> None:
    # asyncio and connection pools raise these: an endless line took all the memory.
    first, second = ValueError(), KeyError()
    first.__cause__, second.__cause__ = second, first
    line = told(first)
    assert line.count("(its text is left out)") == 2


@pytest.mark.parametrize(
    ("words", "args", "told"),
    [
        ("%s: %s", ("Not Found", "/reply/SECRET/"), "Not Found: /reply/…/"),
        ("%s", ("GET /reply/SECRET?x HTTP",), "GET /reply/…?x HTTP"),
        ("at /report-missing/elsewhere/SECRET", (), "at /report-missing/elsewhere/…"),
        ("%s: %s", ("Not Found", "/children/MC-1/"), "Not Found: /children/MC-1/"),
    ],
)
def test_no_line_holds_the_key_of_a_link(words: str, args: tuple[str, ...], told: str) -> None:
    record = logging.LogRecord("x", logging.WARNING, __file__, 1, words, args, None)
    assert NoSecrets().filter(record)
    assert record.getMessage() == told


def test_nothing_that_is_quoted_begins_a_line_of_its_own() -> None:
    forged = "/x\r\n2026-11-29 ERROR safereturn: all is well\x1b[2J\u2028and so on"
    record = logging.LogRecord("x", logging.WARNING, __file__, 1, "Not Found: %s", (forged,), None)
    line = Line("%(levelname)s %(message)s").format(record)
    assert len(line.splitlines()) == 1
    assert "\x1b" not in line and "\\x0a2026-11-29" in line
