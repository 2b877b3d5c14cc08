"""What was measured, beside its goal: met, not met, or not measured here and where it is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_TITLE, _FIGURE, _GOAL = 63, 52, 30


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table.

    `met` is None for what was not measured in this run; `note` then says where it is.
    `number` is that of the goal in the list of access goals, 0 where it has none.
    """

    number: int
    title: str
    figure: str
    goal: str
    met: bool | None
    note: str = ""

    @property
    def verdict(self) -> str:
        """Return the word for whether the goal is met."""
        return {True: "met", False: "NOT MET", None: "not measured here"}[self.met]

    @property
    def cells(self) -> str:
        """Return the line as it is printed."""
        number = str(self.number) if self.number else ""
        return (
            f"{number:>2}  {self.title:<{_TITLE}}{self.figure:<{_FIGURE}}{self.goal:<{_GOAL}}"
            f"{self.verdict}{': ' if self.note else ''}{self.note}"
        ).rstrip()


def table(title: str, figures: Iterable[Figure]) -> list[str]:
    """Return the figures as lines, under a heading."""
    head = f"    {title:<{_TITLE}}{'figure':<{_FIGURE}}{'goal':<{_GOAL}}"
    return ["", head.rstrip(), *(figure.cells for figure in figures)]


def all_met(figures: Sequence[Figure]) -> bool:
    """Say whether no goal that was measured is missed."""
    return all(figure.met is not False for figure in figures)
