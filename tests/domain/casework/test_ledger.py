"""What was shared, told, held, corrected and taken back; who may read which of it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from uuid import uuid4

import pytest
from django.utils import timezone

from safereturn.audit.record import looking, recording
from safereturn.casework import jobs
from safereturn.casework.actions import ledger as actions
from safereturn.casework.actions.notices import open_notice
from safereturn.casework.queries import ledger as queries
from safereturn.casework.queries.childs_list import ChildsList, _times, get_childs_list
from safereturn.casework.queries.ledger_shapes import Ledger, Line
from safereturn.casework.queries.requests import get_correction
from safereturn.casework.rules import Came, Family, Why
from safereturn.children.models import Child
from safereturn.foundation.actor import Actor, AgencyKind
from safereturn.foundation.errors import Invalid, NotAllowed, NotFound
from safereturn.foundation.identity import acting
from safereturn.foundation.models import PublishedFact
from safereturn.involvement import actions as involving
from safereturn.involvement import queries as involvement
from safereturn.involvement.rules import Basis
from safereturn.notifications.models import Notice
from safereturn.return_interviews import actions as interviews
from safereturn.return_interviews.models import Item, ItemDecision, ReturnInterview
from safereturn.return_interviews.rules import (
    Choice,
    Disposition,
    ItemKind,
    ItemUse,
    NewItem,
    Outcome,
    Verdict,
)
from safereturn.sharing import actions as sharing
from safereturn.sharing.models import ChildTold, Disclosure, Withheld
from safereturn.sharing.rules import Answer, Depth, Kind, Telling
from tests import people
from tests.people import (
    ADMINISTRATOR,
    CARER,
    COLLEGE,
    COORDINATOR,
    EXAMPLESHIRE_POLICE,
    HARBOUR_VIEW,
    INTERVIEWER,
    NURSE,
    OFFICER,
    OUTSIDER,
    SOCIAL_WORKER,
)
from tests.whole_journey import HOUR, Journey, a_journey, settle_other_home

pytestmark = pytest.mark.django_db
TOLD = Telling(told=True, how="Together")
NOT_YET = Telling(told=False, not_told_because="It would warn the man who collects her.")


@pytest.fixture
def journey(town: None) -> Journey:
    settle_other_home()
    return a_journey()


@pytest.fixture
def at(journey: Journey) -> Iterator[datetime]:
    with looking("test", by=COORDINATOR):
        yield timezone.now()


def get_ledger(by: Actor, ref: str, *, at: datetime) -> Ledger:
    """Read as a page does: told to the database who reads."""
    with acting(by, at=timezone.now()):
        return queries.get_ledger(by, ref, at=at)


def lines(child: Child, at: datetime, by: Actor = INTERVIEWER) -> list[Line]:
    return get_ledger(by, child.ref, at=at).lines


def of_item(journey: Journey, at: datetime) -> Line:
    [line] = [line for line in lines(journey.child, at) if line.item_kind]
    return line


def told(journey: Journey, at: datetime) -> ChildsList:
    return get_childs_list(INTERVIEWER, journey.child.ref, at=at)


def kinds(shown: ChildsList) -> set[Kind]:
    return {
        said.kind
        for time in shown.times
        for one in time.agencies
        for because in one.reasons
        for said in because.said
    }


def share(journey: Journey, new: NewItem, at: datetime, choice: Choice = Choice.SHARE) -> Item:
    """Add an item to the interview that is over, and decide about it for the police."""
    row = ReturnInterview.objects.get(ref=journey.interview_ref)
    with recording("test.item", by=INTERVIEWER, child_id=row.child_id):
        item = Item.objects.create(
            interview=row,
            child_id=row.child_id,
            kind=new.kind,
            text=new.text,
            use=new.use,
            third_party_risk=new.third_party_risk,
            made_at=at,
            by_id=INTERVIEWER.person_id,
        )
    verdict = Verdict(
        item_id=item.pk, agency_id=EXAMPLESHIRE_POLICE, choice=choice, reason="So it is"
    )
    interviews.decide_items(row.pk, [verdict], at=at, by=INTERVIEWER)
    return item


def test_a_line_says_all_that_is_known_and_the_result_comes_down_by_id(
    journey: Journey, at: datetime
) -> None:
    line = of_item(journey, at)
    assert (line.agency.id, line.item_kind) == (EXAMPLESHIRE_POLICE, ItemKind.PERSON)
    assert (line.reason, line.decided_by) == ("To find her", INTERVIEWER.name)
    assert line.why is Why.DECIDED and line.law and line.clause
    assert line.told is not None and line.told.told  # from the interview: not entered twice
    assert line.delivered_at is not None and line.opened_at is None and line.came is Came.NOT_READ
    decision = ItemDecision.objects.get(pk=journey.ids["decision_id"])
    done = Outcome(disposition=Disposition.INTELLIGENCE, reference="EX/5")
    interviews.dispose_item(decision.pk, done, at=at, by=OFFICER)
    line = of_item(journey, at)
    assert (line.disposition, line.result) == (Disposition.INTELLIGENCE, "EX/5")
    assert (line.came, line.opened_at) == (Came.WRITTEN_DOWN, at)


def test_who_reads_the_whole_and_who_reads_its_own(journey: Journey, at: datetime) -> None:
    for actor in (COORDINATOR, SOCIAL_WORKER, INTERVIEWER):
        ledger = get_ledger(actor, journey.child.ref, at=at)
        assert len({line.agency.id for line in ledger.lines}) > 2
        assert ledger.held and ledger.asked and ledger.mended and ledger.around
    for actor, agency_id in ((OFFICER, EXAMPLESHIRE_POLICE), (CARER, HARBOUR_VIEW)):
        ledger = get_ledger(actor, journey.child.ref, at=at)
        assert {line.agency.id for line in ledger.lines} == {agency_id}
        assert not ledger.held and not ledger.around and not ledger.mended
    for actor in (NURSE, ADMINISTRATOR):
        with pytest.raises((NotAllowed, NotFound)):
            get_ledger(actor, journey.child.ref, at=at)
    with pytest.raises(NotFound):
        get_ledger(OUTSIDER, journey.child.ref, at=at)


def test_a_protected_source_is_on_no_recipients_page(journey: Journey, at: datetime) -> None:
    hidden = NewItem(kind=ItemKind.PLACE, text="The flat", use=ItemUse.HIDE_SOURCE)
    item = share(journey, hidden, at)
    given = Disclosure.objects.get(item_id=item.pk).pk
    assert given in {line.id for line in lines(journey.child, at, INTERVIEWER)}
    assert given not in {line.id for line in lines(journey.child, at, OFFICER)}


def test_the_child_is_told_and_the_last_word_counts(journey: Journey, at: datetime) -> None:
    before = len(told(journey, at).disclosure_ids)
    line = next(one for one in lines(journey.child, at) if one.kind is Kind.WHEREABOUTS)
    actions.tell_child(journey.child.pk, [line.id], NOT_YET, at=at, by=INTERVIEWER)
    shown = told(journey, at)
    assert len(shown.disclosure_ids) == before - 1
    [again] = [one for one in lines(journey.child, at) if one.id == line.id]
    assert again.told is not None and again.told.because == NOT_YET.not_told_because
    actions.tell_child(journey.child.pk, [line.id], TOLD, at=timezone.now(), by=SOCIAL_WORKER)
    [again] = [one for one in lines(journey.child, at) if one.id == line.id]
    assert again.told is not None and (again.told.told, again.told.by) == (
        True,
        SOCIAL_WORKER.name,
    )
    assert len(told(journey, at).disclosure_ids) == before
    assert ChildTold.objects.count() == 2


def test_telling_needs_something_that_is_this_childs(journey: Journey, at: datetime) -> None:
    with pytest.raises(Invalid):
        actions.tell_child(journey.child.pk, [], TOLD, at=at, by=INTERVIEWER)
    with pytest.raises(NotFound):
        actions.tell_child(journey.child.pk, [journey.open.pk], TOLD, at=at, by=INTERVIEWER)
    with pytest.raises(NotAllowed):
        actions.tell_child(journey.child.pk, [], TOLD, at=at, by=OFFICER)
    with pytest.raises(Invalid):
        Telling(told=False)


def test_the_childs_list_leaves_out_who_else_is_named_and_who_spoke(
    journey: Journey, at: datetime
) -> None:
    before = told(journey, at)
    share(journey, NewItem(kind=ItemKind.PERSON, text="K", third_party_risk=True), at)
    shown = told(journey, at)
    assert (shown.disclosure_ids, shown.left_out) == (before.disclosure_ids, before.left_out + 1)
    assert kinds(shown).isdisjoint({Kind.INTELLIGENCE, Kind.THIRD_PARTY})
    assert (Family.FAMILY, True) not in shown.around  # she was not told: the reason is for staff
    with pytest.raises(NotAllowed):
        get_childs_list(OFFICER, journey.child.ref, at=at)


def test_the_childs_list_says_each_reason_once_newest_time_first(
    journey: Journey, at: datetime
) -> None:
    times = told(journey, at).times
    starts = [start for time in times for start in time.started]
    assert starts == sorted(starts, reverse=True) and len(starts) > 1
    assert starts[0] == journey.open.started_at
    for time in times:
        names = [one.agency.name for one in time.agencies]
        assert len(names) == len(set(names))
        for one in time.agencies:
            whys = [because.why for because in one.reasons]
            assert len(whys) == len(set(whys))
            for because in one.reasons:
                assert len(because.said) == len(set(because.said))
                assert because.first <= because.last
    [police] = [one for one in times[0].agencies if one.agency.id == EXAMPLESHIRE_POLICE]
    assert Why.LOOKING in [because.why for because in police.reasons]


def test_times_of_which_the_same_is_told_become_one(journey: Journey, at: datetime) -> None:
    first, second = uuid4(), uuid4()
    some = [line for line in lines(journey.child, at) if not line.for_staff][:1]
    both = [replace(line, episode_id=pk) for line in some for pk in (first, second)]
    apart = _times(both, {first: at, second: at - HOUR})
    assert [time.started for time in apart] == [(at, at - HOUR)]
    both[1] = replace(both[1], kind=Kind.FAMILY)
    apart = _times(both, {first: at, second: at - HOUR})
    assert [time.started for time in apart] == [(at,), (at - HOUR,)]
    assert [time.started for time in _times(both, {})] == [()]


def test_what_was_kept_back_as_asked_is_on_the_list(journey: Journey, at: datetime) -> None:
    assert not told(journey, at).kept
    item = share(journey, NewItem(kind=ItemKind.PLACE, text="Quay"), at, Choice.HOLD)
    with recording("test.wish", by=INTERVIEWER, child_id=journey.child.pk):
        ItemDecision.objects.filter(item_id=item.pk).update(childs_wish="asked_not_to")
    assert [one.kind for one in told(journey, at).kept] == [AgencyKind.POLICE]
    held = [one for one in get_ledger(COORDINATOR, journey.child.ref, at=at).held if one.item_kind]
    assert [one.reason for one in held] == ["So it is"]


def test_a_correction_reaches_all_who_received_it_once(journey: Journey, at: datetime) -> None:
    given = Disclosure.objects.filter(child_id=journey.child.pk, kind=Kind.IDENTITY)
    wanted = set(given.values_list("agency_id", flat=True)) - {INTERVIEWER.agency_id}
    row = actions.correct(
        journey.child.pk, Kind.IDENTITY, "Born in 2011, not 2010.", at=at, by=INTERVIEWER
    )
    assert set(row.recipients.values_list("agency_id", flat=True)) == wanted
    fact = PublishedFact.objects.filter(name="InformationCorrected").latest("pk")
    for _twice in range(2):
        jobs.tell_corrected(**fact.body)
    notices = Notice.objects.filter(reference=row.ref)
    assert {notice.agency_id for notice in notices} == wanted
    assert all("2011" not in str(vars(notice)) for notice in notices)
    nurse = get_correction(NURSE, row.ref, at=at)  # only asked: she received the identity
    assert nurse.words == "Born in 2011, not 2010." and nurse.given and nurse.child_ref
    with pytest.raises(NotFound):
        get_correction(OUTSIDER, row.ref, at=at)
    with pytest.raises(NotFound):
        get_correction(ADMINISTRATOR, row.ref, at=at)
    with pytest.raises(NotFound):
        get_correction(OFFICER, "CO-0000000", at=at)
    open_notice(notices.get(agency_id=EXAMPLESHIRE_POLICE).pk, at=at, by=OFFICER)
    mended = get_ledger(COORDINATOR, journey.child.ref, at=at).mended[0]
    opened = {one.agency.id: (one.delivered_at is not None, one.opened_at is not None)
              for one in mended.recipients}  # fmt: skip
    assert opened[EXAMPLESHIRE_POLICE] == (True, True)
    assert opened[people.HEALTH] == (True, False)
    corrected = [one for one in lines(journey.child, at) if one.kind is Kind.IDENTITY]
    assert {one.came for one in corrected} == {Came.CORRECTED}


def test_a_correction_says_something_and_has_somebody_to_go_to(
    journey: Journey, at: datetime
) -> None:
    for kind, words in ((Kind.IDENTITY, " "), (Kind.OFFENDING, "It was not she.")):
        with pytest.raises(Invalid):
            actions.correct(journey.child.pk, kind, words, at=at, by=NOBODY_GIVES[kind])
    with pytest.raises(NotAllowed):
        actions.correct(journey.child.pk, Kind.IDENTITY, "x", at=at, by=NURSE)


# The police alone received the offending: from itself it has nobody to tell.
NOBODY_GIVES = {Kind.IDENTITY: OFFICER, Kind.OFFENDING: OFFICER}


def test_a_wrong_link_is_undone_in_the_open(journey: Journey, at: datetime) -> None:
    child = journey.child
    row = actions.recall(child.pk, HARBOUR_VIEW, "Wrong child.", at=at, by=COORDINATOR)
    assert not involvement.is_involved(HARBOUR_VIEW, child.pk, at=timezone.now())
    theirs = Disclosure.objects.filter(agency_id=HARBOUR_VIEW, child_id=child.pk)
    assert theirs.exists() and not theirs.filter(recalled_at=None).exists()
    for _twice in range(2):
        jobs.tell_corrected(correction_id=str(row.pk), child_id=str(child.pk))
    [notice] = Notice.objects.filter(kind="correction.recalled")
    assert (notice.agency_id, notice.path) == (HARBOUR_VIEW, f"/corrections/{row.ref}/")
    view = get_correction(CARER, row.ref, at=timezone.now())
    assert view.recalls and view.given and not view.child_ref
    mine = [one for one in lines(child, at) if one.agency.id == HARBOUR_VIEW]
    assert {one.came for one in mine} == {Came.RECALLED}
    with pytest.raises(Invalid):
        actions.recall(child.pk, HARBOUR_VIEW, "Again.", at=at, by=COORDINATOR)


def test_one_kind_is_recalled_and_the_link_stays(journey: Journey, at: datetime) -> None:
    child = journey.child
    actions.recall(
        child.pk,
        EXAMPLESHIRE_POLICE,
        "Released by mistake.",
        kind=Kind.CARER_PROFILE,
        at=at,
        by=SOCIAL_WORKER,
    )
    assert involvement.is_involved(EXAMPLESHIRE_POLICE, child.pk, at=at)
    recalled = Disclosure.objects.filter(child_id=child.pk).exclude(recalled_at=None)
    assert {(row.agency_id, row.kind) for row in recalled} == {
        (EXAMPLESHIRE_POLICE, Kind.CARER_PROFILE)
    }
    with pytest.raises(Invalid):
        actions.recall(child.pk, COORDINATOR.agency_id, "x", at=at, by=COORDINATOR)
    for actor in (OFFICER, INTERVIEWER, CARER):
        with pytest.raises(NotAllowed):
            actions.recall(child.pk, HARBOUR_VIEW, "x", at=at, by=actor)


def test_an_agency_that_no_notice_reaches_is_rung(journey: Journey, at: datetime) -> None:
    child = journey.child
    with recording("test.given", by=COORDINATOR, child_id=child.pk):
        involving.open_(child.pk, COLLEGE, Basis.SCHOOL, because="test", at=at)
        sharing.disclose(
            COLLEGE, Kind.PLANS, Answer(Depth.FULL, "x", "4"), child_id=child.pk, at=at,
            by=COORDINATOR,
        )  # fmt: skip
    row = actions.correct(child.pk, Kind.PLANS, "It ended.", at=at, by=COORDINATOR)
    jobs.tell_corrected(correction_id=str(row.pk), child_id=str(child.pk))
    assert not Notice.objects.filter(reference=row.ref).exists()
    [recipient] = row.recipients.all()
    with pytest.raises(Invalid):
        actions.record_rung(recipient.pk, " ", at=at, by=COORDINATOR)
    with pytest.raises(NotFound):
        actions.record_rung(child.pk, "Ann", at=at, by=COORDINATOR)
    actions.record_rung(recipient.pk, "Ann", at=at, by=COORDINATOR)
    with pytest.raises(actions.AlreadyRung):
        actions.record_rung(recipient.pk, "Ann", at=at, by=COORDINATOR)
    [to] = get_ledger(COORDINATOR, child.ref, at=at).mended[0].recipients
    assert (to.spoke_to, to.delivered_at) == ("Ann", None)


def test_what_is_met_as_withheld_is_kept_once_a_day(journey: Journey, at: datetime) -> None:
    child, episode = journey.child, journey.open
    for _twice in range(2):
        actions.met(child.pk, [Kind.CHILDS_ACCOUNT], episode_id=episode.pk, at=at, by=OFFICER)
    actions.met(child.pk, [], at=at, by=OFFICER)
    [row] = Withheld.objects.filter(agency_id=EXAMPLESHIRE_POLICE)
    assert (row.kind, row.depth, row.episode_id) == (Kind.CHILDS_ACCOUNT, 1, episode.pk)
    assert row.inputs["bases"] and row.inputs["roles"] == ["police_officer"]
    actions.met(child.pk, [Kind.CHILDS_ACCOUNT], at=at, by=OFFICER)
    assert Withheld.objects.filter(agency_id=EXAMPLESHIRE_POLICE).count() == 2
