"""Finding and locking an interview, and ending what it kept open."""

from datetime import datetime
from uuid import UUID

from safereturn.agencies import queries as agencies
from safereturn.clocks import queries as clocks
from safereturn.clocks.rules import ClockKind
from safereturn.episodes.models import Episode, PreventionInterview
from safereturn.foundation.actor import AgencyKind
from safereturn.foundation.errors import Conflict, NotFound
from safereturn.foundation.identity import about
from safereturn.involvement import actions as involvement
from safereturn.involvement import queries as ties
from safereturn.involvement.rules import Basis, Circumstance
from safereturn.return_interviews.models import (
    CarerInformation,
    FollowUp,
    InterviewEpisode,
    Item,
    ItemDecision,
    ReturnInterview,
)
from safereturn.return_interviews.rules import READS_ON_FOR, Choice, State

# The relations that the search opened; they last until the items are dealt with
# (decisions.md 20). Homes, schools and the like stay as long as they care for the child.
OF_THE_SEARCH = frozenset({Basis.SEARCHING_FORCE, Basis.FINDING_FORCE, Basis.REPORTER})


class AlreadyClosed(Conflict):
    """This return interview has already been closed."""


def find(interview_id: UUID) -> ReturnInterview:
    """Return the interview, for the policy to be asked about, or raise NotFound."""
    row = ReturnInterview.objects.filter(pk=interview_id).first()
    if row is None:
        raise NotFound
    return row


def lock(interview: ReturnInterview) -> ReturnInterview:
    """Return the row as it is now, held until the transaction ends."""
    return ReturnInterview.objects.select_for_update().get(pk=interview.pk)


def lock_open(interview: ReturnInterview) -> ReturnInterview:
    """Lock an interview that is still owed, or raise AlreadyClosed."""
    row = lock(interview)
    if not row.is_open:
        raise AlreadyClosed
    return row


def episodes_of(interview: ReturnInterview) -> list[Episode]:
    """Return the episodes an interview covers, the earliest return first."""
    covered = InterviewEpisode.objects.filter(interview=interview).values("episode_id")
    return list(Episode.objects.filter(pk__in=covered).order_by("returned_at", "started_at"))


def settle(interview: ReturnInterview, *, at: datetime) -> bool:
    """End what the interview kept open once nothing of it is owed; say whether it is.

    The search's relations end with it, unless something else is going on for the child
    that needs them.
    """
    if not is_settled(interview):
        return False
    # The relation that ends may be the one of whoever ends it.
    with about(interview.child_id):
        _end_what_it_kept_open(interview, at=at)
    return True


def _end_what_it_kept_open(interview: ReturnInterview, *, at: datetime) -> None:
    covered = episodes_of(interview)
    involvement.ends([Circumstance.ITEMS_OPEN], interview.pk, at=at)
    not_due_any_more(covered, at=at)
    children = {interview.child_id} | {episode.child_id for episode in covered}
    if not any(ties.circumstances_of(children, at=at).values()):
        for child_id in children:
            _end_search(child_id, interview, at=at)
    for episode in covered:
        _leave_worklists(interview, episode)
    _end_holding(interview, at=at)


def owes_none(episode: Episode, *, at: datetime) -> None:
    """End what was to last until an interview, where the council's rule asks for none.

    The search's relations last until the police have held their own interview.
    """
    not_due_any_more([episode], at=at)
    heard = PreventionInterview.objects.filter(episode=episode).exists()
    if not heard and episode.force_id and episode.reported_at:
        return
    if not any(ties.circumstances_of([episode.child_id], at=at).values()):
        with about(episode.child_id):
            _let_search_go(episode.child_id, "The search is over, and no interview is owed.", at)


def not_due_any_more(covered: list[Episode], *, at: datetime) -> None:
    """Say of each covered episode that its interview is owed no more."""
    for episode in covered:
        involvement.ends([Circumstance.INTERVIEW_DUE], episode.pk, at=at)


def is_settled(interview: ReturnInterview) -> bool:
    """Say whether it is closed, the carer was asked, and its items are dealt with."""
    if interview.is_open:
        return False
    if interview.state == State.DECLINED:
        asked = CarerInformation.objects.filter(interview=interview)
        if not asked.exists():
            return False
    return not _undecided(interview) and not _undisposed(interview)


def _undecided(interview: ReturnInterview) -> bool:
    decided = ItemDecision.objects.filter(interview=interview, superseded_at=None)
    items = Item.objects.filter(interview=interview).exclude(pk__in=decided.values("item_id"))
    return items.exists()


def _undisposed(interview: ReturnInterview) -> bool:
    """Say whether a force still owes an answer; others are told, and owe none."""
    waiting = ItemDecision.objects.filter(
        interview=interview, choice=Choice.SHARE, disposition="", superseded_at=None
    ).values_list("agency_id", flat=True)
    kinds = agencies.kinds(waiting)
    return AgencyKind.POLICE in kinds.values()


def _end_search(child_id: UUID, interview: ReturnInterview, *, at: datetime) -> None:
    _let_search_go(child_id, f"Return interview {interview.ref}: its items are dealt with.", at)


def _let_search_go(child_id: UUID, because: str, at: datetime) -> None:
    for agency_id, bases in ties.agencies_of(child_id, at=at).items():
        for basis in sorted(bases & OF_THE_SEARCH):
            involvement.end(child_id, agency_id, basis, because=because, at=at)


def _end_holding(interview: ReturnInterview, *, at: datetime) -> None:
    """End the relation of whoever held it, once what was promised is done as well (20).

    Some days later, so that what came of the last item can be read and told to the child.
    It opens again with the next interview. The council that owes it stays: where it is the
    owner by default, no other authority has the child in its sight.
    """
    agency_id = interview.interviewing_agency_id
    if _promised(interview) or agency_id == interview.owner_agency_id:
        return
    others = ReturnInterview.objects.filter(
        child_id=interview.child_id, interviewing_agency_id=agency_id
    ).exclude(pk=interview.pk)
    if any(_promised(other) or not is_settled(other) for other in others):
        return
    involvement.end(
        interview.child_id,
        agency_id,
        Basis.RETURN_INTERVIEWS,
        because=f"Return interview {interview.ref}: nothing of it is open any more.",
        at=at + READS_ON_FOR,
    )


def _promised(interview: ReturnInterview) -> bool:
    return FollowUp.objects.filter(interview=interview, done_at=None).exists()


def _leave_worklists(interview: ReturnInterview, episode: Episode) -> None:
    running = clocks.running_for_episode(episode.pk)
    if episode.is_open or _promised(interview):
        return
    if any(due.kind is not ClockKind.REPEAT for due in running):
        return
    # Whether to meet is for whoever owes that decision: nobody else's list waits for it.
    involvement.nothing_left(episode.pk, but={due.owner_agency_id for due in running})
