"""An episode is in somebody's hands, and stays there until a named colleague has accepted it."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from safereturn.agencies.models import Appointment
from safereturn.audit.record import looking, recording
from safereturn.casework import jobs, policies
from safereturn.casework.actions import handover
from safereturn.casework.models import Handover, Holding
from safereturn.casework.queries import handover as queries
from safereturn.casework.queries.worklist import Filter, Held, worklist
from safereturn.casework.rules import HandoverAnswer, HandoverWords
from safereturn.children.models import Child
from safereturn.children.queries import Restricted
from safereturn.clocks.models import Clock
from safereturn.episodes.models import Episode
from safereturn.foundation.actor import Actor, the_service
from safereturn.foundation.errors import Invalid, NotAllowed, NotFound
from safereturn.foundation.models import PublishedFact
from safereturn.involvement.rules import Basis, Ties
from safereturn.notifications.models import Delivery, Notice
from tests.domain.episodes.cases import a_child, a_report
from tests.people import (
    ADMINISTRATOR,
    CALL_HANDLER,
    CARER,
    COORDINATOR,
    EXAMPLESHIRE_POLICE,
    HOME_MANAGER,
    OFFICER,
    OTHER_OFFICER,
    OUTSIDER,
    POLICE_COORDINATOR,
    SUPERVISOR,
    email_of,
)

pytestmark = pytest.mark.usefixtures("town")
WORDS = HandoverWords(stands="House searched, phone off.", to_do="Ring the aunt by six.")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def at(town: None) -> Iterator[datetime]:
    with looking("test", by=OFFICER):
        yield timezone.now()


@pytest.fixture
def episode(at: datetime) -> Episode:
    return a_report(a_child(at=at - timedelta(days=9)), at=at - timedelta(hours=3))


def in_hands_of(episode: Episode, at: datetime) -> object:
    return queries.held_by(episode.pk, EXAMPLESHIRE_POLICE, at=at)


def given(
    episode: Episode, at: datetime, by: Actor = OFFICER, to: Actor = CALL_HANDLER
) -> Handover:
    return handover.give(episode.ref, to.person_id, WORDS, at=at, by=by)


def test_nobodys_is_taken_and_a_colleagues_only_by_who_sees_to_it(
    episode: Episode, at: datetime
) -> None:
    assert in_hands_of(episode, at) is None
    handover.take(episode.ref, at=at, by=OFFICER)
    assert in_hands_of(episode, at) == OFFICER.person_id
    with pytest.raises(NotAllowed, match="You have this in hand"):
        handover.take(episode.ref, at=at, by=OFFICER)
    with pytest.raises(NotAllowed, match="A colleague has this in hand"):
        handover.take(episode.ref, at=at, by=CALL_HANDLER)
    handover.take(episode.ref, at=at + MINUTE, by=SUPERVISOR)
    assert in_hands_of(episode, at + MINUTE) == SUPERVISOR.person_id
    first = Holding.objects.get(person_id=OFFICER.person_id)
    assert (first.since, first.until) == (at, at + MINUTE)


def test_each_agency_has_its_own_hands(episode: Episode, at: datetime) -> None:
    handover.take(episode.ref, at=at, by=OFFICER)
    handover.take(episode.ref, at=at, by=COORDINATOR)
    assert in_hands_of(episode, at) == OFFICER.person_id
    assert queries.in_hand(COORDINATOR, episode, at=at).is_mine


def test_until_it_is_accepted_it_stays_where_it_is(episode: Episode, at: datetime) -> None:
    handover.take(episode.ref, at=at, by=OFFICER)
    row = given(episode, at)
    assert in_hands_of(episode, at) == OFFICER.person_id
    clock = Clock.objects.get(subject_id=row.pk)
    assert (clock.owner_agency_id, clock.due_at) == (EXAMPLESHIRE_POLICE, at + 30 * MINUTE)
    with pytest.raises(handover.HandoverWaits):
        given(episode, at, to=SUPERVISOR)
    handover.accept(row.ref, at=at + MINUTE, by=CALL_HANDLER)
    assert in_hands_of(episode, at + MINUTE) == CALL_HANDLER.person_id
    assert Clock.objects.get(subject_id=row.pk).met_at == at + MINUTE
    with pytest.raises(handover.HandoverClosed):
        handover.accept(row.ref, at=at, by=CALL_HANDLER)


def test_a_no_needs_its_reason_and_leaves_it_with_the_giver(episode: Episode, at: datetime) -> None:
    handover.take(episode.ref, at=at, by=OFFICER)
    row = given(episode, at)
    with pytest.raises(Invalid):
        handover.decline(row.ref, "  ", at=at, by=CALL_HANDLER)
    handover.decline(row.ref, "I am off in ten minutes.", at=at, by=CALL_HANDLER)
    assert in_hands_of(episode, at) == OFFICER.person_id
    row.refresh_from_db()
    assert (row.answer, row.because) == (HandoverAnswer.DECLINED, "I am off in ten minutes.")
    given(episode, at, to=SUPERVISOR)  # and may be given to somebody else


def test_nobody_accepts_for_somebody_else(episode: Episode, at: datetime) -> None:
    row = given(episode, at)
    for somebody in (OFFICER, SUPERVISOR):
        with pytest.raises(NotAllowed, match="Only the colleague it is given to"):
            handover.accept(row.ref, at=at, by=somebody)
    for stranger in (COORDINATOR, OUTSIDER, ADMINISTRATOR, OTHER_OFFICER):
        with pytest.raises(NotFound):
            handover.accept(row.ref, at=at, by=stranger)
        with pytest.raises(NotFound):
            queries.get_handover(stranger, row.ref, at=at)


def test_whoever_gave_it_takes_it_back_and_the_other_is_told(
    episode: Episode, at: datetime
) -> None:
    row = given(episode, at)
    with pytest.raises(NotAllowed, match="Whoever gave it"):
        handover.withdraw(row.ref, at=at, by=CALL_HANDLER)
    handover.withdraw(row.ref, at=at, by=OFFICER)
    jobs.tell_handover_answered(child_id=str(episode.child_id), handover_id=str(row.pk))
    [notice] = Notice.objects.filter(kind="handover.withdrawn")
    assert notice.person_id == CALL_HANDLER.person_id


def test_taking_it_in_hand_takes_back_what_waits(episode: Episode, at: datetime) -> None:
    row = given(episode, at)
    handover.take(episode.ref, at=at, by=SUPERVISOR)
    row.refresh_from_db()
    assert row.answer == HandoverAnswer.WITHDRAWN


def test_whom_it_was_given_to_accepts_it_by_taking_it_in_hand(
    episode: Episode, at: datetime
) -> None:
    row = given(episode, at)
    handover.take(episode.ref, at=at, by=CALL_HANDLER)
    row.refresh_from_db()
    assert (row.answer, row.answered_by_id) == (HandoverAnswer.ACCEPTED, CALL_HANDLER.person_id)
    jobs.tell_handover_answered(child_id=str(episode.child_id), handover_id=str(row.pk))
    assert Notice.objects.get(kind="handover.accepted").person_id == OFFICER.person_id


def test_the_words_of_a_restricted_record_wait_for_a_reason(episode: Episode, at: datetime) -> None:
    row = given(episode, at, by=CARER, to=HOME_MANAGER)
    assert queries.get_handover(HOME_MANAGER, row.ref, at=at).stands
    with recording("test.restricted", by=the_service()):
        Child.objects.filter(pk=episode.child_id).update(restricted=True)
    with pytest.raises(Restricted):
        queries.get_handover(HOME_MANAGER, row.ref, at=at)


@pytest.mark.parametrize(
    ("to", "words"),
    [
        (ADMINISTRATOR, "works with children"),
        (OTHER_OFFICER, "works with children"),
        (OFFICER, "works with children"),
    ],
    ids=["no case work", "another force", "oneself"],
)
def test_it_is_given_only_to_who_can_have_it(
    episode: Episode, at: datetime, to: Actor, words: str
) -> None:
    with pytest.raises(Invalid) as refused:
        given(episode, at, to=to)
    assert words in str(refused.value.fields)
    assert not Handover.objects.exists()


def test_an_empty_handover_is_none() -> None:
    with pytest.raises(Invalid):
        HandoverWords(stands=" ")


def test_the_colleague_is_told_once_in_their_own_list_and_by_mail(
    episode: Episode, at: datetime
) -> None:
    row = given(episode, at)
    fact = PublishedFact.objects.get(name="HandoverGiven")
    for _twice in range(2):
        jobs.tell_handover_given(**fact.body)
    [notice] = Notice.objects.filter(kind="handover.given")
    assert (notice.person_id, notice.urgent) == (CALL_HANDLER.person_id, True)
    assert (notice.reference, notice.path) == (row.ref, f"/handovers/{row.ref}/")
    assert Delivery.objects.get(notice=notice).address == email_of(CALL_HANDLER)
    assert episode.child.name not in str(vars(notice))
    handover.accept(row.ref, at=at, by=CALL_HANDLER)
    jobs.tell_handover_answered(child_id=str(episode.child_id), handover_id=str(row.pk))
    assert Notice.objects.get(kind="handover.accepted").person_id == OFFICER.person_id


def test_what_somebody_had_who_has_left_is_nobodys(episode: Episode, at: datetime) -> None:
    handover.take(episode.ref, at=at, by=OFFICER)
    assert not worklist(SUPERVISOR, at=at, wanted=Filter(held=Held.NOBODYS)).things
    with recording("test.left", by=the_service()):
        Appointment.objects.filter(person_id=OFFICER.person_id).update(ends_at=at + MINUTE)
    later = at + 2 * MINUTE
    assert in_hands_of(episode, later) is None
    assert worklist(SUPERVISOR, at=later, wanted=Filter(held=Held.NOBODYS)).things == 1
    handover.take(episode.ref, at=later, by=CALL_HANDLER)


def test_a_shift_says_what_waits_what_is_mine_and_what_is_nobodys(
    episode: Episode, at: datetime
) -> None:
    other = a_report(a_child(name="Bea Invented", at=at - timedelta(days=9)), at=at)
    handover.take(episode.ref, at=at, by=OFFICER)
    row = given(episode, at)
    mine = queries.shift(OFFICER, at=at)
    assert [line.episode_ref for line in mine.mine] == [episode.ref]
    assert [line.ref for line in mine.not_accepted] == [row.ref]
    assert [line.episode_ref for line in mine.nobodys] == [other.ref]
    theirs = queries.shift(CALL_HANDLER, at=at)
    assert [line.ref for line in theirs.for_me] == [row.ref]
    assert (theirs.mine, theirs.not_accepted) == ((), ())
    [listed] = [one for one in worklist(SUPERVISOR, at=at).missing if one.holder]
    assert (listed.holder, listed.holder_is_me) == (OFFICER.name, False)


INVOLVED = Ties(EXAMPLESHIRE_POLICE, EXAMPLESHIRE_POLICE, frozenset({Basis.SEARCHING_FORCE}))
ASKED = Ties(EXAMPLESHIRE_POLICE, EXAMPLESHIRE_POLICE, frozenset({Basis.ASKED}))


@pytest.mark.parametrize(
    ("actor", "ties", "held_by", "take", "give"),
    [
        pytest.param(OFFICER, INVOLVED, None, True, True, id="nobody's"),
        pytest.param(OFFICER, INVOLVED, OFFICER.person_id, False, True, id="one's own"),
        pytest.param(OFFICER, INVOLVED, SUPERVISOR.person_id, False, False, id="a colleague's"),
        pytest.param(SUPERVISOR, INVOLVED, OFFICER.person_id, True, True, id="a supervisor"),
        pytest.param(POLICE_COORDINATOR, INVOLVED, OFFICER.person_id, True, True, id="coordinator"),
        pytest.param(OFFICER, ASKED, None, False, False, id="only asked"),
        pytest.param(ADMINISTRATOR, INVOLVED, None, False, False, id="no case work"),
    ],
)
def test_policies(actor: Actor, ties: Ties, held_by: object, take: bool, give: bool) -> None:
    assert policies.can_take(actor, ties, held_by).allowed is take  # type: ignore[arg-type]
    assert policies.can_hand_over(actor, ties, held_by).allowed is give  # type: ignore[arg-type]
