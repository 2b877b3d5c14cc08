"""The minutes of a meeting: what a version says, and which of it a reader is given.

Each part is of one or more kinds of information. A reader is given a part only where the
agreement gives them all of these in full: having sat at the table changes nothing of it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypedDict
from uuid import UUID

from django.db.models import QuerySet

from safereturn.agencies import queries as agencies
from safereturn.agencies.queries import Directory
from safereturn.agencies.rules import spelled
from safereturn.casework.models import (
    Meeting,
    MeetingDecision,
    MeetingDissent,
    MeetingInvite,
    MeetingMinutes,
)
from safereturn.casework.rules.meetings import (
    MINUTES_KINDS,
    PART_KINDS,
    InviteAnswer,
    MinutesPart,
    ToldOfMeeting,
)
from safereturn.episodes.models import Task
from safereturn.episodes.rules.tasks import TaskSource
from safereturn.foundation.actor import Actor, AgencyKind
from safereturn.involvement import queries as involvement
from safereturn.sharing.policies import decide_with
from safereturn.sharing.rules import Answer, Depth, Kind


class Said(TypedDict):
    """One part of a version, as its row keeps it."""

    part: str
    lines: list[str]


@dataclass(frozen=True, slots=True)
class PartSeen:
    """One part for one reader: its lines, or (without) why they are not given them."""

    part: MinutesPart
    lines: tuple[str, ...]
    withheld: str = ""
    kinds: tuple[Kind, ...] = ()


@dataclass(frozen=True, slots=True)
class Version:
    """One version of the minutes for one reader."""

    number: int
    issued_at: datetime
    issued_by: str
    because: str
    parts: tuple[PartSeen, ...]

    @property
    def is_whole(self) -> bool:
        """Say whether nothing is left out for this reader."""
        return not any(part.withheld for part in self.parts)


def parts_of(meeting: Meeting) -> list[Said]:
    """Return what the minutes would say now: every part that has something to say."""
    names = _names(meeting)
    found = {
        MinutesPart.PRESENT: _present(meeting, names),
        MinutesPart.PURPOSE: [meeting.purpose],
        MinutesPart.DISCUSSED: [meeting.discussed, *_in_absence(meeting, names)],
        MinutesPart.CHILDS_VIEWS: [
            meeting.childs_views, _told("The child", meeting.child_told, meeting.child_told_words)
        ],
        MinutesPart.PARENTS_VIEWS: [
            meeting.parents_views,
            _told("Parents", meeting.parents_told, meeting.parents_told_words),
        ],
        MinutesPart.DECISIONS: _decisions(meeting),
        MinutesPart.ACTIONS: _actions(meeting),
        MinutesPart.DISSENT: _dissents(meeting, names),
    }  # fmt: skip
    said = [(part, [line for line in lines if line.strip()]) for part, lines in found.items()]
    return [Said(part=part.value, lines=lines) for part, lines in said if lines]


def _names(meeting: Meeting) -> dict[UUID, str]:
    rows = MeetingInvite.objects.filter(meeting=meeting, agency_id__isnull=False)
    return agencies.names(pk for pk in rows.values_list("agency_id", flat=True) if pk)


def _present(meeting: Meeting, names: Mapping[UUID, str]) -> list[str]:
    rows = MeetingInvite.objects.filter(meeting=meeting, dropped_at=None)
    lines = sorted(
        ((_who(row, names), row) for row in rows), key=lambda one: (not one[1].attended, one[0])
    )
    return [_presence(who, row) for who, row in lines]


def _who(row: MeetingInvite, names: Mapping[UUID, str]) -> str:
    return names.get(row.agency_id, "") if row.agency_id else row.who


def _presence(who: str, row: MeetingInvite) -> str:
    if row.attended:
        return f"{who}: {row.attended_by}" if row.attended_by else f"{who}: present"
    if row.answer == InviteAnswer.APOLOGIES:
        return f"{who}: apologies"
    return f"{who}: asked, did not come" if row.asked_at else f"{who}: not reached"


def _in_absence(meeting: Meeting, names: Mapping[UUID, str]) -> list[str]:
    """Return what those wanted said who could not come: of the kinds of what was discussed."""
    rows = MeetingInvite.objects.filter(meeting=meeting, dropped_at=None).exclude(answer_words="")
    rows = rows.filter(answer=InviteAnswer.APOLOGIES).exclude(attended=True).order_by("pk")
    return [f"{_who(row, names)} could not come, and says: {row.answer_words}" for row in rows]


def _told(who: str, told: str, words: str) -> str:
    said = {
        ToldOfMeeting.TOLD: "told what was decided",
        ToldOfMeeting.WILL_BE: "will be told what was decided",
        ToldOfMeeting.NOT_TOLD: "not told",
    }
    if not told:
        return ""
    line = f"{who}: {said[ToldOfMeeting(told)]}"
    return f"{line}: {words}" if words else f"{line}."


def _decisions(meeting: Meeting) -> list[str]:
    rows = MeetingDecision.objects.filter(meeting=meeting).order_by("number")
    return [_decision(row) for row in rows]


def _decision(row: MeetingDecision) -> str:
    line = f"{row.number}. {row.text} Because: {row.because}"
    return f"{line} Withdrawn: {row.withdrawn_because}" if row.withdrawn_at else line


def _actions(meeting: Meeting) -> list[str]:
    rows = list(tasks_of(meeting))
    names = agencies.names({row.owner_agency_id for row in rows})
    return [
        f"{names.get(row.owner_agency_id, '')}"
        + (f", by {spelled(row.due_at)}" if row.due_at else "")
        + f": {row.text}"
        for row in rows
    ]


def tasks_of(meeting: Meeting) -> QuerySet[Task]:
    """Return the actions that followed from the meeting's decisions, in their order."""
    decisions = MeetingDecision.objects.filter(meeting=meeting).values("pk")
    rows = Task.objects.filter(source=TaskSource.MEETING, source_id__in=decisions)
    return rows.select_related("episode").order_by("set_at")


def _dissents(meeting: Meeting, names: Mapping[UUID, str]) -> list[str]:
    rows = MeetingDissent.objects.filter(meeting=meeting).select_related("decision")
    return [
        ", ".join(filter(None, (names.get(row.agency_id, "") if row.agency_id else "", row.who)))
        + (f", of decision {row.decision.number}" if row.decision else "")
        + f": {row.text}"
        for row in rows.order_by("made_at")
    ]


def versions(
    rows: Iterable[MeetingMinutes], answers: Mapping[Kind, Answer], known: Directory
) -> tuple[Version, ...]:
    """Return these versions for a reader whom the agreement answers so."""
    return tuple(
        Version(
            row.number,
            row.issued_at,
            known.person(row.issued_by_id),
            row.because,
            tuple(part_seen(part, answers) for part in row.said["parts"]),
        )
        for row in rows
    )


def part_seen(said: Said, answers: Mapping[Kind, Answer]) -> PartSeen:
    """Return one part as it is given: whole, or the sentence that keeps it back."""
    part = MinutesPart(said["part"])
    kinds = PART_KINDS[part]
    if words := withheld(kinds, answers):
        return PartSeen(part, (), words, kinds)
    return PartSeen(part, tuple(said["lines"]), "", kinds)


def withheld(kinds: Iterable[Kind], answers: Mapping[Kind, Answer]) -> str:
    """Return the sentence that keeps something of these kinds back; empty where nothing does."""
    short = (answers[kind] for kind in kinds if answers[kind].depth is not Depth.FULL)
    return next((answer.sentence for answer in short), "")


def answers_of(agency_id: UUID, child_id: UUID, *, at: datetime) -> dict[Kind, Answer]:
    """Return what the agreement gives an agency of what minutes hold, asked by somebody else."""
    agency = agencies.get_agency(agency_id)
    kind = AgencyKind(agency.kind)
    reader = Actor(person_id=agency_id, agency_id=agency_id, agency_kind=kind, roles=frozenset())
    bases = involvement.agencies_of(child_id, at=at).get(agency_id, frozenset())
    going_on = involvement.circumstances_of([child_id], at=at).get(child_id, frozenset())
    ties = involvement.ties_from(child_id, {agency_id: frozenset(bases)}, going_on, at=at)
    return {one: decide_with(reader, one, ties[agency_id]) for one in MINUTES_KINDS}


def kinds_given(
    row: MeetingMinutes, own: Mapping[Kind, Answer], theirs: Mapping[Kind, Answer]
) -> set[Kind] | None:
    """Return the kinds that another agency gets by this version; None where it gets no part."""
    parts = [
        PART_KINDS[MinutesPart(part["part"])]
        for part in row.said["parts"]
        if not part_seen(part, own).withheld and not part_seen(part, theirs).withheld
    ]
    return {kind for kinds in parts for kind in kinds} if parts else None


def for_another(
    row: MeetingMinutes, own: Mapping[Kind, Answer], theirs: Mapping[Kind, Answer], known: Directory
) -> Version:
    """Return a version as another agency may have it from this one: what both are given."""
    [ours], [version] = versions([row], own, known), versions([row], theirs, known)
    pairs = zip(ours.parts, version.parts, strict=True)
    parts = tuple(mine if mine.withheld else part for mine, part in pairs)
    return replace(version, parts=parts)
