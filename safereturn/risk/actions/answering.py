"""An agency says what it knows, that it holds nothing, or who to ring instead."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from safereturn.agencies.queries import get_agency
from safereturn.audit.record import recording
from safereturn.audit.rules import Act
from safereturn.clocks import actions as clocks
from safereturn.clocks.rules import ClockKind
from safereturn.foundation import events
from safereturn.foundation.actor import Actor
from safereturn.foundation.errors import Conflict, Invalid, NotFound
from safereturn.foundation.hidden import is_hidden
from safereturn.involvement import actions as involvement
from safereturn.involvement import queries as involved
from safereturn.involvement.rules import Basis
from safereturn.risk import facts, policies, queries
from safereturn.risk.models import Ask, Contribution
from safereturn.risk.rules import ContributionState, Piece, Reply, Supplier, Withheld
from safereturn.sharing.rules import Kind


class AlreadyAnswered(Conflict):
    """This question has been answered. Add more under “Add what you know”."""


class AlreadyConfirmed(Conflict):
    """This has been confirmed already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """Where and for whom a reply is written down."""

    child_id: UUID
    episode_id: UUID
    agency_id: UUID
    ask: Ask | None = None
    by_phone: bool = False


def answer(ask_id: UUID, reply: Reply, *, at: datetime, by: Actor) -> list[Contribution]:
    """Answer a question from the asked agency's own page. Raises AlreadyAnswered."""
    ask = Ask.objects.filter(pk=ask_id).first()
    if ask is None or is_hidden(by.person_id, ask.child_id):
        raise NotFound("We could not find that question.")
    policies.can_answer(by, ask).require()
    return _answer(ask, reply, at=at, by=by)


def _answer(ask: Ask, reply: Reply, *, at: datetime, by: Actor) -> list[Contribution]:
    with recording(
        "risk.answered", by=by, child_id=ask.child_id, act=Act.COLLECTION, refs=[ask.ref]
    ):
        row = Ask.objects.select_for_update().get(pk=ask.pk)
        if row.answered_at:
            raise AlreadyAnswered
        said = _Said(
            child_id=row.child_id,
            episode_id=row.episode_id,
            agency_id=row.to_agency_id,
            ask=row,
        )
        return _write(said, reply, [row], at=at, by=by)


def nothing_held(
    ask_id: UUID, supplier: Supplier, *, at: datetime, by: Actor
) -> list[Contribution]:
    """Say that the agency has looked and holds nothing."""
    return answer(ask_id, Reply(supplier=supplier, nothing_held=True), at=at, by=by)


def withhold(
    ask_id: UUID, supplier: Supplier, what: Withheld, *, at: datetime, by: Actor
) -> list[Contribution]:
    """Say that the agency holds something it does not write down, and who to ring."""
    return answer(ask_id, Reply(supplier=supplier, withheld=what), at=at, by=by)


def answer_by_reply(token: str, reply: Reply, *, at: datetime) -> list[Contribution]:
    """Answer through a single-use link, which is then spent. Raises NotFound for a bad one."""
    by = queries.reply_actor(token, at=at)
    ask = queries.find_reply(token, at=at)
    with recording(
        "risk.answered_by_reply", by=by, child_id=ask.child_id, act=Act.COLLECTION, refs=[ask.ref]
    ):
        # First: an agency that holds nothing is let go by its answer.
        Ask.objects.filter(pk=ask.pk).update(reply_used_at=at)
        return _answer(ask, reply, at=at, by=by)


def contribute(episode_id: UUID, reply: Reply, *, at: datetime, by: Actor) -> list[Contribution]:
    """Add what an involved agency knows, asked or not; open questions to it are answered."""
    stage = queries.get_stage(by, episode_id, at=at)
    policies.can_contribute(by, stage.ties).require()
    episode = stage.episode
    with recording(
        "risk.contributed",
        by=by,
        child_id=episode.child_id,
        act=Act.COLLECTION,
        refs=[episode.ref],
    ):
        asks = _open_asks(by.agency_id, episode.pk)
        said = _Said(child_id=episode.child_id, episode_id=episode.pk, agency_id=by.agency_id)
        return _write(said, reply, asks, at=at, by=by)


def record_by_phone(
    episode_id: UUID, agency_id: UUID, reply: Reply, *, at: datetime, by: Actor
) -> list[Contribution]:
    """Write down what an agency said by phone: not yet confirmed (decisions.md 25).

    For those who may ask. Open questions to that agency are answered by it.
    """
    stage = queries.get_stage(by, episode_id, at=at)
    policies.can_ask(by, stage.episode, stage.ties).require()
    get_agency(agency_id)
    if agency_id == by.agency_id:
        raise Invalid("Add what your own agency knows: it needs no phone call.")
    episode = stage.episode
    with recording(
        "risk.recorded_by_phone",
        by=by,
        child_id=episode.child_id,
        act=Act.COLLECTION,
        refs=[episode.ref],
    ):
        asks = _open_asks(agency_id, episode.pk)
        said = _Said(
            child_id=episode.child_id,
            episode_id=episode.pk,
            agency_id=agency_id,
            ask=asks[0] if asks else None,
            by_phone=True,
        )
        return _write(said, reply, asks, at=at, by=by)


def _open_asks(agency_id: UUID, episode_id: UUID) -> list[Ask]:
    rows = Ask.objects.select_for_update().filter(
        to_agency_id=agency_id, episode_id=episode_id, answered_at=None
    )
    return list(rows.order_by("asked_at", "id"))


def _write(
    said: _Said, reply: Reply, asks: Iterable[Ask], *, at: datetime, by: Actor
) -> list[Contribution]:
    rows = [
        Contribution(
            child_id=said.child_id,
            episode_id=said.episode_id,
            ask=said.ask,
            agency_id=said.agency_id,
            supplier_name=reply.supplier.name.strip(),
            supplier_contact=reply.supplier.contact.strip(),
            obtained_at=reply.supplier.obtained_at or at,
            by_id=by.person_id,
            by_agency_id=by.agency_id,
            entered_at=at,
            **what,
        )
        for what in _contents(reply, by_phone=said.by_phone)
    ]
    Contribution.objects.bulk_create(rows)
    for ask in asks:
        ask.answered_at = at
        ask.save(update_fields=["answered_at"])
        clocks.meet(ClockKind.ANSWER, ask.pk, at=at)
    _settle_involvement(said, reply, at=at)
    events.publish(
        facts.AgencyAnswered(
            child_id=said.child_id, episode_id=said.episode_id, contribution_id=rows[0].pk
        )
    )
    return rows


def _contents(reply: Reply, *, by_phone: bool) -> list[dict[str, object]]:
    """Return what each row of the answer says. By phone, no text means nothing held."""
    given = ContributionState.BY_PHONE if by_phone else ContributionState.ANSWERED
    rows = [_piece(piece, given) for piece in reply.pieces]
    if reply.nothing_held:
        state = ContributionState.BY_PHONE if by_phone else ContributionState.NOTHING_HELD
        rows.append({"state": state, "kind": Kind.RISK})
    if reply.withheld:
        rows.append(
            {
                "state": ContributionState.WITHHELD,
                "kind": reply.withheld.kind,
                "ring": reply.withheld.ring.strip(),
                "withheld_because": reply.withheld.because.strip(),
                "detriment": reply.withheld.detriment,
            }
        )
    return rows


def _piece(piece: Piece, state: ContributionState) -> dict[str, object]:
    return {"state": state, "kind": piece.kind, "text": piece.text.strip()}


def _settle_involvement(said: _Said, reply: Reply, *, at: datetime) -> None:
    """An agency that was only asked works with the child from now on, or is let go.

    One that withholds stays "asked" until the child is back: it has told nothing, and is
    told nothing.
    """
    child_id, agency_id = said.child_id, said.agency_id
    bases = involved.ties(agency_id, child_id, at=at).bases
    if reply.withheld and not reply.pieces:
        return
    if reply.pieces and bases <= {Basis.ASKED}:
        involvement.open_(
            child_id,
            agency_id,
            Basis.OTHER,
            because="answered: knows the child",
            at=at,
            subject_id=said.episode_id,
        )
    involvement.end(child_id, agency_id, Basis.ASKED, because="answered", at=at)


def confirm(contribution_id: UUID, how: str, *, at: datetime, by: Actor) -> Contribution:
    """Confirm what was given by phone: by the agency itself, or by ringing back."""
    known = Contribution.objects.filter(pk=contribution_id).first()
    if known is None or is_hidden(by.person_id, known.child_id):
        raise NotFound("We could not find that information.")
    policies.can_confirm(by, known).require()
    if not how.strip():
        raise Invalid(fields={"how": "Enter how it was confirmed, and with whom"})
    with recording("risk.confirmed", by=by, child_id=known.child_id):
        row = Contribution.objects.select_for_update().get(pk=contribution_id)
        if row.state != ContributionState.BY_PHONE or row.confirmed_at:
            raise AlreadyConfirmed
        row.confirmed_at, row.confirmed_by_id, row.confirmed_how = at, by.person_id, how.strip()
        row.save(update_fields=["confirmed_at", "confirmed_by_id", "confirmed_how"])
    return row
