"""Taking turns: the bare view, then the page; and what the times come to."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field

from safereturn.ops.bench.browsing import Answer, Browser
from safereturn.ops.bench.measures import OK, Case, Step
from safereturn.ops.bench.processor import Processes
from safereturn.ops.faults import Fault

BARE = "/bench/bare/"
WARM_UP = 20
BLOCK = 10


@dataclass(frozen=True, slots=True)
class Times:
    """The times of one request, asked often."""

    seconds: Sequence[float]

    @property
    def median(self) -> float:
        """Return the median in seconds."""
        return statistics.median(self.seconds)

    @property
    def p95(self) -> float:
        """Return the time that 95 in 100 requests stay within."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]


@dataclass(slots=True)
class Taken:
    """What was taken of one measure: each step's times, and the bare view's beside them."""

    bare: list[float] = field(default_factory=list)
    steps: dict[str, list[float]] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    hoped: int = 0
    came: int = 0

    @property
    def together(self) -> Times:
        """Return the times of all steps of a case added up."""
        return Times([sum(case) for case in zip(*self.steps.values(), strict=True)])


def play(case: Case, browser: Browser) -> list[tuple[Step, Answer]]:
    """Do the steps of one case; raise Fault where an answer is not the page it should be."""
    done: list[tuple[Step, Answer]] = []
    for step in case:
        path = step.path or done[-1][1].location
        answer = browser.ask(step.method, path, step.form)
        if answer.status != step.status or step.shows.encode() not in answer.body:
            raise Fault(
                f"The bench asked for “{step.name}” ({step.method} {path}) and was answered"
                f" {answer.status} instead of {step.status}, or without “{step.shows}”:"
                " it does not time the wrong page."
            )
        done.append((step, answer))
    return done


def take(cases: Sequence[Case], browser: Browser) -> Taken:
    """Time all cases, each after one bare request; the first few only warm up."""
    taken = Taken()
    warm = min(WARM_UP, len(cases) // 5)
    for number, case in enumerate(cases):
        bare = browser.ask("GET", BARE)
        if bare.status != OK:
            raise Fault(f"The bare view answers {bare.status}: nobody is signed in.")
        answers = play(case, browser)
        if number < warm:
            continue
        taken.bare.append(bare.seconds)
        for step, answer in answers:
            taken.steps.setdefault(step.name, []).append(answer.seconds)
            taken.sizes[step.name] = len(answer.body)
            taken.hoped += bool(step.hopes)
            taken.came += bool(step.hopes) and step.hopes.encode() in answer.body
    return taken


def spent(cases: Sequence[Case], browser: Browser, processes: Processes) -> tuple[float, float]:
    """Return the processor seconds of one bare view and of one case; 0 where none are told.

    In blocks, because what a server does after its answer belongs to the request before.
    """
    if not cases:
        return 0.0, 0.0
    bare = page = 0.0
    for block in (cases[at : at + BLOCK] for at in range(0, len(cases), BLOCK)):
        before = processes.seconds()
        for _ in block:
            browser.ask("GET", BARE)
        between = processes.seconds()
        for case in block:
            play(case, browser)
        after = processes.seconds()
        if before is None or between is None or after is None:
            return 0.0, 0.0
        bare, page = bare + between - before, page + after - between
    return bare / len(cases), page / len(cases)


def rate_of(browser: Browser, path: str, times: int) -> Times:
    """Time one address by itself."""
    warm = min(WARM_UP, times)
    seconds = [browser.ask("GET", path).seconds for _ in range(times + warm)]
    return Times(seconds[warm:])
