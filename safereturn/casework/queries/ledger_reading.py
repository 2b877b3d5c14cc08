"""What a reader may know of a ledger's rows, and what hangs together with each of them."""

from datetime import datetime
from uuid import UUID

from safereturn.agencies import queries as agencies
from safereturn.agencies.models import Agency
from safereturn.agencies.rules import london_day
from safereturn.casework import policies
from safereturn.casework.queries.ledger_rows import Rows
from safereturn.casework.queries.ledger_shapes import Party, Told
from safereturn.casework.rules import Why, why_of
from safereturn.episodes.models import Telling
from safereturn.foundation.actor import SERVICE_ID, Actor, AgencyKind
from safereturn.involvement.rules import Ties
from safereturn.notifications.models import Notice
from safereturn.return_interviews.models import Item, ItemDecision, Referral, ReturnInterview
from safereturn.return_interviews.rules import ItemUse
from safereturn.sharing.models import (
    ChildTold,
    Correction,
    CorrectionFor,
    Disclosure,
    InformationRequest,
)
from safereturn.sharing.policies import decide_with, nation_of
from safereturn.sharing.rules import Answer, Depth, Gateway, Kind, named

REQUESTED = "request"


class Reading:
    """One child's rows, for one reader."""

    def __init__(self, actor: Actor, ties: Ties, rows: Rows) -> None:
        self.actor, self.ties, self.rows = actor, ties, rows
        self.whole = policies.can_read_whole(actor, ties)
        self.answers: dict[Kind, Answer] = {kind: decide_with(actor, kind, ties) for kind in Kind}
        self.items = rows.by_id(Item)
        self.interviews = rows.by_id(ReturnInterview)
        self.referrals = rows.by_id(Referral)
        self.decisions = {(row.item_id, row.agency_id): row for row in rows.of(ItemDecision)}
        self.nation = nation_of(ties)
        self._told = self._last_told()
        self.parties = _parties(self._agency_ids())
        self.people = agencies.person_names(self._person_ids())

    def law(self, row: Disclosure) -> str:
        """Return what the law of a disclosure was called, where and when it was made."""
        if not row.gateway:
            return ""
        return named(Gateway(row.gateway), self.nation, london_day(row.disclosed_at))

    def _agency_ids(self) -> set[UUID]:
        requests = self.rows.of(InformationRequest)
        return (
            {row.agency_id for row in self.rows.of(Disclosure)}
            | {row.agency_id for row in self.rows.of(ItemDecision)}
            | {row.agency_id for row in self.rows.of(CorrectionFor)}
            | {row.asked_by_agency_id for row in requests}
            | {row.to_agency_id for row in requests}
        )

    def _person_ids(self) -> set[UUID]:
        return (
            {row.decided_by_id for row in self.rows.of(Disclosure) if row.item_id}
            | {row.decided_by_id for row in self.rows.of(ItemDecision)}
            | {row.by_id for row in self.rows.of(ChildTold)}
            | {row.by_id for row in self.rows.of(Correction)}
            | {r.answered_by_id for r in self.rows.of(InformationRequest) if r.answered_by_id}
        ) - {SERVICE_ID}

    def _last_told(self) -> dict[UUID, ChildTold]:
        rows = sorted(self.rows.of(ChildTold), key=lambda row: (row.entered_at, row.told))
        return {row.disclosure_id: row for row in rows}

    def may_know(self, row: Disclosure) -> bool:
        """Say whether the reader may know that this was given, and to whom.

        What came with a protected source is known to those who arrange that interview
        alone: on this child's page it would say who spoke.
        """
        if self.hides_source(row.item_id) and not self.arranges(row.item_id):
            return False
        if row.agency_id == self.actor.agency_id:
            return True
        return bool(self.whole) and self.answers[Kind(row.kind)].depth >= Depth.EXISTS

    def hides_source(self, item_id: UUID | None) -> bool:
        """Say whether the source of what was given is protected."""
        item = self.items.get(item_id) if item_id else None
        return item is not None and item.use == ItemUse.HIDE_SOURCE

    def arranges(self, item_id: UUID | None) -> bool:
        """Say whether the reader arranges the interview that an item comes from."""
        item = self.items[item_id] if item_id else None
        interview = self.interviews.get(item.interview_id) if item else None
        return interview is not None and self.actor.agency_id in (
            interview.owner_agency_id,
            interview.interviewing_agency_id,
        )

    def why(self, row: Disclosure, kind: AgencyKind) -> Why:
        """Return the reason a child is given."""
        if row.clause == REQUESTED:
            return Why.THEY_ASKED
        if row.item_id:
            return Why.DECIDED
        return why_of(kind, row.inputs.get("bases", ()), row.inputs.get("circumstances", ()))

    def told(self, row: Disclosure, decision: ItemDecision | None) -> Told | None:
        """Return whether the child was told: the last word entered, else the interview’s own."""
        last = self._told.get(row.pk)
        if last is not None:
            at = last.told_at or last.entered_at
            by = self.people.get(last.by_id, "")
            return Told(last.told, at, by, last.how, last.not_told_because)
        if decision is not None and decision.child_told:
            by = self.people.get(decision.decided_by_id, "")
            return Told(True, decision.decided_at, by, "", "")
        return None

    def delivered(self, row: Disclosure) -> datetime | None:
        """Return when it reached the agency: shown on a page, by a notice, or by phone."""
        if "roles" in row.inputs and not row.item_id:
            return row.disclosed_at
        made = (
            notice.made_at
            for notice in self.rows.of(Notice)
            if notice.agency_id == row.agency_id and notice.made_at >= row.disclosed_at
        )
        return min(made, default=self.rung(row))

    def rung(self, row: Disclosure) -> datetime | None:
        """Return when somebody told the agency by phone, in the episode it was about."""
        calls = (
            telling.told_at
            for telling in self.rows.of(Telling)
            if telling.agency_id == row.agency_id
            and telling.episode_id == row.episode_id
            and telling.told_at
        )
        return min(calls, default=None)

    def result(self, row: Disclosure, decision: ItemDecision | None) -> str:
        """Return what the agency wrote of what it did."""
        if decision is not None:
            return ", ".join(filter(None, (decision.disposition_ref, decision.disposition_reason)))
        referral = self.referrals.get(row.item_id) if row.item_id else None
        return referral.spoke_to if referral is not None else ""

    def is_corrected(self, row: Disclosure) -> bool:
        """Say whether something of this kind was put right since."""
        return any(
            not one.recalls and one.kind == row.kind and one.made_at >= row.disclosed_at
            for one in self.rows.of(Correction)
        )

    def is_mine(self, row: InformationRequest) -> bool:
        """Say whether the reader’s agency made this request, or was asked."""
        return self.actor.agency_id in (row.asked_by_agency_id, row.to_agency_id)


def _parties(agency_ids: set[UUID]) -> dict[UUID, Party]:
    rows = Agency.objects.filter(pk__in=agency_ids)
    return {
        pk: Party(pk, name, AgencyKind(kind), has_accounts)
        for pk, name, kind, has_accounts in rows.values_list("pk", "name", "kind", "has_accounts")
    }
