"""The protocol that holds where an area has none of its own.

The law's lengths are the law's. Every other figure is a proposal to start from: no national
number exists (College of Policing APP gives none), and local protocols differ. The elapsed
and the counted steps are those that protocols of several areas name; who is told at each is
for the area to say.
"""

from safereturn.clocks.rules.law import FIXED, ClockKind, Span
from safereturn.clocks.rules.lengths import Length, Unit, read_length
from safereturn.clocks.rules.meeting import Invitee, Meet, MeetingKind
from safereturn.clocks.rules.protocol import (
    Begin,
    Breach,
    Count,
    End,
    Party,
    Protocol,
    Rule,
    Step,
    read_when,
    read_who,
)

_K, _B, _E, _P = ClockKind, Begin, End, Party


def _steps(*said: tuple[str, str]) -> tuple[Step, ...]:
    found = []
    for when, whom in said:
        read, who = read_when(when), tuple(read_who(one) for one in whom.split(", "))
        assert read is not None and all(who), "what ships is written well"
        found.append(Step(read[0], tuple(one for one in who if one), read[1]))
    return tuple(found)


_OWED = (("due", "owner, owner supervisor"),)


def _rule(
    kind: ClockKind,
    begin: Begin,
    end: tuple[End, ...],
    owner: Party,
    length: str = "",
    *told: tuple[str, str],
    breach: Breach = Breach.TELL,
    notices: tuple[str, ...] = (),
) -> Rule:
    fixed = FIXED.get(kind)
    return Rule(
        kind.value,
        kind,
        begin,
        frozenset(end),
        owner,
        fixed.length if fixed else read_length(length),
        _steps(*(told or _OWED)),
        breach,
        notices=notices,
    )


def _elapsed(length: str, begin: Begin, whom: str) -> Rule:
    key = "missing_" + length.replace(" ", "_")
    return Rule(
        key,
        _K.ELAPSED,
        begin,
        frozenset({_E.OVER}),
        _P.RESPONSIBLE_AUTHORITY,
        read_length(length),
        _steps(("due", whom)),
        words=f"Missing for {length}",
    )


def _repeat(times: int, days: int | None, meet: Meet) -> Rule:
    within = f"in {days} days" if days else "or more"
    return Rule(
        f"missing_{times}_times_{f'in_{days}_days' if days else 'ever'}",
        _K.REPEAT,
        _B.REPORTED,
        frozenset({_E.DONE}),
        _P.RESPONSIBLE_AUTHORITY,
        Length(5, Unit.WORKING_DAYS),
        _steps(
            ("start", "responsible_authority, force coordinator"),
            ("1 working day before", "owner"),
            ("due", "owner senior"),
        ),
        count=Count(times, days),
        words=f"Missing {times} times {within}: decide whether to meet",
        meet=meet,
    )


# None of these is a national rule that anybody has checked against its text: each says what it
# was taken from, and the page marks it until whoever keeps the protocol confirms it.
_TABLE = (
    Invitee.RESPONSIBLE_AUTHORITY,
    Invitee.FORCE,
    Invitee.HOST_AUTHORITY,
    Invitee.PLACEMENT,
    Invitee.INTERVIEWERS,
)
_WIDE_TABLE = (*_TABLE, Invitee.HEALTH, Invitee.SCHOOL, Invitee.YOUTH_JUSTICE)
_AFTER_TWO = Meet(
    MeetingKind.MULTI_AGENCY,
    _TABLE,
    "two or more times: multi-agency risk management, as recollected from the guidance of 2014;"
    " the days are a proposal",
)
_THREE_IN_A_MONTH = Meet(
    MeetingKind.STRATEGY_DISCUSSION,
    _WIDE_TABLE,
    "one county’s protocol: three or more times in 30 days, a strategy meeting; the days are a"
    " proposal",
)
_THREE_IN_A_QUARTER = Meet(
    MeetingKind.MISSING_PANEL,
    _WIDE_TABLE,
    "one force treats three times in 90 days as a class of its own; that a panel meets, and the"
    " days, are a proposal",
)

_DESKS = "responsible_authority, force supervisor"
_SENIORS = "responsible_authority senior, force senior"

_RULES = (
    _rule(
        _K.FIRST_GRADING, _B.REPORTED, (_E.GRADED, _E.OVER), _P.FORCE, "1 hour",
        ("15 minutes before", "owner"),
        ("due", "owner supervisor, responsible_authority"),
        ("1 hour after", "owner senior"),
    ),
    _rule(
        _K.RISK_REVIEW, _B.GRADED, (_E.GRADED, _E.OVER), _P.FORCE, "",
        ("30 minutes before", "owner"),
        ("due", "owner supervisor"),
    ),
    _rule(
        _K.LOWEST_REVIEW, _B.GRADED_LOWEST, (_E.GRADED, _E.OVER), _P.FORCE, "24 hours",
        ("2 hours before", "owner supervisor"),
        ("due", "owner supervisor, responsible_authority"),
        breach=Breach.GRADE_AGAIN,
    ),
    _rule(_K.ANSWER, _B.ASKED, (_E.ANSWERED, _E.OVER), _P.OWNER, "1 hour", ("due", "owner, force")),
    _rule(
        _K.RETURN_INTERVIEW, _B.RETURNED, (_E.CLOSED,), _P.RESPONSIBLE_AUTHORITY, "",
        ("48 hours before", "owner, interviewers"),
        ("24 hours before", "owner coordinator, interviewers"),
        ("due", "owner, owner senior"),
    ),
    _rule(
        _K.PREVENTION_INTERVIEW, _B.RETURNED, (_E.RECORDED,), _P.FORCE, "24 hours",
        ("4 hours before", "owner"),
        ("due", "owner supervisor, responsible_authority"),
    ),
    _rule(
        _K.DISAGREEMENT, _B.DISPUTED, (_E.ANSWERED,), _P.FORCE, "4 hours",
        ("start", "owner supervisor"),
        ("due", "owner senior, responsible_authority"),
    ),
    _rule(
        _K.ITEM_RECEIPT, _B.SHARED, (_E.RECEIVED,), _P.OWNER, "24 hours",
        ("due", "owner supervisor, interviewers"),
    ),
    _rule(
        _K.ITEM_DISPOSITION, _B.SHARED, (_E.DISPOSED,), _P.OWNER, "5 days",
        ("1 day before", "owner"),
        ("due", "owner supervisor, interviewers"),
    ),
    _rule(
        _K.NEXT_CHECK, _B.AWAY, (_E.CHECKED, _E.OVER), _P.OWNER, "",
        ("due", "owner, responsible_authority"),
    ),
    _rule(
        _K.HANDOVER, _B.SET, (_E.ANSWERED,), _P.OWNER, "30 minutes",
        ("due", "owner supervisor"),
        ("30 minutes after", "owner senior"),
    ),
    _rule(
        _K.TASK, _B.SET, (_E.DONE,), _P.OWNER, "",
        ("15 minutes before", "owner"),
        ("due", "owner"),
        ("1 hour after", "owner supervisor"),
    ),
    _rule(
        _K.PLAN_REVIEW, _B.SET, (_E.REVIEWED, _E.OVER), _P.FORCE, "",
        ("30 minutes before", "owner supervisor"),
        ("due", "owner supervisor"),
        ("1 hour after", "owner senior"),
    ),
    _rule(
        _K.TRIGGER_REVIEW, _B.SET, (_E.REVIEWED,), _P.OWNER, "",
        ("14 days before", "owner"),
        ("due", "owner, owner coordinator, responsible_authority"),
    ),
    # How long an agency may think about a trigger plan is nowhere written: a proposal.
    _rule(
        _K.TRIGGER_ANSWER, _B.ASKED, (_E.ANSWERED,), _P.OWNER, "3 working days",
        ("1 working day before", "owner"),
        ("due", "owner, owner supervisor, asker"),
        ("2 working days after", "owner senior, asker, responsible_authority"),
    ),
    _rule(
        _K.NOTICE_RECEIPT, _B.TOLD, (_E.ACKNOWLEDGED, _E.OVER), _P.OWNER, "15 minutes",
        ("due", "owner next"),
        ("10 minutes after", "owner next"),
        ("20 minutes after", "owner out_of_hours"),
        ("30 minutes after", "owner senior"),
        notices=("episode.reported", "risk.assessed", "episode.located", "interview.harm"),
    ),
    _rule(_K.FOLLOW_UP, _B.SET, (_E.DONE,), _P.OWNER),
    _rule(_K.WARNING_REVIEW, _B.SET, (_E.REVIEWED,), _P.OWNER),
    _rule(
        _K.PROFILE_REVIEW, _B.REVIEWED, (_E.REVIEWED,), _P.OWNER, "90 days",
        ("7 days before", "owner"),
        ("due", "owner, responsible_authority"),
    ),
    _rule(
        _K.NATIONAL_UNIT, _B.LAST_SEEN, (_E.DONE, _E.OVER), _P.FORCE, "",
        ("12 hours before", "owner supervisor"),
        ("due", "owner, owner supervisor"),
    ),
    _rule(_K.PLACEMENT_NOTICE, _B.PLACED, (_E.DONE,), _P.RESPONSIBLE_AUTHORITY, "",
        ("1 working day before", "owner"), ("due", "owner senior"),
    ),
    _rule(_K.END_OF_PLACEMENT_NOTICE, _B.PLACEMENT_ENDED, (_E.DONE,), _P.RESPONSIBLE_AUTHORITY, "",
        ("2 working days before", "owner"), ("due", "owner senior"),
    ),
    _rule(_K.RIGHTS_ANSWER, _B.ASKED, (_E.ANSWERED,), _P.OWNER, "",
        ("7 days before", "owner privacy_lead"), ("due", "owner privacy_lead, owner senior"),
    ),
    _elapsed("24 hours", _B.LAST_SEEN, _DESKS),
    _elapsed("48 hours", _B.LAST_SEEN, _DESKS),
    _elapsed("72 hours", _B.LAST_SEEN, f"{_DESKS}, {_SENIORS}"),
    _elapsed("5 days", _B.REPORTED, _SENIORS),
    _elapsed("7 days", _B.REPORTED, _SENIORS),
    _elapsed("28 days", _B.REPORTED, _SENIORS),
    _repeat(2, None, _AFTER_TWO),
    _repeat(3, 30, _THREE_IN_A_MONTH),
    _repeat(3, 90, _THREE_IN_A_QUARTER),
)  # fmt: skip

SHIPPED = Protocol("Shipped", {rule.key: rule for rule in _RULES})


def shipped_span(kind: ClockKind) -> Span:
    """Return the shipped length of a kind that is not set by a person."""
    rule = SHIPPED.rules[kind.value]
    assert rule.length is not None, "whoever asks for a length knows that there is one"
    return Span(rule.length, COUNTED_FROM[rule.begin], rule.strength)


# The words of a clock's own line for the fact it counts from.
COUNTED_FROM: dict[Begin, str] = {
    Begin.REPORTED: "report",
    Begin.LAST_SEEN: "last seen",
    Begin.AWAY: "last check",
    Begin.GRADED: "grading",
    Begin.GRADED_LOWEST: "grading",
    Begin.LOCATED: "finding",
    Begin.RETURNED: "return",
    Begin.ASKED: "asking",
    Begin.DISPUTED: "disagreement",
    Begin.SHARED: "receipt",
    Begin.PLACED: "placement",
    Begin.PLACEMENT_ENDED: "end of placement",
    Begin.SET: "setting",
    Begin.REVIEWED: "last review",
    Begin.TOLD: "notice",
}
