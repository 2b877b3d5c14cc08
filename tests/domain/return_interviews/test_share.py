"""Share or hold: one grid, both outcomes kept, answers back, and then it is over."""

from dataclasses import dataclass
from uuid import uuid4

import pytest

from safereturn.agencies.models import Agency
from safereturn.audit.record import looking, recording
from safereturn.clocks.models import Clock
from safereturn.clocks.rules import ClockKind
from safereturn.foundation.actor import Actor, AgencyKind, the_service
from safereturn.foundation.errors import Invalid, NotAllowed, NotFound
from safereturn.foundation.models import PublishedFact
from safereturn.involvement import actions as involved
from safereturn.involvement import queries as involvement
from safereturn.involvement.models import Visibility
from safereturn.involvement.rules import Basis, Circumstance
from safereturn.return_interviews import actions, queries
from safereturn.return_interviews.models import Item, ItemDecision, ReturnInterview
from safereturn.return_interviews.rules import (
    Choice,
    Disposition,
    ItemUse,
    Outcome,
    SharingWish,
    Verdict,
)
from safereturn.sharing.models import Disclosure
from safereturn.sharing.rules import Gateway
from tests.domain.return_interviews.cases import (
    BACK,
    DAY,
    LATER,
    a_child,
    an_episode,
    an_interview,
    an_item,
    held,
    hold_back,
    involve,
    share,
)
from tests.people import (
    CARER,
    COORDINATOR,
    EXAMPLESHIRE,
    EXAMPLESHIRE_POLICE,
    FARAWAY,
    HARBOUR_VIEW,
    HEALTH,
    INTERVIEWER,
    OFFICER,
    OUTSIDER,
    VOICES,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]
DONE = Outcome(disposition=Disposition.INTELLIGENCE, reference="INT-4471")


@dataclass
class Case:
    """A held interview with one item."""

    interview: ReturnInterview
    item: Item


def a_case(*, wish: SharingWish = SharingWish.ALL, **item: object) -> Case:
    interview = an_interview()
    involve(interview.child_id, HEALTH, Basis.HEALTH)
    kept = an_item(interview, **item)  # type: ignore[arg-type]
    return Case(held(interview, sharing_wish=wish), kept)


def decide(case: Case, *verdicts: Verdict, by: Actor = INTERVIEWER) -> list[ItemDecision]:
    return actions.decide_items(case.interview.pk, verdicts, at=LATER, by=by)


def the_grid(case: Case) -> queries.Grid:
    with looking("test", by=INTERVIEWER):
        return queries.grid(INTERVIEWER, case.interview, at=LATER)


def test_the_grid_proposes_for_every_agency_but_the_one_that_asked() -> None:
    grid = the_grid(a_case())
    agencies = [recipient.agency_id for recipient in grid.recipients]
    assert agencies == [EXAMPLESHIRE_POLICE, EXAMPLESHIRE, HARBOUR_VIEW, HEALTH]
    assert [cell.choice for cell in grid.lines[0].cells] == [Choice.SHARE] * 4


def test_whoever_was_only_asked_is_no_recipient() -> None:
    case = a_case()
    involve(case.interview.child_id, FARAWAY, Basis.ASKED)
    assert FARAWAY not in [recipient.agency_id for recipient in the_grid(case).recipients]


def test_the_searching_force_is_a_recipient_after_its_relation_ended() -> None:
    case = a_case()
    child_id = case.interview.child_id
    with recording("test.ended", by=COORDINATOR, child_id=child_id):
        for basis in (Basis.SEARCHING_FORCE, Basis.HOME_FORCE):
            involved.end(child_id, EXAMPLESHIRE_POLICE, basis, because="test", at=LATER)
    assert EXAMPLESHIRE_POLICE in [r.agency_id for r in the_grid(case).recipients]


def test_a_source_is_not_shown_where_the_child_lives() -> None:
    cells = the_grid(a_case(use=ItemUse.HIDE_SOURCE)).lines[0].cells
    assert {c.recipient.agency_id: c.choice for c in cells}[HARBOUR_VIEW] is Choice.HOLD


@pytest.mark.parametrize("actor", [OFFICER, CARER, OUTSIDER])
def test_only_those_who_asked_the_child_decide(actor: Actor) -> None:
    case = a_case()
    with pytest.raises(NotAllowed):
        decide(case, share(case.item, EXAMPLESHIRE_POLICE), by=actor)
    with pytest.raises(NotAllowed), looking("test", by=actor):
        queries.grid(actor, case.interview, at=LATER)


def test_what_is_shared_is_given_with_its_basis_and_inputs() -> None:
    case = a_case()
    [kept] = decide(case, share(case.item, EXAMPLESHIRE_POLICE))
    assert (kept.choice, kept.proposed, kept.gateway) == (
        Choice.SHARE, Choice.SHARE, Gateway.CHILDREN_ACT_2004_S11,
    )  # fmt: skip
    assert (kept.decided_by_id, kept.decided_at) == (INTERVIEWER.person_id, LATER)
    assert kept.childs_wish == SharingWish.ALL
    given = Disclosure.objects.get(agency_id=EXAMPLESHIRE_POLICE, item_id=case.item.pk)
    assert "searching_force" in given.inputs["bases"]
    clock = Clock.objects.get(kind=ClockKind.ITEM_DISPOSITION)
    assert (clock.owner_agency_id, clock.subject_id) == (EXAMPLESHIRE_POLICE, kept.pk)
    assert PublishedFact.objects.filter(name="ItemsShared").count() == 1
    going_on = involvement.ties(VOICES, case.interview.child_id, at=LATER).circumstances
    assert going_on == {Circumstance.ITEMS_OPEN}


def test_only_the_police_answer_on_a_clock() -> None:
    case = a_case()
    decide(case, share(case.item, HARBOUR_VIEW))
    owed = (ClockKind.ITEM_RECEIPT, ClockKind.ITEM_DISPOSITION)
    assert not Clock.objects.filter(kind__in=owed).exists()


def test_a_hold_is_kept_with_its_reason_and_gives_nothing() -> None:
    case = a_case()
    with pytest.raises(Invalid, match="why this is held"):
        decide(case, hold_back(case.item, HARBOUR_VIEW))
    [kept] = decide(case, hold_back(case.item, HARBOUR_VIEW, reason="Staff know the man."))
    assert (kept.choice, kept.reason, kept.gateway) == (Choice.HOLD, "Staff know the man.", "")
    assert not Disclosure.objects.filter(item_id=case.item.pk).exists()
    assert not PublishedFact.objects.filter(name="ItemsShared").exists()


def test_more_harm_than_good_is_a_reason_to_hold() -> None:
    case = a_case()
    [kept] = decide(case, hold_back(case.item, HEALTH, detriment="She would stop going."))
    assert kept.detriment == kept.reason == "She would stop going."


def test_a_proposed_hold_stands_with_the_agreements_own_reason() -> None:
    case = a_case(use=ItemUse.HIDE_SOURCE)
    [kept] = decide(case, hold_back(case.item, HARBOUR_VIEW))
    assert "who said it" in kept.reason


def test_beyond_the_agreement_needs_the_workers_reason_and_has_their_basis() -> None:
    case = a_case(third_party_risk=True)
    with pytest.raises(Invalid, match="does not propose it"):
        decide(case, share(case.item, HEALTH))
    [kept] = decide(case, share(case.item, HEALTH, reason="He threatens her nurse."))
    assert kept.proposed == Choice.HOLD
    given = Disclosure.objects.get(agency_id=HEALTH, item_id=case.item.pk)
    assert given.reason == "He threatens her nurse."


def test_an_agency_the_agreement_says_nothing_of_gets_it_on_the_workers_own_basis() -> None:
    case = a_case()
    with recording("test.agency", by=COORDINATOR):
        club = Agency.objects.create(name="Boxing club", kind=AgencyKind.OTHER)
    involve(case.interview.child_id, club.pk, Basis.OTHER)
    [kept] = decide(case, share(case.item, club.pk, reason="The coach sees her daily."))
    assert (kept.proposed, kept.gateway) == (Choice.HOLD, Gateway.CHILDREN_ACT_1989_S17_S47)


def test_an_item_that_was_decided_on_cannot_be_taken_back() -> None:
    interview = an_interview()
    item = an_item(interview)
    decide(Case(interview, item), share(item, EXAMPLESHIRE_POLICE))
    with pytest.raises(actions.AlreadyShared):
        actions.remove_item(item.pk, by=INTERVIEWER)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"child_told": True}, "risk of serious harm"),
        ({"reason": "He is armed."}, "whether the child was told"),
    ],
)
def test_against_the_childs_wish_needs_the_harm_and_whether_they_were_told(
    change: dict[str, object], words: str
) -> None:
    case = a_case(wish=SharingWish.ASKED_NOT_TO)
    with pytest.raises(Invalid, match=words):
        decide(case, share(case.item, EXAMPLESHIRE_POLICE, **change))
    whole = share(case.item, EXAMPLESHIRE_POLICE, reason="He is armed.", child_told=False)
    [kept] = decide(case, whole)
    assert (kept.childs_wish, kept.child_told) == (SharingWish.ASKED_NOT_TO, False)


def test_the_same_decision_again_writes_nothing() -> None:
    case = a_case()
    decide(case, share(case.item, EXAMPLESHIRE_POLICE))
    assert decide(case, share(case.item, EXAMPLESHIRE_POLICE)) == []
    assert ItemDecision.objects.count() == 1
    assert PublishedFact.objects.filter(name="ItemsShared").count() == 1


def test_a_later_decision_supersedes_and_alters_nothing() -> None:
    case = a_case()
    [first] = decide(case, share(case.item, EXAMPLESHIRE_POLICE))
    [second] = decide(case, hold_back(case.item, EXAMPLESHIRE_POLICE, reason="She asked."))
    first.refresh_from_db()
    assert (first.choice, first.superseded_at) == (Choice.SHARE, LATER)
    assert second.choice == Choice.HOLD
    for kind in (ClockKind.ITEM_RECEIPT, ClockKind.ITEM_DISPOSITION):
        assert Clock.objects.get(kind=kind).stopped_at == LATER
    with pytest.raises(NotFound):
        actions.receive_item(first.pk, at=LATER, by=OFFICER)


def test_an_item_or_agency_that_is_not_in_the_grid_is_refused() -> None:
    case = a_case()
    for verdict in (
        share(case.item, FARAWAY),
        Verdict(item_id=uuid4(), agency_id=EXAMPLESHIRE_POLICE, choice=Choice.SHARE),
    ):
        with pytest.raises(NotFound):
            decide(case, verdict)


def test_the_police_receive_it_and_say_what_they_did() -> None:
    case = a_case()
    [kept] = decide(case, share(case.item, EXAMPLESHIRE_POLICE))
    with pytest.raises(NotAllowed):
        actions.receive_item(kept.pk, at=LATER, by=CARER)
    row = actions.receive_item(kept.pk, at=LATER, by=OFFICER)
    again = actions.receive_item(kept.pk, at=LATER + DAY, by=OFFICER)
    assert row.received_at == again.received_at == LATER
    assert Clock.objects.get(kind=ClockKind.ITEM_RECEIPT).met_at == LATER
    done = actions.dispose_item(kept.pk, DONE, at=LATER + DAY, by=OFFICER)
    assert (done.disposition, done.disposition_ref) == (Disposition.INTELLIGENCE, "INT-4471")
    assert Clock.objects.get(kind=ClockKind.ITEM_DISPOSITION).met_at == LATER + DAY
    assert PublishedFact.objects.filter(name="ItemDisposed").count() == 1
    with pytest.raises(actions.AlreadyDisposed):
        actions.dispose_item(kept.pk, DONE, at=LATER + DAY, by=OFFICER)


def test_an_answer_without_opening_is_a_receipt_too() -> None:
    case = a_case()
    [kept] = decide(case, share(case.item, EXAMPLESHIRE_POLICE))
    assert actions.dispose_item(kept.pk, DONE, at=LATER, by=OFFICER).received_at == LATER


def test_the_search_ends_when_the_last_item_is_dealt_with() -> None:
    interview = an_interview()
    one, two = an_item(interview), an_item(interview, "A flat in Wharf Road")
    case = Case(held(interview), one)
    involve(interview.child_id, FARAWAY, Basis.REPORTER)
    first, second = decide(case, share(one, EXAMPLESHIRE_POLICE), share(two, EXAMPLESHIRE_POLICE))
    actions.dispose_item(first.pk, DONE, at=LATER, by=OFFICER)
    assert _bases(interview, EXAMPLESHIRE_POLICE) >= {Basis.SEARCHING_FORCE}
    actions.dispose_item(second.pk, DONE, at=LATER, by=OFFICER)
    assert Basis.SEARCHING_FORCE not in _bases(interview, EXAMPLESHIRE_POLICE)
    assert _bases(interview, FARAWAY) == frozenset()
    assert _bases(interview, HARBOUR_VIEW) == {Basis.PLACEMENT}
    going_on = involvement.circumstances_of([interview.child_id], at=LATER)
    assert going_on == {}


def test_an_item_that_nobody_decided_on_keeps_it_open() -> None:
    interview = an_interview()
    one, _ = an_item(interview), an_item(interview, "A flat in Wharf Road")
    decide(Case(held(interview), one), hold_back(one, EXAMPLESHIRE_POLICE, reason="She asked."))
    assert Basis.SEARCHING_FORCE in _bases(interview, EXAMPLESHIRE_POLICE)


def test_a_child_missing_again_keeps_the_search() -> None:
    child = a_child()
    case = Case(an_interview(an_episode(child)), Item())
    case.item = an_item(case.interview)
    case.interview = held(case.interview)
    [kept] = decide(case, share(case.item, EXAMPLESHIRE_POLICE))
    an_episode(child, back=BACK + 2 * DAY)
    actions.dispose_item(kept.pk, DONE, at=BACK + 2 * DAY, by=OFFICER)
    assert Basis.SEARCHING_FORCE in _bases(case.interview, EXAMPLESHIRE_POLICE)


def test_it_leaves_the_lists_when_the_police_have_recorded_their_own_interview() -> None:
    interview = held(an_interview())
    assert Visibility.objects.filter(needs=True).exists()
    with recording("test.met", by=COORDINATOR):
        Clock.objects.filter(kind=ClockKind.PREVENTION_INTERVIEW).update(met_at=LATER)
    episode_id = Visibility.objects.values_list("episode_id", flat=True)[0]
    actions.settle_episode(episode_id, at=LATER, by=the_service())
    actions.settle_episode(uuid4(), at=LATER, by=the_service())
    assert not Visibility.objects.filter(needs=True).exists()
    assert interview.closed_at == LATER


def test_a_decision_whether_to_meet_waits_in_the_list_of_who_owes_it_alone() -> None:
    held(an_interview())
    episode_id = Visibility.objects.values_list("episode_id", flat=True)[0]
    clock = Clock.objects.get(kind=ClockKind.PREVENTION_INTERVIEW)
    with recording("test.met", by=COORDINATOR):
        Clock.objects.filter(pk=clock.pk).update(met_at=LATER)
        clock.pk, clock._state.adding = uuid4(), True
        clock.kind, clock.owner_agency_id = ClockKind.REPEAT, EXAMPLESHIRE
        clock.save()
    assert Visibility.objects.filter(needs=True).count() > 1
    actions.settle_episode(episode_id, at=LATER, by=the_service())
    assert [row.agency_id for row in Visibility.objects.filter(needs=True)] == [EXAMPLESHIRE]
    with recording("test.met", by=COORDINATOR):
        Clock.objects.filter(pk=clock.pk).update(met_at=LATER)
    actions.settle_episode(episode_id, at=LATER, by=the_service())
    assert not Visibility.objects.filter(needs=True).exists()


def _bases(interview: ReturnInterview, agency_id: object) -> frozenset[Basis]:
    return involvement.ties(agency_id, interview.child_id, at=BACK + 3 * DAY).bases  # type: ignore[arg-type]
