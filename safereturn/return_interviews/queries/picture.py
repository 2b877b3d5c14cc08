"""What return interviews add to the picture of a child, as deep as the agreement allows."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from safereturn.audit.record import note
from safereturn.children.queries import same_child
from safereturn.foundation.actor import Actor
from safereturn.foundation.sentences import marked, sentence
from safereturn.involvement import queries as involvement
from safereturn.return_interviews.models import Item, ItemDecision, ReturnInterview
from safereturn.return_interviews.rules import Choice, ItemKind, ItemUse, SharingWish, State
from safereturn.sharing.policies import decide_with
from safereturn.sharing.rules import Answer, Depth, Kind


@dataclass(frozen=True, slots=True)
class ItemSeen:
    """One item as this agency was given it. `source` is empty where it is protected."""

    id: UUID
    kind: ItemKind
    text: str
    use: ItemUse
    source: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """One interview as the picture shows it.

    Items whose source is protected, and those from another child's interview, come in a
    last entry without a reference: nothing there says who said it.
    """

    ref: str
    state: State | None
    returned_at: datetime | None
    held_at: datetime | None
    answer: Answer
    summary: str = ""
    push: tuple[str, ...] = ()
    pull: tuple[str, ...] = ()
    harm: tuple[str, ...] = ()
    what_would_help: str = ""
    wish: SharingWish | None = None
    items: tuple[ItemSeen, ...] = ()


def for_child(actor: Actor, child_id: UUID, *, at: datetime) -> list[Told]:
    """Return the child's interviews, newest first, and note the look. 5 queries.

    The summary follows INTERVIEW_SUMMARY; an item is here only while a person's decision
    to share it with the actor's agency is in force, or if its own interview is theirs.
    """
    ids = same_child(child_id)
    ties = involvement.ties_for(actor, child_id, at=at)
    summary = decide_with(actor, Kind.INTERVIEW_SUMMARY, ties)
    if summary.depth is Depth.NOTHING:
        return []
    rows = list(ReturnInterview.objects.filter(child_id__in=ids).order_by("-returned_at"))
    given = _given(actor, ids, others=bool(decide_with(actor, Kind.INFORMATION_ITEM, ties)))
    note([child_id], refs=[row.ref for row in rows], rule=f"interview_summary:{summary.clause}")
    told = [_told(row, summary, given) for row in rows]
    protected = tuple(_seen(item, "") for item in given if _is_protected(item, ids))
    if protected:
        told.append(Told("", None, None, None, summary, items=protected))
    return told


def states_of_child(actor: Actor, child_id: UUID, *, at: datetime) -> list[State]:
    """Return what became of each of the child's interviews, and note the look. 3 queries.

    For a line that counts them: as `for_child`, but nothing of what was said is read.
    """
    ties = involvement.ties_for(actor, child_id, at=at)
    summary = decide_with(actor, Kind.INTERVIEW_SUMMARY, ties)
    if summary.depth is Depth.NOTHING:
        return []
    rows = ReturnInterview.objects.filter(child_id__in=same_child(child_id))
    found = list(rows.order_by("-returned_at").values_list("ref", "state"))
    note([child_id], refs=[ref for ref, _ in found], rule=f"interview_summary:{summary.clause}")
    return [State(state) for _, state in found]


def _given(actor: Actor, ids: frozenset[UUID], *, others: bool) -> list[Item]:
    """Return the items that the actor's agency was given, or that it wrote down itself."""
    shared = ItemDecision.objects.filter(
        child_id__in=ids, agency_id=actor.agency_id, choice=Choice.SHARE, superseded_at=None
    )
    held = ReturnInterview.objects.filter(interviewing_agency_id=actor.agency_id)
    wanted = Q(child_id__in=ids) & (Q(pk__in=shared.values("item_id")) | Q(interview__in=held))
    if others:
        wanted |= Q(about_child_id__in=ids)
    # Without a join: the interview of another child is hidden from who may have the item.
    return list(Item.objects.filter(wanted).order_by("made_at", "id"))


def _is_protected(item: Item, ids: frozenset[UUID]) -> bool:
    return item.use == ItemUse.HIDE_SOURCE or item.child_id not in ids


def _told(row: ReturnInterview, answer: Answer, given: list[Item]) -> Told:
    full = answer.depth is Depth.FULL
    return Told(
        ref=row.ref,
        state=State(row.state),
        returned_at=row.returned_at,
        held_at=row.held_at,
        answer=answer,
        summary=row.summary if answer else "",
        push=tuple(row.push) if full else (),
        pull=tuple(row.pull) if full else (),
        harm=tuple(row.harm) if full else (),
        what_would_help=row.what_would_help if full else "",
        wish=SharingWish(row.sharing_wish) if row.sharing_wish and answer else None,
        items=tuple(
            _seen(item, _source(item, row))
            for item in given
            if item.interview_id == row.pk and item.use != ItemUse.HIDE_SOURCE
        ),
    )


def _source(item: Item, row: ReturnInterview) -> str:
    who = marked("The carer" if item.from_carer else "The child")
    if not row.interviewer_name:
        return who
    return sentence("{who}, to {interviewer}", who=who, interviewer=row.interviewer_name)


def _seen(item: Item, source: str) -> ItemSeen:
    return ItemSeen(
        item.pk, ItemKind(item.kind), item.text, ItemUse(item.use), source, item.made_at
    )
