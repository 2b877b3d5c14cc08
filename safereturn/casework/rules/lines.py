"""Standard lines of enquiry, and which of them a case suggests: never more than a suggestion.

What ships is a proposal to start from. No national list binds a force (the College of
Policing's guidance has the supervisor own an investigation plan and lists no lines); each
force keeps its own. Nothing here knows Django.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from safereturn.episodes.rules import Danger
from safereturn.foundation.errors import Invalid
from safereturn.foundation.sentences import sentence
from safereturn.risk.rules import Level

MOST_LINES = 60
LATEST_MINUTES = 7 * 24 * 60
# How soon a supervisor looks at a plan again, where the force has not set its own hours.
REVIEW_HOURS = {
    Level.HIGH: 4,
    Level.MEDIUM: 12,
    Level.LOW: 24,
    Level.NO_APPARENT_RISK: 24,
}
_UNGRADED_HOURS = 4


def review_within(level: Level | None, own: dict[Level, int] | None = None) -> timedelta:
    """Return how soon a plan is reviewed at a level of risk; ungraded as the highest."""
    if level is None:
        return timedelta(hours=min([_UNGRADED_HOURS, *(own or {}).values()]))
    return timedelta(hours=(own or REVIEW_HOURS)[level])


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardLine:
    """A line of enquiry that a force keeps ready, and when it is suggested.

    `levels` and `dangers`: suggested where the grade is one of these, or one of the dangers
    was said; neither named: always. `after_hours`: only once the child is missing so long.
    """

    name: str
    text: str
    minutes: int
    levels: frozenset[Level] = frozenset()
    dangers: frozenset[Danger] = frozenset()
    after_hours: int = 0
    police_only: bool = True

    def __post_init__(self) -> None:
        """Raise Invalid with what to mend."""
        wrong = {}
        if not self.name.strip():
            wrong["name"] = "Enter a short name"
        if not self.text.strip():
            wrong["text"] = "Enter what is to be done"
        if not 1 <= self.minutes <= LATEST_MINUTES:
            wrong["minutes"] = sentence("Enter minutes from 1 to {latest}", latest=LATEST_MINUTES)
        if wrong:
            raise Invalid(fields=wrong)

    def fits(self, case: "CaseNow") -> bool:
        """Say whether a case suggests it."""
        if case.missing_for < timedelta(hours=self.after_hours):
            return False
        if not self.levels and not self.dangers:
            return True
        return case.level in self.levels or not self.dangers.isdisjoint(case.dangers)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseNow:
    """What a suggestion is made from."""

    level: Level | None
    missing_for: timedelta
    dangers: frozenset[Danger] = field(default_factory=frozenset)


def suggested(
    lines: Iterable[StandardLine], case: CaseNow, there: Collection[str]
) -> Iterator[StandardLine]:
    """Yield the lines that fit a case and are not in its plan, by name, soonest first."""
    for line in sorted(lines, key=lambda one: one.minutes):
        if line.name not in there and line.fits(case):
            yield line


_HIGH = frozenset({Level.HIGH})
_MEDIUM = frozenset({Level.HIGH, Level.MEDIUM})
_D = Danger

SHIPPED_LINES: tuple[StandardLine, ...] = (
    StandardLine(
        name="Search of the home",
        text="Search where the child left from, with consent: their room first. What is gone,"
        " what was left, notes, other devices.",
        minutes=60,
        police_only=False,
    ),
    StandardLine(
        name="Family and friends",
        text="Ring everybody the child may have gone to or rung, and say whom you did not reach.",
        minutes=60,
        police_only=False,
    ),
    StandardLine(
        name="Hospitals and custody",
        text="Ask the hospitals near, the ambulance service and custody, here and next door.",
        minutes=60,
    ),
    StandardLine(
        name="Social media",
        text="Look at what is open, and ask friends and carers which names the child uses.",
        minutes=90,
    ),
    StandardLine(
        name="Phone enquiry",
        text="Ring and text the phone; ask for its use and place on the force’s authority.",
        minutes=30,
        levels=_MEDIUM,
    ),
    StandardLine(
        name="Cameras where last seen",
        text="Secure the cameras of the last place and of the ways from it before they are"
        " written over.",
        minutes=120,
        levels=_MEDIUM,
    ),
    StandardLine(
        name="Bank and transport",
        text="Ask for the use of bank and travel cards; tell the bus and rail companies.",
        minutes=120,
        levels=_MEDIUM,
    ),
    StandardLine(
        name="Associates’ addresses",
        text="Go to the addresses of adults of concern and where the child was found before.",
        minutes=60,
        levels=_HIGH,
        dangers=frozenset({_D.EXPLOITATION, _D.HARMFUL_PERSON}),
    ),
    StandardLine(
        name="Exploitation team",
        text="Ask the exploitation team and the council’s for names, vehicles and places; look"
        " for links to other children missing now.",
        minutes=60,
        dangers=frozenset({_D.EXPLOITATION}),
    ),
    StandardLine(
        name="Medicine",
        text="Find out how long the child can be without the medicine, and who can give it.",
        minutes=30,
        dangers=frozenset({_D.MEDICINE, _D.DISABILITY}),
        police_only=False,
    ),
    StandardLine(
        name="Search adviser",
        text="Ask the search adviser which ground is looked at first.",
        minutes=60,
        levels=_HIGH,
        dangers=frozenset({_D.SELF_HARM, _D.UNDER_13}),
    ),
    StandardLine(
        name="Publicity",
        text="Decide with the council and the family whether a photograph is made public; write"
        " down why or why not.",
        minutes=240,
        levels=_HIGH,
        police_only=False,
    ),
    # NCA, "Information for police": everyone missing for more than 72 hours; sooner if needed.
    StandardLine(
        name="UK Missing Persons Unit (high risk)",
        text="Tell the UK Missing Persons Unit and ask for its advice.",
        minutes=240,
        levels=_HIGH,
    ),
    StandardLine(
        name="UK Missing Persons Unit (72 hours)",
        text="Tell the UK Missing Persons Unit: due after 72 hours. Photograph and dental records"
        " follow.",
        minutes=60,
        after_hours=60,
    ),
)
