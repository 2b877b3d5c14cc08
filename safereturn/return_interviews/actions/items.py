"""Information apart from the narrative, and what will happen now."""

from datetime import datetime, time
from uuid import UUID

from safereturn.agencies import queries as agencies
from safereturn.agencies.rules import LONDON
from safereturn.audit.record import recording
from safereturn.children import queries as children
from safereturn.clocks import actions as clocks
from safereturn.clocks.rules import ClockKind
from safereturn.foundation.actor import Actor
from safereturn.foundation.errors import Conflict, Invalid, NotFound
from safereturn.return_interviews import policies
from safereturn.return_interviews.actions.settling import (
    episodes_of,
    find,
    lock,
    lock_open,
    settle,
)
from safereturn.return_interviews.models import FollowUp, Item, ItemDecision
from safereturn.return_interviews.queries.recipients import recipients_for
from safereturn.return_interviews.rules import NewFollowUp, NewItem
from safereturn.sharing import actions as sharing
from safereturn.sharing.rules import Kind


class AlreadyShared(Conflict):
    """Somebody has decided about this item already: it stays as it is."""


class AlreadyDone(Conflict):
    """This follow-up has been finished already."""


def add_item(interview_id: UUID, item: NewItem, *, at: datetime, by: Actor) -> Item:
    """Keep one piece of information apart, until the interview is closed."""
    interview = find(interview_id)
    policies.can_arrange(by, interview).require()
    with recording("return_interview.item_added", by=by, child_id=interview.child_id):
        row = lock_open(interview)
        return Item.objects.create(
            interview=row,
            child_id=row.child_id,
            kind=item.kind,
            text=item.text,
            use=item.use,
            third_party_risk=item.third_party_risk,
            made_at=at,
            by_id=by.person_id,
        )


def find_item(item_id: UUID) -> Item:
    """Return the item with its interview, or raise NotFound."""
    row = Item.objects.select_related("interview").filter(pk=item_id).first()
    if row is None:
        raise NotFound
    return row


def remove_item(item_id: UUID, *, by: Actor) -> None:
    """Take back an item nobody has decided about; its row stays in the history."""
    item = find_item(item_id)
    policies.can_arrange(by, item.interview).require()
    with recording("return_interview.item_removed", by=by, child_id=item.child_id):
        lock_open(item.interview)
        if ItemDecision.objects.filter(item=item).exists():
            raise AlreadyShared
        item.delete()


def show_with_other_child(
    item_id: UUID, child_id: UUID, because: str, *, at: datetime, by: Actor
) -> Item:
    """Let an item about another child enter that child's picture: its own decision.

    It goes to the agencies involved with that child whom the agreement gives items. Who
    said it does not go with it.
    """
    item = find_item(item_id)
    policies.can_share(by, item.interview).require()
    if not because.strip():
        raise Invalid(fields={"because": "Enter why it belongs in the other child’s picture"})
    if child_id in children.same_child(item.child_id):
        raise Invalid(fields={"child": "This is the same child: share the item instead"})
    with recording("return_interview.item_about_child", by=by, child_id=child_id):
        lock(item.interview)
        item.about_child_id, item.about_child_because = child_id, because
        item.about_child_decided_at, item.about_child_decided_by_id = at, by.person_id
        item.save()
        for recipient in recipients_for(child_id, at=at):
            if not recipient.gives(third_party_risk=item.third_party_risk):
                continue
            sharing.disclose(
                recipient.agency_id,
                Kind.INFORMATION_ITEM,
                recipient.item,
                child_id=child_id,
                item_id=item.pk,
                reason=because,
                inputs={"about_other_child": True},
                at=at,
                by=by,
            )
    return item


def add_follow_up(
    interview_id: UUID, promised: NewFollowUp, *, at: datetime, by: Actor
) -> FollowUp:
    """Keep what will happen now: who does it, by when, and whether the child was told."""
    interview = find(interview_id)
    policies.can_arrange(by, interview).require()
    if promised.due_on < at.astimezone(LONDON).date():
        raise Invalid(fields={"due_on": "The date must be today or in the future"})
    if promised.owner_agency_id not in agencies.names([promised.owner_agency_id]):
        raise Invalid(fields={"owner": "Select who will do it"})
    with recording("return_interview.follow_up", by=by, child_id=interview.child_id):
        row = lock(interview)
        kept = FollowUp.objects.create(
            interview=row,
            child_id=row.child_id,
            text=promised.text,
            owner_agency_id=promised.owner_agency_id,
            owner_name=promised.owner_name,
            due_on=promised.due_on,
            made_by_id=by.person_id,
            made_at=at,
            child_told_at=at if promised.child_told else None,
        )
        clocks.start_until(
            ClockKind.FOLLOW_UP,
            # The end of the day that was named, on a London clock.
            datetime.combine(promised.due_on, time(23, 59), tzinfo=LONDON),
            child_id=row.child_id,
            subject_id=kept.pk,
            owner=promised.owner_agency_id,
            at=at,
            counted_from="interview",
            episode_id=episodes_of(row)[0].pk,
        )
    return kept


def finish_follow_up(
    follow_up_id: UUID, result: str, *, child_told: bool = False, at: datetime, by: Actor
) -> FollowUp:
    """Say what came of it, and whether the child was told."""
    promised = FollowUp.objects.select_related("interview").filter(pk=follow_up_id).first()
    if promised is None:
        raise NotFound
    policies.can_finish_follow_up(by, promised, promised.interview).require()
    if not result.strip():
        raise Invalid(fields={"result": "Enter what came of it"})
    with recording("return_interview.follow_up_done", by=by, child_id=promised.child_id):
        interview = lock(promised.interview)
        promised.refresh_from_db()
        if promised.done_at is not None:
            raise AlreadyDone
        promised.done_at, promised.result = at, result
        if child_told and promised.child_told_at is None:
            promised.child_told_at = at
        promised.save()
        clocks.meet(ClockKind.FOLLOW_UP, promised.pk, at=at)
        settle(interview, at=at)
    return promised
