"""The lines of a pack are decided by a person, one by one; then it is released."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from safereturn.audit.record import recording
from safereturn.audit.rules import Act
from safereturn.foundation.actor import Actor
from safereturn.foundation.errors import Conflict, Invalid, NotAllowed, NotFound
from safereturn.oversight import policies
from safereturn.oversight.actions import owing
from safereturn.oversight.models import PackLine, RightsRequest
from safereturn.oversight.queries import asking
from safereturn.oversight.rules.rights import PACKED, Outcome, Right

NOT_YOURS = "Its controller decides about this part."


@dataclass(frozen=True, slots=True)
class Decided:
    """What somebody decides about one line: given or not, and which proposals are lifted.

    `lifted`: the parts that are given after all, as (column, number of the proposal).
    """

    line_id: UUID
    given: bool
    lifted: frozenset[tuple[str, int]] = frozenset()
    reason: str = ""


def decide_lines(
    ref: str, decided: Iterable[Decided], *, at: datetime, by: Actor, spoke_to: str = ""
) -> int:
    """Write down decisions about lines of one's own part; return how many.

    For a controller without accounts the desk writes down who said so by phone. Whatever
    goes against a proposal says why. Raises NotFound, NotAllowed, Invalid, Conflict.
    """
    policies.can_answer_rights(by).require()
    request = asking.reachable(by, ref)
    said = {one.line_id: one for one in decided}
    with recording("rights.lines_decided", by=by, child_id=request.child_id):
        # First the request, as who releases it or lays it out anew does: what has been released
        # is decided no more.
        request = RightsRequest.objects.select_for_update().get(pk=request.pk)
        lines = list(request.lines.select_for_update().filter(pk__in=said))
        if request.answered_at:
            raise Conflict("This request has been answered.")
        if len(lines) != len(said):
            raise NotFound
        _check_whose(request, lines, by, spoke_to)
        for line in lines:
            _decide(line, said[line.pk], at, by, spoke_to)
            line.save()
    return len(lines)


def _check_whose(request: RightsRequest, lines: list[PackLine], by: Actor, spoke_to: str) -> None:
    others = {line.agency_id for line in lines} - {by.agency_id}
    if not others:
        return
    if by.agency_id != request.agency_id or not asking.by_phone_alone(others):
        raise NotAllowed(NOT_YOURS)
    if not spoke_to.strip():
        raise Invalid(fields={"spoke_to": "Enter who decided for them, and on which number"})


def _decide(line: PackLine, said: Decided, at: datetime, by: Actor, spoke_to: str) -> None:
    against = said.given != line.proposed or said.lifted
    if against and not said.reason.strip():
        raise Invalid(fields={"reason": "Say why, where you decide against what is proposed"})
    spans = {
        column: [
            [start, end, why, (column, number) in said.lifted]
            for number, (start, end, why, _) in enumerate(parts)
        ]
        for column, parts in line.spans.items()
    }
    line.spans, line.given, line.reason = spans, said.given, said.reason.strip()
    line.spoke_to = spoke_to.strip() if line.agency_id != by.agency_id else ""
    line.decided_at, line.decided_by_id = at, by.person_id


def release(ref: str, words: str, paper: bytes, *, at: datetime, by: Actor) -> RightsRequest:
    """Release the pack: every line has been decided, no row has changed since.

    A disclosure of its own in the log. `paper` is what is handed over; its digest is kept,
    so that it can be shown later what was. Raises Invalid, Conflict, NotAllowed.
    """
    policies.can_answer_rights(by).require()
    row = asking.ours(by, ref)
    if not words.strip():
        raise Invalid(fields={"words": "Enter how and to whom it is handed over"})
    with recording(
        "rights.released", by=by, child_id=row.child_id, act=Act.DISCLOSURE, refs=[row.ref]
    ):
        row = RightsRequest.objects.select_for_update().get(pk=row.pk)
        if Right(row.right) not in PACKED or row.answered_at or not row.prepared_at:
            raise Conflict("This request has been answered, or has no pack yet.")
        if row.lines.filter(given=None).exists():
            raise Conflict("Some lines have not been decided yet.")
        if asking.has_changed(row):
            raise Conflict("The record has changed since: prepare the pack again.")
        row.outcome, row.answer = Outcome.GRANTED, words.strip()
        row.answered_at, row.answered_by_id = at, by.person_id
        row.digest = hashlib.sha256(paper).hexdigest()
        row.save()
        owing.meet(row, at=at)
    return row
