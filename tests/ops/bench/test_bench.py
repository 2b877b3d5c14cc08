"""`safereturn bench`, whole, over a region of a few children: it measures, counts and tells."""

import re

import pytest
from click.testing import CliRunner, Result

from safereturn.ops.bench import running, stock, timing
from safereturn.ops.bench.access import pictures
from safereturn.ops.bench.browsing import Answer, Form
from safereturn.ops.bench.measures import MEASURES, OK, QUERIES, Step
from safereturn.ops.bench.sample import misspell
from safereturn.ops.bench.stock import Stock
from safereturn.ops.bench.table import Line
from safereturn.ops.bench.timing import Times
from safereturn.ops.commands import bench
from safereturn.ops.faults import Fault


def run(*arguments: str) -> Result:
    return CliRunner().invoke(bench.command, list(arguments))


def test_it_prints_a_table_with_each_measure_and_the_bare_view(
    small_region: Stock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "SMALLER", 1)  # one size is enough here
    only = [word for measure in MEASURES for word in ("--only", measure.key)]
    result = run("--times", "3", "--children", str(small_region.children), *only)
    # Whether the goals are met on a busy machine is not what is tested here.
    assert isinstance(result.exception, SystemExit | None), result.exception
    for measure in MEASURES:
        [line, *_] = [each for each in result.output.splitlines() if measure.title in each]
        assert re.search(rf"≤ {measure.most}\S (met|MISSED)", line), line
        [queries] = re.findall(r"(\d+)(?: MISSED)? +\d+ kB", line)
        assert measure.once or int(queries) <= QUERIES, line
    assert "Bare view, signed in, one row" in result.output
    assert "Growth" in result.output


def test_a_profile_names_functions_and_statements(small_region: Stock) -> None:
    result = run("--profile", "worklist", "--times", "5")
    assert result.exit_code == 0, result.output
    assert "safereturn/web/worklist/pages.py" in result.output
    assert "involvement_visibility" in result.output


def test_a_measure_there_is_not_is_refused_with_those_there_are() -> None:
    with pytest.raises(Fault, match="picture, grading, worklist, search, report"):
        running.chosen(["pictures"])


class Always:
    """A browser to which everything answers alike."""

    def ask(self, method: str, path: str, form: Form | None = None) -> Answer:
        return Answer(200, "", b"Sign in", 0.001)


@pytest.mark.parametrize(
    "step", [Step("p", "GET", "/", status=302), Step("p", "GET", "/", shows="ME-")]
)
def test_a_wrong_page_is_not_timed(step: Step) -> None:
    with pytest.raises(Fault, match="does not time the wrong page"):
        timing.play([step], Always())
    assert timing.play([Step("p", "GET", "/", shows="Sign in")], Always())[0][1].status == OK


def test_the_goal_is_held_against_the_median_and_the_queries() -> None:
    bare, taken = Times([1.0, 1.0, 9.0]), Times([5.0, 6.0, 99.0])
    line = Line("a page", bare, taken, None, 15, 1.0, most=6, most_queries=15)
    assert (line.ratio, line.met) == (6.0, True)
    assert not Line("a page", bare, taken, None, 15, 1.0, most=5, most_queries=15).met
    assert not Line("a page", bare, taken, None, 16, 1.0, most=6, most_queries=15).met
    assert Line("a form", bare, taken, None, 60, 1.0, most=6).met


def test_nineteen_in_twenty_stay_within_p95() -> None:
    assert Times([float(number) for number in range(1, 101)]).p95 == 96.0


@pytest.mark.parametrize(
    ("number", "typed"), [(0, "Maaya Maakedale"), (1, "Myaa Mkaedale"), (2, "Maa Makeale")]
)
def test_a_name_is_misspelt_in_three_ways(number: int, typed: str) -> None:
    assert misspell("Maya Makedale", number) == typed


def test_the_picture_is_compared_with_a_copy_without_fences(small_region: Stock) -> None:
    with stock.server() as server:
        compared = pictures.compare(server, small_region, times=2)
    assert (len(compared.with_), len(compared.without)) == (2, 2)
    assert compared.fences > 0
