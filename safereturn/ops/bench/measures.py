"""What is measured: which requests, as whom, and how many bare views they may take."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from safereturn.ops.bench import reports
from safereturn.ops.bench.browsing import Form
from safereturn.ops.bench.sample import Sample

QUERIES = 15  # a page, identity and audit included (decisions.md 43)
OK, FOUND = 200, 302


def address(name: str, *args: str) -> str:
    """Return the address of a page."""
    from django.urls import reverse

    return reverse(name, args=args)


@dataclass(frozen=True, slots=True)
class Step:
    """One request of a case, and what its answer must be for the time to count.

    `shows` must stand in the answer; how often `hopes` does is counted.
    """

    name: str
    method: str
    path: str = ""  # empty: where the step before led
    form: Form | None = None
    status: int = OK
    shows: str = ""
    hopes: str = ""

    def at(self, path: str) -> "Step":
        """Return the step at an address that only the answer before it could name."""
        return self if self.path else replace(self, path=path)


Case = Sequence[Step]


@dataclass(frozen=True, slots=True)
class Measure:
    """One page, or one pair of requests, with what it may cost.

    `most` is in times of the bare view: the goal of the issue; half of it is the aim.
    """

    key: str
    title: str
    most: int
    cases: Callable[[Sample], Iterator[Case]]
    # Writes change what the next case finds, so each case is played once.
    once: bool = False
    # What to say of the sample beside the figure.
    about: Callable[[Sample], str] = lambda _: ""


def _picture(sample: Sample) -> Iterator[Case]:
    for ref in sample.listed:
        yield [Step("picture", "GET", address("assess_risk:picture", ref), shows=ref)]


def _grading(sample: Sample) -> Iterator[Case]:
    for ref in sample.listed:
        yield [Step("grading", "GET", address("assess_risk:risk", ref), shows=ref)]


def _worklist(sample: Sample) -> Iterator[Case]:
    yield [Step("worklist", "GET", address("worklist:list"), shows=sample.listed[-1])]


def _of_how_many(sample: Sample) -> str:
    return f"the first of {sample.open_children} open children"


def _search(sample: Sample) -> Iterator[Case]:
    for typed, ref in sample.misspelt:
        yield [
            Step("search (POST)", "POST", address("find_child:search"), {"q": typed}, FOUND),
            Step("its results", "GET", hopes=ref),
        ]


def _report(sample: Sample) -> Iterator[Case]:
    for ref in sample.to_report:
        yield [Step("report", "POST", *reports.form(ref, at=sample.at), FOUND)]


MEASURES = (
    Measure("picture", "Picture: what every agency knows", 10, _picture),
    Measure("grading", "Grading beside the picture", 10, _grading),
    Measure("worklist", "Worklist of 50", 20, _worklist, about=_of_how_many),
    Measure("search", "Search by misspelt name, and results", 10, _search),
    Measure("report", "Report a child missing (POST)", 15, _report, once=True),
)
