"""An agency is asked what it knows: in the service, by phone, or by a single-use link."""

import secrets
from datetime import datetime
from uuid import UUID

from safereturn.agencies.models import Agency
from safereturn.agencies.queries import get_agency
from safereturn.audit.record import recording
from safereturn.audit.rules import Act
from safereturn.clocks import actions as clocks
from safereturn.clocks.queries import span_for
from safereturn.clocks.rules import ClockKind
from safereturn.episodes.models import Episode
from safereturn.foundation import events
from safereturn.foundation.actor import Actor
from safereturn.foundation.errors import Conflict, Invalid
from safereturn.foundation.references import new_reference
from safereturn.involvement import actions as involvement
from safereturn.involvement.queries import is_involved
from safereturn.involvement.rules import Basis
from safereturn.risk import facts, policies, queries
from safereturn.risk.actions.answering import AlreadyAnswered
from safereturn.risk.models import Ask
from safereturn.risk.rules import REPLY_WITHIN, AskChannel, question_of
from safereturn.sharing import actions as sharing
from safereturn.sharing.rules import Answer, Depth, Kind


class AlreadyAsked(Conflict):
    """This agency has been asked and has not answered yet. Ring it."""


class AskTooLate(Conflict):
    """The child is not missing any more. Ask in the episode that is open."""


def ask(
    episode_id: UUID,
    to_agency_id: UUID,
    question: str,
    *,
    channel: AskChannel = AskChannel.SERVICE,
    at: datetime,
    by: Actor,
) -> Ask:
    """Ask an agency what it knows; its answer is due on a clock.

    An agency that was not involved becomes "asked": it is told who the child is, to match
    by, and nothing else until it has answered; that is a disclosure (decisions.md 18).
    Raises AlreadyAsked while an earlier question of the same agency waits, and Invalid
    for an agency that cannot be reached that way.
    """
    agency = get_agency(to_agency_id)
    if channel is AskChannel.SERVICE and not agency.has_accounts:
        raise Invalid(fields={"agencies": "This agency does not use the service: ask it by phone"})
    return _ask(episode_id, agency, question, channel, at=at, by=by)


def ask_by_phone(
    episode_id: UUID,
    to_agency_id: UUID,
    question: str,
    *,
    spoke_to: str,
    phone_number: str,
    at: datetime,
    by: Actor,
) -> Ask:
    """Record that an agency was asked by phone: who, on which number, when.

    One that this agency has asked in the service already is then told by phone as well:
    the question and its time stay, and the answer is due when it was. Raises AlreadyAsked
    when that, too, is recorded.
    """
    problems = {}
    if not spoke_to.strip():
        problems["spoke_to"] = "Enter who you spoke to"
    if not phone_number.strip():
        problems["phone_number"] = "Enter the number you rang"
    if problems:
        raise Invalid(fields=problems)
    agency = get_agency(to_agency_id)
    told = (spoke_to.strip(), phone_number.strip())
    if row := _rung_after_asking(episode_id, agency.pk, told, at=at, by=by):
        return row
    return _ask(episode_id, agency, question, AskChannel.PHONE, told=told, at=at, by=by)


def _rung_after_asking(
    episode_id: UUID, agency_id: UUID, told: tuple[str, str], *, at: datetime, by: Actor
) -> Ask | None:
    """Write on the question that waits that the agency was rung; None if none was asked so."""
    stage = queries.get_stage(by, episode_id, at=at)
    policies.can_ask(by, stage.episode, stage.ties).require()
    episode = stage.episode
    waiting = Ask.objects.filter(
        episode=episode,
        to_agency_id=agency_id,
        asked_by_agency_id=by.agency_id,
        channel=AskChannel.SERVICE,
        answered_at=None,
        told_at=None,
    )
    if not waiting.exists():
        return None
    with recording(
        "risk.asked_rung",
        by=by,
        child_id=episode.child_id,
        act=Act.DISCLOSURE,
        refs=[episode.ref],
        to=[agency_id],
    ):
        row = waiting.select_for_update().first()
        if row is None:  # no cover: two who ring at the same moment
            raise AlreadyAsked
        row.spoke_to, row.phone_number = told
        row.told_at, row.told_by_id = at, by.person_id
        row.save(update_fields=["spoke_to", "phone_number", "told_at", "told_by_id"])
    return row


def _ask(
    episode_id: UUID,
    agency: Agency,
    question: str,
    channel: AskChannel,
    *,
    told: tuple[str, str] = ("", ""),
    at: datetime,
    by: Actor,
) -> Ask:
    stage = queries.get_stage(by, episode_id, at=at)
    policies.can_ask(by, stage.episode, stage.ties).require()
    question = question_of(question)
    if agency.pk == by.agency_id:
        raise Invalid(fields={"agencies": "Add what your own agency knows instead of asking"})
    child_id, refs = stage.episode.child_id, [stage.episode.ref]
    with recording(
        "risk.asked", by=by, child_id=child_id, act=Act.DISCLOSURE, refs=refs, to=[agency.pk]
    ):
        episode = Episode.objects.select_for_update().get(pk=episode_id)
        _check(episode, agency.pk, by)
        _introduce(episode, agency.pk, question, at=at, by=by)
        spoke_to, phone_number = told
        row = Ask.objects.create(
            ref=new_reference("AS"),
            child_id=child_id,
            episode=episode,
            to_agency_id=agency.pk,
            question=question,
            channel=channel,
            asked_by_id=by.person_id,
            asked_by_agency_id=by.agency_id,
            asked_at=at,
            due_at=span_for(ClockKind.ANSWER, agency.pk, at=at).length.after(at),
            spoke_to=spoke_to,
            phone_number=phone_number,
        )
        _start_clock(row)
        events.publish(facts.AgencyAsked(child_id=child_id, episode_id=episode.pk, ask_id=row.pk))
    return row


def _check(episode: Episode, agency_id: UUID, by: Actor) -> None:
    if not episode.is_open:
        raise AskTooLate
    waiting = Ask.objects.filter(
        episode=episode,
        to_agency_id=agency_id,
        asked_by_agency_id=by.agency_id,
        answered_at=None,
    )
    if waiting.exists():
        raise AlreadyAsked


def _introduce(
    episode: Episode, agency_id: UUID, question: str, *, at: datetime, by: Actor
) -> None:
    """Tell an agency that is not involved who the child is, and write that down."""
    if is_involved(agency_id, episode.child_id, at=at):
        return
    involvement.open_(
        episode.child_id,
        agency_id,
        Basis.ASKED,
        because="asked what it knows",
        at=at,
        subject_id=episode.pk,
    )
    answer = Answer(Depth.SUMMARY, "Asked what it knows: to match the child.", "asked")
    sharing.disclose(
        agency_id,
        Kind.IDENTITY,
        answer,
        child_id=episode.child_id,
        episode_id=episode.pk,
        reason=question,
        inputs={"bases": [Basis.ASKED], "asked_by": str(by.agency_id)},
        at=at,
        by=by,
    )


def _start_clock(row: Ask) -> None:
    clocks.start(
        ClockKind.ANSWER,
        child_id=row.child_id,
        subject_id=row.pk,
        episode_id=row.episode_id,
        owner=row.to_agency_id,
        at=row.asked_at,
    )


def make_reply_link(ask_id: UUID, *, at: datetime, by: Actor) -> str:
    """Return the token of a single-use reply page for one question: shown once, not stored.

    Good for 24 hours and one answer; a new link ends the one before. Only for the agency
    that asked. Raises AlreadyAnswered when there is nothing left to answer.
    """
    known = Ask.objects.select_related("episode").filter(pk=ask_id).first()
    stage = queries.get_stage(by, known.episode_id if known else ask_id, at=at)
    assert known is not None, "without a question there was no stage"
    policies.can_ask(by, stage.episode, stage.ties).require()
    token = secrets.token_urlsafe(32)
    with recording("risk.reply_link_made", by=by, child_id=known.child_id, refs=[known.ref]):
        row = Ask.objects.select_for_update().get(pk=ask_id)
        if row.answered_at:
            raise AlreadyAnswered
        row.reply_hash = queries.reply_hash(token)
        row.reply_expires_at, row.reply_used_at = at + REPLY_WITHIN, None
        row.save(update_fields=["reply_hash", "reply_expires_at", "reply_used_at"])
    return token


def stop_asking(episode_id: UUID, *, at: datetime, by: Actor) -> None:
    """Let open questions rest once the child is back: nothing is owed, nobody stays "asked".

    For the service itself; safe to run twice.
    """
    policies.can_import(by).require()
    episode = queries.get_stage(by, episode_id, at=at).episode
    with recording("risk.asking_stopped", by=by, child_id=episode.child_id, refs=[episode.ref]):
        for row in Ask.objects.filter(episode=episode):
            clocks.stop(ClockKind.ANSWER, row.pk, because="the child is back", at=at)
            involvement.end(
                episode.child_id,
                row.to_agency_id,
                Basis.ASKED,
                because="the child is back",
                at=at,
            )
