"""What is withheld is asked for, given or refused: every step a row, told once, read by two."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from safereturn.audit.record import looking
from safereturn.casework import jobs, policies
from safereturn.casework.actions import requests
from safereturn.casework.queries.ledger import get_ledger
from safereturn.casework.queries.requests import get_request, list_requests
from safereturn.children.models import Child
from safereturn.clocks.models import Clock
from safereturn.foundation.actor import Actor
from safereturn.foundation.errors import Invalid, NotAllowed, NotFound
from safereturn.foundation.models import PublishedFact
from safereturn.involvement.rules import Basis, Ties
from safereturn.notifications.models import Notice
from safereturn.sharing.models import Disclosure, InformationRequest
from safereturn.sharing.rules import (
    Answer,
    Depth,
    Gateway,
    Gift,
    Kind,
    NewRequest,
    RequestAnswer,
)
from tests.domain.episodes.cases import a_child, a_report, involve
from tests.people import (
    ADMINISTRATOR,
    CARER,
    COLLEGE,
    COORDINATOR,
    EXAMPLESHIRE,
    EXAMPLESHIRE_POLICE,
    FARAWAY,
    HARBOUR_VIEW,
    HOST_COORDINATOR,
    INTERVIEWER,
    NURSE,
    OFFICER,
    OUTSIDER,
    SOCIAL_WORKER,
)

pytestmark = pytest.mark.usefixtures("town")
WHY = NewRequest(reason="We need to know what she said of the house.")
GIFT = Gift(words="She named the house.", gateway=Gateway.CHILDREN_ACT_2004_S11)


@pytest.fixture
def at(town: None) -> Iterator[datetime]:
    with looking("test", by=OFFICER):
        yield timezone.now()


@pytest.fixture
def child(at: datetime) -> Child:
    made = a_child(at=at - timedelta(days=9))
    a_report(made, at=at - timedelta(hours=3))
    return made


def asked(child: Child, at: datetime, by: Actor = OFFICER) -> InformationRequest:
    return requests.request_information(
        child.pk, EXAMPLESHIRE, Kind.CHILDS_ACCOUNT, WHY, at=at, by=by
    )


def test_asking_is_a_row_with_a_clock_and_tells_the_desk_once(child: Child, at: datetime) -> None:
    row = asked(child, at)
    assert (row.depth, row.reason, row.answer) == (Depth.EXISTS, WHY.reason, "")
    assert row.inputs["agency_kind"] == "police"
    assert row.episode_id is not None
    assert Clock.objects.get(subject_id=row.pk).owner_agency_id == EXAMPLESHIRE
    fact = PublishedFact.objects.get(name="InformationRequested")
    for _twice in range(2):
        jobs.tell_requested(**fact.body)
    [notice] = Notice.objects.filter(reference=row.ref)
    assert (notice.agency_id, notice.path) == (EXAMPLESHIRE, f"/requests/{row.ref}/")
    assert child.name not in str(vars(notice))
    with pytest.raises(requests.AlreadyRequested):
        asked(child, at)


def test_what_is_given_is_a_disclosure_under_the_askers_reason(child: Child, at: datetime) -> None:
    row = asked(child, at)
    requests.give(row.ref, GIFT, at=at, by=SOCIAL_WORKER)
    given = Disclosure.objects.get(item_id=row.pk)
    assert (given.agency_id, given.kind) == (EXAMPLESHIRE_POLICE, Kind.CHILDS_ACCOUNT)
    assert (given.reason, given.gateway) == (WHY.reason, Gateway.CHILDREN_ACT_2004_S11)
    assert (given.depth, given.opened_at) == (Depth.FULL, None)
    assert Clock.objects.get(subject_id=row.pk).met_at == at
    jobs.tell_answered(request_id=str(row.pk), child_id=str(child.pk))
    assert Notice.objects.get(kind="request.given").agency_id == EXAMPLESHIRE_POLICE
    assert not get_request(COORDINATOR, row.ref, at=at).read_at
    requests.read_answer(row.ref, at=at, by=COORDINATOR)
    requests.read_answer(row.ref, at=at, by=OFFICER)
    requests.read_answer(row.ref, at=at + timedelta(hours=1), by=OFFICER)
    given.refresh_from_db()
    assert given.opened_at == at
    view = get_request(OFFICER, row.ref, at=at)
    assert (view.given, view.read_at, view.is_mine) == (GIFT.words, at, True)
    with pytest.raises(requests.RequestClosed):
        requests.refuse(row.ref, "no", at=at, by=SOCIAL_WORKER)


def test_a_law_that_has_not_commenced_is_never_the_ground(child: Child, at: datetime) -> None:
    row = asked(child, at)
    early = Gift(words="x", gateway=Gateway.CHILDREN_ACT_2004_S16LA)
    with pytest.raises(Invalid, match="not in force"):
        requests.give(row.ref, early, at=at, by=SOCIAL_WORKER)
    assert not Disclosure.objects.filter(item_id=row.pk).exists()


def test_a_refusal_has_its_detriment_and_stands_among_what_was_held(
    child: Child, at: datetime
) -> None:
    row = asked(child, at)
    with pytest.raises(Invalid):
        requests.refuse(row.ref, " ", at=at, by=SOCIAL_WORKER)
    requests.refuse(row.ref, "She would not speak again.", at=at, by=SOCIAL_WORKER)
    row.refresh_from_db()
    assert (row.answer, row.answered_by_id) == (RequestAnswer.REFUSED, SOCIAL_WORKER.person_id)
    assert not Disclosure.objects.filter(item_id=row.pk).exists()
    [held] = get_ledger(COORDINATOR, child.ref, at=at).held
    assert (held.detriment, held.agency.id) == ("She would not speak again.", EXAMPLESHIRE_POLICE)
    jobs.tell_answered(request_id=str(row.pk), child_id=str(child.pk))
    jobs.tell_requested(request_id=str(row.pk), child_id=str(child.pk))
    assert [n.kind for n in Notice.objects.filter(reference=row.ref)] == ["request.refused"]


def test_an_agency_without_accounts_is_rung_and_its_answer_written_down(
    child: Child, at: datetime
) -> None:
    involve(child.pk, COLLEGE, Basis.SCHOOL, at=at)
    with pytest.raises(Invalid, match="ring it"):
        requests.request_information(child.pk, COLLEGE, Kind.CHILDS_ACCOUNT, WHY, at=at, by=OFFICER)
    rung = NewRequest(reason="Who collected her?", spoke_to="The office", phone_number="01632 9")
    row = requests.request_information(
        child.pk, COLLEGE, Kind.CHILDS_ACCOUNT, rung, at=at, by=OFFICER
    )
    jobs.tell_requested(request_id=str(row.pk), child_id=str(child.pk))
    assert not Notice.objects.filter(reference=row.ref).exists()
    requests.give(row.ref, GIFT, at=at, by=OFFICER)
    assert get_request(OFFICER, row.ref, at=at).by_phone


def test_a_search_that_points_elsewhere_can_be_followed_by_asking(
    child: Child, at: datetime
) -> None:
    row = requests.request_from_pointer(child.pk, EXAMPLESHIRE, WHY, at=at, by=HOST_COORDINATOR)
    assert (row.kind, row.depth, row.clause) == (Kind.IDENTITY, Depth.EXISTS, "locator")
    mine = get_request(HOST_COORDINATOR, row.ref, at=at)
    assert (mine.child, mine.is_mine) == (None, True)
    holder = get_request(COORDINATOR, row.ref, at=at)
    assert holder.child is not None and holder.child.ref == child.ref
    requests.give(row.ref, GIFT, at=at, by=COORDINATOR)
    assert get_request(HOST_COORDINATOR, row.ref, at=at).given == GIFT.words
    with pytest.raises(NotAllowed):
        requests.request_from_pointer(child.pk, EXAMPLESHIRE, WHY, at=at, by=NURSE)
    with pytest.raises(NotAllowed):
        requests.request_from_pointer(child.pk, EXAMPLESHIRE, WHY, at=at, by=ADMINISTRATOR)


def test_lists_hold_what_an_agency_asked_and_was_asked(child: Child, at: datetime) -> None:
    row = asked(child, at)
    for actor, is_mine in ((OFFICER, True), (COORDINATOR, False)):
        [line] = list_requests(actor, at=at)
        assert (line.ref, line.is_mine, line.answer) == (row.ref, is_mine, None)
    for actor in (OUTSIDER, CARER, ADMINISTRATOR):
        assert list_requests(actor, at=at) == []
        with pytest.raises(NotFound):
            get_request(actor, row.ref, at=at)
        with pytest.raises(NotFound):
            requests.give(row.ref, GIFT, at=at, by=actor)


def test_who_may_not_ask(child: Child, at: datetime) -> None:
    for actor, kind, error in (
        (OUTSIDER, Kind.CHILDS_ACCOUNT, NotAllowed),
        (ADMINISTRATOR, Kind.CHILDS_ACCOUNT, NotAllowed),
        (OFFICER, Kind.IDENTITY, NotAllowed),
    ):
        with pytest.raises(error):
            requests.request_information(child.pk, EXAMPLESHIRE, kind, WHY, at=at, by=actor)
    with pytest.raises(NotFound):
        requests.request_information(child.pk, FARAWAY, Kind.CHILDS_ACCOUNT, WHY, at=at, by=OFFICER)
    with pytest.raises(Invalid):
        requests.request_information(
            child.pk, EXAMPLESHIRE_POLICE, Kind.CHILDS_ACCOUNT, WHY, at=at, by=OFFICER
        )


ONE = Answer(Depth.EXISTS, "There is something.", "17", ask=True)
SHUT = Answer(Depth.EXISTS, "There is something; this clause lets nobody ask.", "17")
NONE = Answer(Depth.NOTHING, "No clause gives this.")
ALL = Answer(Depth.FULL, "You see this.", "16")


@pytest.mark.parametrize(
    ("actor", "bases", "answer", "may"),
    [
        pytest.param(OFFICER, {Basis.SEARCHING_FORCE}, ONE, True, id="a force, of what exists"),
        pytest.param(CARER, {Basis.PLACEMENT}, ONE, True, id="the home"),
        pytest.param(OFFICER, {Basis.SEARCHING_FORCE}, SHUT, False, id="a clause without asking"),
        pytest.param(OFFICER, {Basis.SEARCHING_FORCE}, NONE, False, id="nothing to ask about"),
        pytest.param(COORDINATOR, {Basis.RESPONSIBLE_AUTHORITY}, ALL, False, id="sees it already"),
        pytest.param(NURSE, {Basis.ASKED}, ONE, False, id="only asked itself"),
        pytest.param(OFFICER, {Basis.EMERGENCY}, ONE, False, id="broke the glass"),
        pytest.param(OUTSIDER, set(), ONE, False, id="a stranger"),
        pytest.param(ADMINISTRATOR, {Basis.RESPONSIBLE_AUTHORITY}, ONE, False, id="no casework"),
    ],
)
def test_who_may_ask(actor: Actor, bases: set[Basis], answer: Answer, may: bool) -> None:
    ties = Ties(actor.agency_id, HARBOUR_VIEW, frozenset(bases))
    decision = policies.can_request(actor, ties, answer)
    assert bool(decision) is may
    assert bool(decision.reason) is not may


_R = InformationRequest(
    asked_by_agency_id=EXAMPLESHIRE_POLICE, to_agency_id=EXAMPLESHIRE, spoke_to=""
)
_P = InformationRequest(
    asked_by_agency_id=EXAMPLESHIRE_POLICE, to_agency_id=COLLEGE, spoke_to="The office"
)


@pytest.mark.parametrize(
    ("actor", "row", "sees", "answers"),
    [
        (OFFICER, _R, True, False),
        (COORDINATOR, _R, True, True),
        (ADMINISTRATOR, _R, False, False),
        (INTERVIEWER, _R, False, False),
        (OFFICER, _P, True, True),
        (COORDINATOR, _P, False, False),
    ],
)
def test_who_sees_and_answers_a_request(
    actor: Actor, row: InformationRequest, sees: bool, answers: bool
) -> None:
    assert bool(policies.can_see_request(actor, row)) is sees
    assert bool(policies.can_answer_request(actor, row)) is answers
