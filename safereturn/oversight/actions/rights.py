"""A request of the person recorded is logged, extended, answered; its pack is laid out."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime
from uuid import UUID

from safereturn.agencies import queries as agencies
from safereturn.agencies.models import Agency
from safereturn.agencies.rules import london_day
from safereturn.audit.record import recording
from safereturn.audit.rules import Act
from safereturn.children import queries as children
from safereturn.children.models import Child, ConnectedPerson, Remark
from safereturn.children.rules import MayTell, RemarkKind
from safereturn.foundation.actor import Actor, AgencyKind
from safereturn.foundation.errors import Conflict, Invalid
from safereturn.foundation.hidden import is_hidden
from safereturn.foundation.identity import about
from safereturn.foundation.references import new_reference
from safereturn.notifications import actions as notifications
from safereturn.oversight import policies
from safereturn.oversight.actions import owing
from safereturn.oversight.models import PackLine, RightsRequest
from safereturn.oversight.queries import asking, packs, proposing
from safereturn.oversight.queries.packs import Row
from safereturn.oversight.queries.proposing import For
from safereturn.oversight.rules.rights import (
    FURTHER_MONTHS,
    MONTHS,
    PACKED,
    STANDS,
    Asker,
    NewRequest,
    Outcome,
    Right,
    due_on,
    may_be_one,
)

NO_SUCH_CHILD = "Check the reference: your agency works with no child of this reference"
REMARKS = {
    Right.RECTIFICATION: RemarkKind.DISPUTED,
    Right.RESTRICTION: RemarkKind.RESTRICTED,
    Right.OBJECTION: RemarkKind.OBJECTED,
}
NOT_TOLD = "The record says that this person must not be told"


def log_request(ref: str, given: NewRequest, *, at: datetime, by: Actor) -> RightsRequest:
    """Write a request down; its clock runs from the day it came in. Raises Invalid, NotAllowed."""
    policies.can_answer_rights(by).require()
    given.check(today=london_day(at))
    child = Child.objects.filter(ref=ref.strip().upper()).first()
    if child is None or is_hidden(by.person_id, child.pk):
        raise Invalid(fields={"ref": NO_SUCH_CHILD})
    with recording("rights.logged", by=by, child_id=child.pk, act=Act.COLLECTION):
        row = RightsRequest.objects.create(
            ref=new_reference("RR"),
            child_id=child.pk,
            agency_id=by.agency_id,
            right=given.right,
            asker=given.asker,
            asker_name=given.asker_name.strip(),
            asker_contact=given.asker_contact.strip(),
            connected_person_id=given.connected_person_id,
            must_not_be_told=_must_not_be_told(child.pk, given),
            identity_how=given.identity_how.strip(),
            authority_how=given.authority_how.strip(),
            understands=given.understands,
            wish=given.wish.strip(),
            about=given.about.strip(),
            received_on=given.received_on,
            due_on=due_on(given.received_on),
            logged_at=at,
            logged_by_id=by.person_id,
        )
        owing.start(row)
    return row


def _must_not_be_told(child_id: UUID, given: NewRequest) -> str:
    """Return why the record says that whoever asks must not be told; by link or by name.

    Rather once too often: it is a proposal, and a person decides.
    """
    if given.asker is Asker.CHILD:
        return ""
    people = ConnectedPerson.objects.filter(
        child_id__in=children.same_child(child_id), may_tell=MayTell.NO, ended_at=None
    )
    for person in people:
        may_be = may_be_one(person.name, given.asker_name)
        if may_be or person.pk == given.connected_person_id:
            return person.not_told_because or NOT_TOLD
    return ""


def extend(ref: str, because: str, *, at: datetime, by: Actor) -> None:
    """Take two further months (UK GDPR art 12(3)), once, within the first, with the reason.

    Raises Invalid, Conflict; the police have none (DPA 2018 s54).
    """
    policies.can_answer_rights(by).require()
    if not because.strip():
        raise Invalid(fields={"because": "Enter why it cannot be answered within a month"})
    if by.agency_kind is AgencyKind.POLICE:
        raise Conflict("Part 3 of the Data Protection Act 2018 gives no further months.")
    row = asking.ours(by, ref)
    with recording("rights.extended", by=by, child_id=row.child_id):
        row = RightsRequest.objects.select_for_update().get(pk=row.pk)
        if row.extended_because or row.answered_at or london_day(at) > row.due_on:
            raise Conflict("It can be extended once, before it is due and answered.")
        row.extended_because = because.strip()
        row.due_on = due_on(row.received_on, MONTHS + FURTHER_MONTHS)
        row.save()
        owing.extend(row, because.strip(), at=at)


def answer(ref: str, outcome: Outcome, words: str, *, at: datetime, by: Actor) -> None:
    """Answer in words. What was granted or disputed stands beside the record from then on.

    A request for what is held is granted by releasing its pack, never by this.
    """
    policies.can_answer_rights(by).require()
    row = asking.ours(by, ref)
    right = Right(row.right)
    wrong = {}
    if not words.strip():
        wrong["words"] = "Enter the answer, in words the person can read"
    if right in PACKED and outcome is not Outcome.REFUSED:
        wrong["outcome"] = "Release the pack: that answers the request"
    if wrong:
        raise Invalid(fields=wrong)
    with recording("rights.answered", by=by, child_id=row.child_id):
        row = RightsRequest.objects.select_for_update().get(pk=row.pk)
        if row.answered_at:
            raise Conflict("This request has been answered.")
        row.outcome, row.answer = outcome, words.strip()
        row.answered_at, row.answered_by_id = at, by.person_id
        row.save()
        owing.meet(row, at=at)
        if outcome in STANDS.get(right, ()):
            _stand_beside(row, at, by)


def _stand_beside(row: RightsRequest, at: datetime, by: Actor) -> None:
    for record in sorted(children.same_child(row.child_id)):
        Remark.objects.create(
            child_id=record,
            request_id=row.pk,
            source_agency_id=by.agency_id,
            kind=REMARKS[Right(row.right)],
            words=row.about,
            made_at=at,
            made_by_id=by.person_id,
        )


def prepare(ref: str, *, at: datetime, by: Actor) -> int:
    """Lay the pack out: every row about the child, whose it is, what is proposed to stay out.

    Done again, what was decided about rows that have not changed stays. Returns how many
    lines. Every other controller is told that its part waits.
    """
    policies.can_answer_rights(by).require()
    row = asking.ours(by, ref)
    if Right(row.right) not in PACKED or row.answered_at:
        raise Conflict("There is no pack to make for this request.")
    with recording("rights.pack_prepared", by=by, child_id=row.child_id):
        row = RightsRequest.objects.select_for_update().get(pk=row.pk)
        rows = list(_everything(row.child_id))
        whom = proposing.asked_by(
            rows,
            Asker(row.asker),
            row.connected_person_id,
            must_not_be_told=bool(row.must_not_be_told),
            today=london_day(at),
        )
        before = {(line.table_name, line.row_id): line for line in row.lines.all()}
        row.lines.all().delete()
        names = agencies.names(Agency.objects.values_list("pk", flat=True))
        lines = _lines(row, rows, whom, names, before)
        PackLine.objects.bulk_create(lines)
        row.prepared_at = at
        row.save(update_fields=["prepared_at"])
        _tell_controllers(row, {line.agency_id for line in lines} - {by.agency_id}, at)
    return len(lines)


def _everything(child_id: UUID) -> Iterator[Row]:
    for record in sorted(children.same_child(child_id)):
        with ExitStack() as sight:
            sight.enter_context(about(record))
            yield from list(packs.every_row(record))


def _lines(
    request: RightsRequest,
    rows: list[Row],
    whom: For,
    names: dict[UUID, str],
    before: dict[tuple[str, str], PackLine],
) -> list[PackLine]:
    found = []
    for position, row in enumerate(rows):
        texts = row.texts(names)
        proposal = proposing.propose(row, texts, whom)
        line = PackLine(
            request=request,
            child_id=request.child_id,
            record_id=row.record_id,
            desk_agency_id=request.agency_id,
            agency_id=row.agency_id,
            position=position,
            table_name=row.table.name,
            row_id=row.id,
            digest=row.digest,
            spans={
                column: [[s.start, s.end, s.why, False] for s in spans]
                for column, spans in proposal.spans.items()
            },
            proposed=proposal.given,
            why=proposal.why,
        )
        _take_over(line, before.get((row.table.name, row.id)))
        found.append(line)
    return found


def _take_over(line: PackLine, old: PackLine | None) -> None:
    """Keep what a person decided about a row that has not changed since."""
    if old is None or old.given is None or old.digest != line.digest:
        return
    line.spans, line.given, line.reason = old.spans, old.given, old.reason
    line.spoke_to, line.decided_at, line.decided_by_id = (
        old.spoke_to, old.decided_at, old.decided_by_id,
    )  # fmt: skip


def _tell_controllers(row: RightsRequest, others: set[UUID], at: datetime) -> None:
    with_desk = set(
        Agency.objects.filter(pk__in=others, has_accounts=True).values_list("pk", flat=True)
    )
    for agency in sorted(with_desk):
        notifications.notify(
            agency,
            "rights.part_waits",
            key=f"rights:{row.pk}",
            reference=row.ref,
            path=f"/rights/{row.ref}/",
            at=at,
            child_id=row.child_id,
        )
