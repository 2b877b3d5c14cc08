"""Who is to be told at this moment of an episode, and which agencies somebody must ring."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from safereturn.agencies import queries as agencies
from safereturn.agencies.queries import Desk
from safereturn.audit.record import note
from safereturn.children import queries as children
from safereturn.children.models import Child, ConnectedPerson
from safereturn.episodes.models import Episode, Telling
from safereturn.episodes.queries.finding import get_episode
from safereturn.episodes.queries.rows import depths, read
from safereturn.episodes.rules import CARERS, REVIEWING_OFFICER, Moment, is_carer, is_reviewing
from safereturn.foundation.actor import Actor
from safereturn.involvement import queries as involvement
from safereturn.placements.rules import IN_CARE
from safereturn.sharing.rules import Kind


@dataclass(frozen=True, slots=True)
class Prompt:
    """Somebody who should be told, or must not be; without a person, whoever holds an office.

    Every child in care has a reviewing officer and carers, on record or not.
    """

    name: str
    relation: str
    person_id: UUID | None = None
    parental_responsibility: bool = False
    may_tell: str = ""
    not_told_because: str = ""
    phone: str = ""
    safe_contact: str = ""

    @property
    def key(self) -> str:
        """Return what a form sends for them."""
        return str(self.person_id or self.relation)


@dataclass(frozen=True, slots=True)
class ToTell:
    """Who is still to be told, who has been, and which agencies somebody must ring."""

    episode: Episode
    child: Child
    prompts: list[Prompt]
    tellings: list[Telling]
    to_ring: list[Desk]
    # Nobody with parental responsibility is on record, as far as the actor may see.
    lacks_parent: bool


def people_to_tell(actor: Actor, ref: str, *, at: datetime) -> ToTell:
    """Return whom nobody has told at this moment of the episode (decisions.md 30).

    First those with parental responsibility, then the independent reviewing officer and
    the carers of a child in care, then everybody else around the child. The family is
    shown as deep as the agreement gives it.
    """
    episode = get_episode(actor, ref, at=at)
    section = children.about(actor, episode.child, at=at).sections.get(Kind.FAMILY)
    people = [p for p in section.people if not p.of_concern] if section else []
    rows = read(episode, depths(actor, episode, at=at))
    now = [t for t in rows.tellings if t.moment == moment_of(episode)]
    note([episode.child_id], refs=[episode.ref])
    done = {telling.connected_person_id for telling in now}
    prompts = [_prompt(person) for person in people if person.pk not in done]
    prompts += _offices(actor, episode, people, now)
    return ToTell(
        episode=episode,
        child=episode.child,
        prompts=sorted(prompts, key=_urgency),
        tellings=rows.tellings,
        to_ring=to_ring(actor, episode, rows.tellings, at=at),
        lacks_parent=bool(section and section.answer)
        and not any(person.parental_responsibility for person in people),
    )


def moment_of(episode: Episode) -> Moment:
    """Return of what people are told now: that the child is missing, or back."""
    return Moment.MISSING if episode.is_open else Moment.RETURNED


def _urgency(prompt: Prompt) -> tuple[bool, bool, str]:
    office = is_reviewing(prompt.relation) or is_carer(prompt.relation)
    return (not prompt.parental_responsibility, not office, prompt.name)


def _prompt(person: ConnectedPerson) -> Prompt:
    return Prompt(
        name=person.name,
        relation=person.relation,
        person_id=person.pk,
        parental_responsibility=person.parental_responsibility,
        may_tell=person.may_tell,
        not_told_because=person.not_told_because,
        phone=person.phone,
        safe_contact=person.safe_contact,
    )


def _offices(
    actor: Actor, episode: Episode, people: list[ConnectedPerson], now: list[Telling]
) -> Iterable[Prompt]:
    """Those around every child in care, where no person is on record and nobody was told."""
    if not (episode.placement_agency_id or episode.placement_kind in IN_CARE):
        return
    known = [person.relation for person in people] + [telling.relation for telling in now]
    if not any(is_reviewing(relation) for relation in known):
        yield Prompt("", REVIEWING_OFFICER)
    home = episode.placement_agency_id
    said_it = episode.is_open and home == episode.reported_by_agency_id
    if not (said_it or home == actor.agency_id or any(is_carer(relation) for relation in known)):
        yield Prompt(agencies.names([home]).get(home, "") if home else "", CARERS)


def to_ring(
    actor: Actor, episode: Episode, tellings: Iterable[Telling], *, at: datetime
) -> list[Desk]:
    """Return the desks of the agencies that no notice reaches and nobody has rung yet (25)."""
    rung = {t.agency_id for t in tellings if t.moment == moment_of(episode)}
    silent_here = agencies.without_accounts(involvement.working_with(episode.child_id, at=at))
    without = silent_here - rung - {actor.agency_id}
    desks = agencies.desks_for(without, at=at) if without else {}
    silent = without - set(desks)
    names = agencies.names(silent) if silent else {}
    return [
        *desks.values(),
        *(Desk(pk, name, "", "", "", is_open=False) for pk, name in names.items()),
    ]
