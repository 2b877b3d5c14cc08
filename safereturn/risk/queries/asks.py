"""Questions: as the asked agency reads them, in its worklist, and behind a reply link."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from safereturn.agencies import queries as agencies
from safereturn.audit.record import note
from safereturn.episodes.models import Episode
from safereturn.foundation.actor import Actor, Door
from safereturn.foundation.errors import NotFound
from safereturn.foundation.hidden import hidden_from, is_hidden
from safereturn.foundation.identity import about
from safereturn.involvement.queries import is_involved
from safereturn.risk import policies
from safereturn.risk.models import Ask, Contribution
from safereturn.risk.rules import AskChannel

NO_ASK = "We could not find that question."
LINK_ENDED = "This link has been used, has expired or was replaced. Ring whoever sent it."


@dataclass(frozen=True, slots=True, kw_only=True)
class AskView:
    """What an agency needs to match the child and to answer: nothing else."""

    id: UUID
    ref: str
    episode_ref: str
    child_ref: str
    name: str
    born_on: date | None
    age_estimate: int | None
    question: str
    asked_by: str
    asked_by_agency_id: UUID
    asked_at: datetime
    due_at: datetime
    answered_at: datetime | None
    channel: AskChannel
    desk: agencies.Desk | None


def get_ask(actor: Actor, ref: str, *, at: datetime) -> AskView:
    """Return a question to the actor's own agency, and note the look; else NotFound.

    Once the child is back, an agency that was only asked is let go: nothing is shown.
    """
    ask = _asks().filter(ref=ref, to_agency_id=actor.agency_id).first()
    if ask is None or is_hidden(actor.person_id, ask.child_id):
        raise NotFound(NO_ASK)
    if not is_involved(actor.agency_id, ask.child_id, at=at):
        raise NotFound(NO_ASK)
    policies.can_answer(actor, ask).require()
    note([ask.child_id], refs=[ask.ref], rule="identity:asked")
    return _view(ask, at=at)


def _asks() -> QuerySet[Ask]:
    return Ask.objects.select_related("child")


def _view(ask: Ask, *, at: datetime) -> AskView:
    asker = ask.asked_by_agency_id
    who = (*agencies.person_names([ask.asked_by_id]).values(), *agencies.names([asker]).values())
    return AskView(
        id=ask.pk,
        ref=ask.ref,
        episode_ref=_episode_ref(ask),
        child_ref=ask.child.ref,
        name=ask.child.name,
        born_on=ask.child.born_on,
        age_estimate=ask.child.age_estimate,
        question=ask.question,
        asked_by=", ".join(who),
        asked_by_agency_id=asker,
        asked_at=ask.asked_at,
        due_at=ask.due_at,
        answered_at=ask.answered_at,
        channel=AskChannel(ask.channel),
        desk=agencies.desks_for([asker], at=at).get(asker),
    )


def _episode_ref(ask: Ask) -> str:
    """Return the episode's reference, which says nothing; the rest of it is not for the asked."""
    with about(ask.child_id):
        return str(Episode.objects.values_list("ref", flat=True).get(pk=ask.episode_id))


def list_waiting(actor: Actor) -> list[Ask]:
    """Return the questions that the actor's agency has not answered, soonest due first.

    References and times only: opening one shows, and notes, whom it is about.
    """
    rows = Ask.objects.filter(to_agency_id=actor.agency_id, answered_at=None)
    rows = rows.exclude(child_id__in=hidden_from(actor.person_id))
    return list(rows.order_by("due_at", "id"))


def open_ask(agency_id: UUID, episode_id: UUID) -> Ask | None:
    """Return the oldest question of an episode that this agency has not answered."""
    rows = Ask.objects.filter(to_agency_id=agency_id, episode_id=episode_id, answered_at=None)
    return rows.order_by("asked_at", "id").first()


def unconfirmed(agency_id: UUID, episode_id: UUID) -> list[Contribution]:
    """Return what an agency gave by phone in an episode and nobody has confirmed."""
    rows = Contribution.objects.filter(
        agency_id=agency_id, episode_id=episode_id, state="by_phone", confirmed_at=None
    )
    return list(rows.order_by("obtained_at", "id"))


def get_unconfirmed(actor: Actor, episode: Episode, contribution_id: UUID) -> Contribution:
    """Return what was given by phone to whoever may confirm it; else NotFound or NotAllowed."""
    row = Contribution.objects.filter(
        pk=contribution_id, episode=episode, state="by_phone", confirmed_at=None
    ).first()
    if row is None:
        raise NotFound("We could not find that information.")
    policies.can_confirm(actor, row).require()
    note([row.child_id], refs=[episode.ref])
    return row


def find_ask(episode: Episode, ref: str) -> Ask | None:
    """Return a question of an episode that has been read already."""
    return Ask.objects.filter(episode=episode, ref=ref).first()


def reply_hash(token: str) -> str:
    """Return what is stored of a reply link's token: 256 random bits, a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def find_reply(token: str, *, at: datetime) -> Ask:
    """Return the question behind a reply link, or NotFound in one sentence for every cause."""
    ask = (
        _asks()
        .filter(reply_hash=reply_hash(token), reply_used_at=None, answered_at=None)
        .filter(reply_expires_at__gt=at, child__sealed=False)
        .first()
    )
    if ask is None or not is_involved(ask.to_agency_id, ask.child_id, at=at):
        raise NotFound(LINK_ENDED)
    return ask


def reply_actor(token: str, *, at: datetime) -> Actor:
    """Return the actor a reply link stands for: the asked agency, in no role.

    The question's own id stands for the person: whoever holds the link is not known by
    name until they answer, and no other entry in the log has this id. Raises NotFound
    for a link that is no longer good.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select ask_id, agency_id from risk_behind_link(%s, %s)", [reply_hash(token), at]
        )
        found = cursor.fetchone()
    if found is None:
        raise NotFound(LINK_ENDED)
    ask_id, agency = found
    return Actor(
        person_id=ask_id,
        agency_id=agency,
        agency_kind=agencies.kinds([agency])[agency],
        roles=frozenset(),
        agency_name=agencies.names([agency])[agency],
        door=Door.REPLY,
    )


def get_reply(token: str, *, at: datetime) -> AskView:
    """Return what the holder of a good link is shown, and note the look; else NotFound."""
    ask = find_reply(token, at=at)
    note([ask.child_id], refs=[ask.ref], rule="identity:asked")
    return _view(ask, at=at)
