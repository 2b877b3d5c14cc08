"""Return interviews for these tests, built through the actions; nobody in them is real."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from safereturn.audit.record import recording
from safereturn.children import actions as children
from safereturn.children.models import Child
from safereturn.children.rules import NewChild
from safereturn.episodes import actions as episodes
from safereturn.episodes.models import Episode
from safereturn.episodes.rules import Circumstances, Finder, Relation, Reporter, Return
from safereturn.foundation.actor import Actor, the_service
from safereturn.involvement import actions as involvement
from safereturn.involvement.rules import Basis
from safereturn.placements import actions as placements
from safereturn.placements.rules import PlacementKind, Stay
from safereturn.return_interviews import actions
from safereturn.return_interviews.models import Item, ReturnInterview
from safereturn.return_interviews.rules import (
    Account,
    Choice,
    ItemKind,
    ItemUse,
    Mode,
    NewFollowUp,
    NewItem,
    SharingWish,
    Verdict,
)
from tests.people import CALL_HANDLER, COORDINATOR, EXAMPLESHIRE, HARBOUR_VIEW, INTERVIEWER

# A Friday evening: the 72 hours run through the weekend.
BACK = datetime(2026, 3, 6, 18, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LATER = BACK + DAY
REPORTER = Reporter(name="Kay Rer", relation=Relation.CARER, phone="01632 960123")


def a_child(name: str = "Amira Testcase", *, placed: bool = True) -> Child:
    """Return a child of Exampleshire who lives at Harbour View."""
    at = BACK - 60 * DAY
    child = children.add(
        NewChild(name=name, basis=Basis.RESPONSIBLE_AUTHORITY), at=at, by=COORDINATOR
    )
    if placed:
        stay = Stay(kind=PlacementKind.CHILDRENS_HOME, provider_id=HARBOUR_VIEW)
        placements.place(child.pk, stay, at=at, by=COORDINATOR)
    return child


def involve(child_id: UUID, agency_id: UUID, basis: Basis) -> None:
    """Open a relation as an action of the packages below would."""
    with recording("test.involved", by=COORDINATOR, child_id=child_id):
        involvement.open_(child_id, agency_id, basis, because="test", at=BACK - 30 * DAY)


def an_episode(
    child: Child | None = None, *, back: datetime = BACK, by: Actor = CALL_HANDLER
) -> Episode:
    """Return an episode that ended at `back`, six hours after the report."""
    child = child or a_child()
    at = back - 6 * HOUR
    what = Circumstances(
        last_seen_at=at - HOUR, last_seen_where="Wharf Road", why_worried="Late, phone off."
    )
    episode = episodes.report(child.pk, what, REPORTER, reported_at=at, at=at, by=by)
    how = Return(
        at=back,
        where="Harbour View",
        finder=Finder.RETURNED_BY_SELF,
        safe_to_return="She said so, alone.",
    )
    return episodes.record_return(episode.pk, how, at=back, by=COORDINATOR)


def an_interview(episode: Episode | None = None, *, at: datetime = BACK) -> ReturnInterview:
    """Return the interview that is owed for an episode."""
    episode = episode or an_episode()
    made = actions.make_due(episode.pk, at=at, by=the_service())
    assert made is not None
    return made


def an_account(**change: object) -> Account:
    """Return what a child told."""
    said: dict[str, object] = {
        "held_at": LATER, "mode": Mode.IN_PERSON, "place": "A café", "limits_explained": True,
        "own_words": "I wanted to see my mates.", "summary": "She went to see friends.",
        "sharing_wish": SharingWish.ALL,
    }  # fmt: skip
    return Account(**(said | change))  # type: ignore[arg-type]


def an_item(interview: ReturnInterview, text: str = "A man called Z", **change: object) -> Item:
    """Add an item to an interview that is still open."""
    said: dict[str, object] = {"kind": ItemKind.PERSON, "text": text, "use": ItemUse.ACT_FREELY}
    new = NewItem(**(said | change))  # type: ignore[arg-type]
    return actions.add_item(interview.pk, new, at=LATER, by=INTERVIEWER)


def held(interview: ReturnInterview, **change: object) -> ReturnInterview:
    """Hold the interview a day after return, with nothing promised."""
    return actions.hold(
        interview.pk,
        an_account(**change),
        no_actions_because="Everything is in place.",
        at=LATER,
        by=INTERVIEWER,
    )


def a_follow_up(**change: object) -> NewFollowUp:
    """Return something that will happen now."""
    said: dict[str, object] = {
        "text": "Ask for a bus pass", "owner_agency_id": EXAMPLESHIRE, "due_on": date(2026, 3, 20),
    }  # fmt: skip
    return NewFollowUp(**(said | change))  # type: ignore[arg-type]


def share(item: Item, agency_id: UUID, **change: object) -> Verdict:
    """Return the worker's choice to share an item with an agency."""
    return verdict(item, agency_id, Choice.SHARE, **change)


def hold_back(item: Item, agency_id: UUID, **change: object) -> Verdict:
    """Return the worker's choice to hold an item from an agency."""
    return verdict(item, agency_id, Choice.HOLD, **change)


def verdict(item: Item, agency_id: UUID, choice: Choice, **change: object) -> Verdict:
    """Return the worker's choice for one item and agency."""
    return Verdict(item_id=item.pk, agency_id=agency_id, choice=choice, **change)  # type: ignore[arg-type]
