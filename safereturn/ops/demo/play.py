"""Plays a history through the actions: what a region's rows are held to."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from safereturn.audit.record import looking
from safereturn.children import actions as children
from safereturn.children.models import Child
from safereturn.children.rules import IdentifierKind, NewChild, NewFlag
from safereturn.episodes import actions as episodes
from safereturn.foundation.actor import Door, Role, the_service
from safereturn.foundation.events import as_history
from safereturn.foundation.identity import acting
from safereturn.involvement.rules import Basis
from safereturn.ops.demo import history as h
from safereturn.placements import actions as placements
from safereturn.return_interviews import actions as interviews
from safereturn.return_interviews.models import (
    InterviewEpisode,
    Item,
    ItemDecision,
    ReturnInterview,
)
from safereturn.return_interviews.queries.recipients import proposal_for, recipients_of, wish_of
from safereturn.return_interviews.rules import Choice, Verdict
from safereturn.risk import actions as risk
from safereturn.risk.rules import Grade


class Player:
    """Plays one child's history, and remembers which episode is which."""

    def __init__(self) -> None:
        self.child_id: UUID | None = None
        self.episodes: dict[int, UUID] = {}

    def play(self, life: h.Life) -> UUID:
        """Do everything in its order, as history: nothing rings, nothing runs."""
        with as_history():
            child_id = self.begin(life.known)
            for happening in life.happenings:
                self.happen(happening)
        return child_id

    def begin(self, known: h.Known) -> UUID:
        """Record the child and those who work with them."""
        at, by = known.at, known.by
        child: Child = self._do(children.add, _new_child(known), at=at, by=by)
        self.child_id = child_id = child.pk
        for agency_id, basis in known.involved:
            self._do(children.involve, child_id, agency_id, basis, at=at, by=by)
        if known.stay:
            self._do(placements.place, child_id, known.stay, at=at, by=by)
        if known.legal_status:
            code, label = known.legal_status
            self._do(
                children.set_legal_status, child_id, code, label,
                starts_on=at.date(), at=at, by=by,
            )  # fmt: skip
        for warned in known.warnings:
            self._warn(child_id, warned, known)
        return child_id

    def _warn(self, child_id: UUID, warned: h.Warned, known: h.Known) -> None:
        first = (warned.at + timedelta(days=h.REVIEW_DAYS)).date()
        new = NewFlag(kind=warned.kind, text=warned.text, evidence=warned.evidence, review_on=first)
        flag = self._do(children.set_flag, child_id, new, at=warned.at, by=known.by)
        self._do(
            children.renew_flag, flag, review_on=warned.review_on,
            at=warned.checked_at, by=known.by,
        )  # fmt: skip

    def happen(self, happening: h.Happening) -> None:
        """Do one thing. What is looked up for it is read as a job would, for this child."""
        with acting(the_service(door=Door.COMMAND), at=happening.at, child_id=self.child_id):
            _BY_KIND[type(happening)](self, happening)

    def _do(self, action: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        by, at = kwargs["by"], kwargs["at"]
        about = self.child_id if by.has(Role.SYSTEM) else None
        with looking("demonstration", by=by), acting(by, at=at, child_id=about):
            return action(*args, **kwargs)

    def _reported(self, it: h.Reported) -> None:
        episode = self._do(
            episodes.report, self.child_id, it.what, it.reporter,
            reported_at=it.reported_at, police_ref=it.police_ref, at=it.at, by=it.by,
        )  # fmt: skip
        self.episodes[it.episode] = episode.pk

    def _graded(self, it: h.Graded) -> None:
        service = the_service(door=Door.COMMAND)
        with looking("demonstration", by=service):
            risk.import_grade(
                self.episodes[it.episode],
                Grade(level=it.level, reasons=it.reasons),
                assessed_at=it.at,
                assessed_by_agency_id=it.by.agency_id,
                by=service,
            )

    def _found(self, it: h.Found) -> None:
        self._do(
            episodes.record_located, self.episodes[it.episode], located_at=it.at,
            where=it.where, finder=it.finder, at=it.at, by=it.by,
        )  # fmt: skip

    def _returned(self, it: h.Returned) -> None:
        self._do(episodes.record_return, self.episodes[it.episode], it.how, at=it.at, by=it.by)

    def _checked(self, it: h.Checked) -> None:
        self._do(
            episodes.record_prevention_interview, self.episodes[it.episode], it.done,
            at=it.at, by=it.by,
        )  # fmt: skip

    def _due(self, it: h.Due) -> None:
        self._do(interviews.make_due, self.episodes[it.episode], at=it.at, by=it.by)

    def _interview(self, it: h.Happening) -> ReturnInterview:
        covered = InterviewEpisode.objects.select_related("interview")
        return covered.get(episode_id=self.episodes[it.episode]).interview

    def _offered(self, it: h.Offered) -> None:
        self._do(interviews.offer, self._interview(it).pk, it.made, at=it.at, by=it.by)

    def _not_possible(self, it: h.NotPossible) -> None:
        self._do(interviews.not_possible, self._interview(it).pk, it.reason, at=it.at, by=it.by)

    def _carer_asked(self, it: h.CarerAsked) -> None:
        self._do(
            interviews.carer_information, self._interview(it).pk, given_by=it.given_by,
            text=it.text, at=it.at, by=it.by,
        )  # fmt: skip

    def _held(self, it: h.Held) -> None:
        interview = self._interview(it)
        for item in it.items:
            self._do(interviews.add_item, interview.pk, item, at=it.at, by=it.by)
        self._do(
            interviews.hold, interview.pk, it.account,
            no_actions_because=it.no_actions_because, at=it.at, by=it.by,
        )  # fmt: skip

    def _decided(self, it: h.Decided) -> None:
        interview = self._interview(it)
        wish = wish_of(interview)
        verdicts = [
            Verdict(
                item_id=item.pk,
                agency_id=recipient.agency_id,
                choice=proposal_for(item, recipient, wish).choice,
            )
            for item in Item.objects.filter(interview=interview).order_by("text")
            for recipient in recipients_of(interview, at=it.at)
        ]
        self._do(interviews.decide_items, interview.pk, verdicts, at=it.at, by=it.by)

    def _disposed(self, it: h.Disposed) -> None:
        given = ItemDecision.objects.filter(
            interview=self._interview(it), agency_id=it.by.agency_id, choice=Choice.SHARE
        )
        for decision_id in list(given.values_list("pk", flat=True)):
            self._do(interviews.dispose_item, decision_id, it.outcome, at=it.at, by=it.by)


_BY_KIND: dict[type[h.Happening], Callable[[Player, Any], None]] = {
    h.Reported: Player._reported,
    h.Graded: Player._graded,
    h.Found: Player._found,
    h.Returned: Player._returned,
    h.Checked: Player._checked,
    h.Due: Player._due,
    h.Offered: Player._offered,
    h.NotPossible: Player._not_possible,
    h.CarerAsked: Player._carer_asked,
    h.Held: Player._held,
    h.Decided: Player._decided,
    h.Disposed: Player._disposed,
}


def _new_child(known: h.Known) -> NewChild:
    return NewChild(
        name=known.name,
        born_on=known.born_on,
        sex=known.sex,
        ethnicity=known.ethnicity,
        basis=Basis.RESPONSIBLE_AUTHORITY,
        identifiers=((IdentifierKind.COUNCIL_ID, known.council_number),),
    )
