"""While a child is missing: information, who was told, what the police did with it."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from safereturn.api.edge import Call
from safereturn.api.fields import Flag, Id, In, Line, Moment, Name, Ref, RowId, Text, Words
from safereturn.api.operations import Journey, write
from safereturn.api.v1.shared import IdOut, one_of
from safereturn.episodes import actions, queries, rules

journey = Journey("While a child is missing")


class EntryIn(In):
    """A sighting, information, an enquiry, a correction, or that there is nothing to add."""

    kind: rules.EntryKind
    text: Text = ""
    happened_at: Moment | None = None
    where: Line = ""
    how_known: Line = ""
    source_name: Line = ""
    source_contact: Line = ""
    audience: rules.Audience = rules.Audience.ALL
    corrects_id: Id | None = None


class ToldIn(In):
    """That somebody was told by whom, when and how; or was not, and why."""

    moment: rules.Moment
    person_name: Name
    relation: Line
    told: Flag
    told_at: Moment | None = None
    how: Line = ""
    not_told_because: Line = ""
    connected_person_id: Id | None = None


class AgencyCallIn(In):
    """That an agency without accounts was told by phone: who, on what number, when."""

    agency_id: Id
    spoke_to: Name
    phone: Name
    rung_at: Moment


class StanceIn(In):
    """What the police do with a report. Anything but "accepted" says who acts until when."""

    stance: rules.PoliceStance
    reason: Text = ""
    who_does_what: Text = ""
    until_at: Moment | None = None
    police_ref: Line = ""


class WordsIn(In):
    """What is said."""

    text: Annotated[Words, Field(description="In plain words.")]


def _episode_id(request: Call, ref: str) -> UUID:
    return queries.get_episode(request.actor, ref, at=request.received_at).pk


@write(journey, "/episodes/{ref}/entries", gives=IdOut)
def add_entry(request: Call, ref: Ref, entry: EntryIn) -> IdOut:
    """Add a sighting, information, an enquiry or a correction.

    Nothing is edited: a mistake gets a correction that names it in `corrects_id`.
    """
    episode = queries.get_episode(request.actor, ref, at=request.received_at)
    if entry.corrects_id:
        shown = queries.entries(request.actor, episode, at=request.received_at)
        one_of(shown, entry.corrects_id)
    row = actions.add_entry(
        episode.pk,
        rules.NewEntry(**entry.model_dump()),
        at=request.received_at,
        by=request.actor,
    )
    return IdOut(id=row.pk)


@write(journey, "/episodes/{ref}/tellings", gives=IdOut)
def tell_person(request: Call, ref: Ref, told: ToldIn) -> IdOut:
    """Record that a person was told that the child is missing or back; or was not, and why."""
    row = actions.tell(
        _episode_id(request, ref),
        rules.PersonTold(**told.model_dump()),
        at=request.received_at,
        by=request.actor,
    )
    return IdOut(id=row.pk)


@write(journey, "/episodes/{ref}/calls", gives=IdOut)
def record_agency_call(request: Call, ref: Ref, call: AgencyCallIn) -> IdOut:
    """Record that an involved agency that no notice reaches was told by phone."""
    row = actions.record_call(
        _episode_id(request, ref),
        rules.AgencyRung(**call.model_dump()),
        at=request.received_at,
        by=request.actor,
    )
    return IdOut(id=row.pk)


@write(journey, "/episodes/{ref}/stances", gives=IdOut)
def take_stance(request: Call, ref: Ref, stance: StanceIn) -> IdOut:
    """Say that the police accept the report, give advice only, decline it or hand it back.

    It counts as reported whatever the answer.
    """
    row = actions.take_stance(
        _episode_id(request, ref),
        rules.StanceTaken(**stance.model_dump(exclude={"police_ref"})),
        police_ref=stance.police_ref,
        at=request.received_at,
        by=request.actor,
    )
    return IdOut(id=row.pk)


@write(journey, "/episodes/{ref}/stances/{row_id}/challenge", gives=IdOut)
def challenge_stance(request: Call, ref: Ref, row_id: RowId, said: WordsIn) -> IdOut:
    """Challenge what the police did with a report; a supervisor must answer by a clock."""
    _stance(request, ref, row_id)
    row = actions.challenge(row_id, said.text, at=request.received_at, by=request.actor)
    return IdOut(id=row.pk)


@write(journey, "/episodes/{ref}/stances/{row_id}/answer", gives=IdOut)
def answer_challenge(request: Call, ref: Ref, row_id: RowId, said: WordsIn) -> IdOut:
    """Answer a challenge. To change the stance, take a new one: the old one stays."""
    _stance(request, ref, row_id)
    row = actions.answer_challenge(row_id, said.text, at=request.received_at, by=request.actor)
    return IdOut(id=row.pk)


def _stance(request: Call, ref: str, row_id: UUID) -> None:
    """Raise NotFound unless this stance belongs to an episode your agency may know of."""
    episode = queries.get_episode(request.actor, ref, at=request.received_at)
    one_of(queries.stances(request.actor, episode, at=request.received_at), row_id)
