"""The interview itself: recorded, held with what will happen now, harm sent at once."""

from datetime import date
from importlib import import_module
from uuid import uuid4

import pytest
from django.db import connection

from safereturn.audit.record import recording
from safereturn.clocks.models import Clock
from safereturn.clocks.rules import ClockKind
from safereturn.foundation.actor import Actor, the_service
from safereturn.foundation.errors import Invalid, NotAllowed, NotFound
from safereturn.foundation.models import PublishedFact
from safereturn.involvement.models import Visibility
from safereturn.involvement.rules import Basis
from safereturn.return_interviews import actions
from safereturn.return_interviews.models import Item, ReferralCall
from safereturn.return_interviews.rules import Harm, State
from safereturn.sharing.models import Disclosure
from safereturn.sharing.rules import Kind
from tests.domain.return_interviews.cases import (
    BACK,
    DAY,
    HOUR,
    LATER,
    a_child,
    a_follow_up,
    an_account,
    an_episode,
    an_interview,
    an_item,
    held,
    involve,
)
from tests.people import (
    CARER,
    COORDINATOR,
    EXAMPLESHIRE,
    HARBOUR_VIEW,
    HEALTH,
    INTERVIEWER,
    NURSE,
    OFFICER,
    SOCIAL_WORKER,
    VOICES,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]


def test_what_the_child_told_is_kept_and_can_be_mended_until_it_is_closed() -> None:
    interview = an_interview()
    actions.record_account(interview.pk, an_account(), at=LATER, by=INTERVIEWER)
    better = an_account(own_words="I missed my sister.", harm=frozenset({Harm.HURT}))
    row = actions.record_account(interview.pk, better, at=LATER, by=INTERVIEWER)
    assert (row.own_words, row.harm) == ("I missed my sister.", ["hurt"])
    assert row.state == State.ACCEPTED
    assert row.interviewer_name == INTERVIEWER.name
    held(interview)
    with pytest.raises(actions.AlreadyClosed):
        actions.record_account(interview.pk, an_account(), at=LATER, by=INTERVIEWER)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"held_at": LATER + HOUR}, "held_at"),
        ({"held_at": BACK + 4 * DAY}, "late_because"),
    ],
)
def test_times_that_cannot_be_or_are_late(change: dict[str, object], field: str) -> None:
    interview = an_interview()
    at = LATER if field == "held_at" else BACK + 5 * DAY
    with pytest.raises(Invalid) as refused:
        actions.record_account(interview.pk, an_account(**change), at=at, by=INTERVIEWER)
    assert list(refused.value.fields) == [field]


def test_late_with_a_reason_is_kept() -> None:
    late = an_account(held_at=BACK + 4 * DAY, late_because="She was in hospital.")
    row = actions.record_account(an_interview().pk, late, at=BACK + 5 * DAY, by=INTERVIEWER)
    assert row.late_because == "She was in hospital."


@pytest.mark.parametrize("actor", [OFFICER, CARER, SOCIAL_WORKER, NURSE])
def test_only_the_interviewer_asked_may_hold_it(actor: Actor) -> None:
    with pytest.raises(NotAllowed):
        actions.record_account(an_interview().pk, an_account(), at=LATER, by=actor)


def test_an_interviewer_whose_agency_cares_for_the_child_is_refused() -> None:
    interview = an_interview()
    involve(interview.child_id, VOICES, Basis.PLACEMENT)
    with pytest.raises(actions.NotIndependent):
        actions.record_account(interview.pk, an_account(), at=LATER, by=INTERVIEWER)


def test_something_happens_now_or_it_is_said_why_not() -> None:
    interview = an_interview()
    with pytest.raises(Invalid, match="why nothing will"):
        actions.hold(interview.pk, an_account(), at=LATER, by=INTERVIEWER)
    interview.refresh_from_db()
    assert interview.account_at is None, "a refusal changes nothing"
    actions.add_follow_up(interview.pk, a_follow_up(), at=LATER, by=INTERVIEWER)
    row = actions.hold(interview.pk, an_account(), at=LATER, by=INTERVIEWER)
    assert (row.state, row.no_actions_because) == (State.HELD, "")


def test_nothing_is_held_without_an_account() -> None:
    with pytest.raises(Invalid):
        actions.hold(an_interview().pk, no_actions_because="None", at=LATER, by=INTERVIEWER)


def test_holding_meets_the_clock_at_the_time_it_was_held() -> None:
    held(an_interview(), held_at=LATER - HOUR)
    clock = Clock.objects.get(kind=ClockKind.RETURN_INTERVIEW)
    assert clock.met_at == LATER - HOUR
    assert PublishedFact.objects.filter(name="InterviewClosed").count() == 1


def test_harm_is_sent_before_the_interview_is_finished() -> None:
    interview = an_interview()
    referral = actions.act_now(
        interview.pk,
        "He hit me.",
        rung_at=LATER - HOUR,
        spoke_to="The duty social worker",
        at=LATER,
        by=INTERVIEWER,
    )
    assert (referral.to_agency_id, referral.made_at) == (EXAMPLESHIRE, LATER)
    assert PublishedFact.objects.filter(name="HarmDisclosed").count() == 1
    given = Disclosure.objects.get(item_id=referral.pk)
    assert (given.agency_id, given.kind) == (EXAMPLESHIRE, Kind.RISK)
    interview.refresh_from_db()
    assert interview.is_open


@pytest.mark.parametrize(
    ("text", "rung", "spoke"),
    [("", None, ""), ("Hit", LATER + HOUR, "Duty"), ("Hit", LATER, " ")],
)
def test_a_referral_says_what_and_who_was_rung(text: str, rung: object, spoke: str) -> None:
    with pytest.raises(Invalid):
        actions.act_now(
            an_interview().pk,
            text,
            rung_at=rung,  # type: ignore[arg-type]
            spoke_to=spoke,
            at=LATER,
            by=INTERVIEWER,
        )


def test_the_call_is_added_when_somebody_answers() -> None:
    sent = actions.act_now(an_interview().pk, "Hit", at=LATER, by=INTERVIEWER)
    row = actions.record_call(
        sent.pk, rung_at=LATER, spoke_to="Duty desk", at=LATER, by=COORDINATOR
    )
    assert (row.rung_at, row.spoke_to) == (LATER, "Duty desk")
    with pytest.raises(Invalid):
        actions.record_call(sent.pk, rung_at=LATER, spoke_to=" ", at=LATER, by=COORDINATOR)
    with pytest.raises(NotFound):
        actions.record_call(uuid4(), rung_at=LATER, spoke_to="X", at=LATER, by=COORDINATOR)


def test_every_call_is_kept_and_none_overwrites_another() -> None:
    sent = actions.act_now(
        an_interview().pk, "Hit", rung_at=LATER - HOUR, spoke_to="Duty", at=LATER, by=INTERVIEWER
    )
    for hours, who in ((1, "Night team"), (0, "Nobody, voicemail")):
        rung = LATER + HOUR - hours * HOUR
        actions.record_call(sent.pk, rung_at=rung, spoke_to=who, at=LATER + HOUR, by=COORDINATOR)
    sent.refresh_from_db()
    assert (sent.rung_at, sent.spoke_to) == (LATER - HOUR, "Duty")
    kept = sent.calls.values_list("spoke_to", "by_id")
    assert list(kept) == [
        ("Duty", INTERVIEWER.person_id),
        ("Night team", COORDINATOR.person_id),
        ("Nobody, voicemail", COORDINATOR.person_id),
    ]


def test_calls_of_before_are_carried_over_once() -> None:
    sent = actions.act_now(
        an_interview().pk, "Hit", rung_at=LATER, spoke_to="Duty", at=LATER, by=INTERVIEWER
    )
    actions.act_now(sent.interview_id, "Pushed", at=LATER, by=INTERVIEWER)
    keep = import_module("safereturn.return_interviews.migrations.0003_every_call").KEEP
    with recording("test", by=the_service()), connection.cursor() as cursor:
        cursor.execute("delete from return_interviews_referralcall")
        cursor.execute(keep)
    [call] = ReferralCall.objects.all()
    assert (call.referral_id, call.rung_at, call.spoke_to) == (sent.pk, LATER, "Duty")
    assert call.child_id == sent.child_id


def test_an_item_can_be_taken_back_until_it_is_decided_on_or_closed() -> None:
    interview = an_interview()
    actions.remove_item(an_item(interview).pk, by=INTERVIEWER)
    assert not Item.objects.exists()
    item = an_item(interview)
    held(interview)
    with pytest.raises(actions.AlreadyClosed):
        actions.remove_item(item.pk, by=INTERVIEWER)
    with pytest.raises(NotFound):
        actions.remove_item(uuid4(), by=INTERVIEWER)


def test_an_item_about_another_child_enters_their_picture_by_its_own_decision() -> None:
    item, other = an_item(an_interview()), a_child("Bo Invented")
    involve(other.pk, HEALTH, Basis.HEALTH)
    because = "He says the same man meets her."
    row = actions.show_with_other_child(item.pk, other.pk, because, at=LATER, by=INTERVIEWER)
    assert (row.about_child_id, row.about_child_because) == (other.pk, because)
    given = Disclosure.objects.filter(item_id=item.pk, child_id=other.pk)
    assert {EXAMPLESHIRE, HARBOUR_VIEW, HEALTH} <= set(given.values_list("agency_id", flat=True))


def test_what_could_harm_somebody_goes_only_where_the_agreement_gives_it() -> None:
    item, other = an_item(an_interview(), third_party_risk=True), a_child("Bo Invented")
    actions.show_with_other_child(item.pk, other.pk, "Same man", at=LATER, by=INTERVIEWER)
    given = Disclosure.objects.filter(item_id=item.pk).values_list("agency_id", flat=True)
    assert set(given) == {EXAMPLESHIRE}


def test_it_needs_a_reason_and_another_child() -> None:
    item = an_item(an_interview())
    with pytest.raises(Invalid):
        actions.show_with_other_child(item.pk, uuid4(), " ", at=LATER, by=INTERVIEWER)
    with pytest.raises(Invalid):
        actions.show_with_other_child(item.pk, item.child_id, "Why", at=LATER, by=INTERVIEWER)


@pytest.mark.parametrize("change", [{"due_on": date(2026, 3, 1)}, {"owner_agency_id": uuid4()}])
def test_a_follow_up_has_an_owner_and_a_date_to_come(change: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        actions.add_follow_up(an_interview().pk, a_follow_up(**change), at=LATER, by=INTERVIEWER)


def test_a_promise_keeps_the_child_in_the_lists_until_it_is_kept() -> None:
    interview = an_interview(an_episode())
    promised = actions.add_follow_up(interview.pk, a_follow_up(), at=LATER, by=INTERVIEWER)
    clock = Clock.objects.get(kind=ClockKind.FOLLOW_UP)
    assert clock.owner_agency_id == EXAMPLESHIRE
    actions.hold(interview.pk, an_account(), at=LATER, by=INTERVIEWER)
    _no_prevention_owed()
    assert Visibility.objects.filter(needs=True).exists()
    with pytest.raises(Invalid):
        actions.finish_follow_up(promised.pk, " ", at=LATER, by=COORDINATOR)
    row = actions.finish_follow_up(
        promised.pk, "Bus pass given", child_told=True, at=LATER + DAY, by=COORDINATOR
    )
    assert (row.result, row.child_told_at) == ("Bus pass given", LATER + DAY)
    assert not Visibility.objects.filter(needs=True).exists()
    with pytest.raises(actions.AlreadyDone):
        actions.finish_follow_up(promised.pk, "Again", at=LATER, by=COORDINATOR)
    with pytest.raises(NotFound):
        actions.finish_follow_up(uuid4(), "Done", at=LATER, by=COORDINATOR)


def test_a_child_told_at_once_stays_told_then() -> None:
    interview = an_interview()
    promised = actions.add_follow_up(
        interview.pk, a_follow_up(child_told=True), at=LATER, by=INTERVIEWER
    )
    row = actions.finish_follow_up(
        promised.pk, "Done", child_told=True, at=LATER + DAY, by=COORDINATOR
    )
    assert row.child_told_at == LATER


def _no_prevention_owed() -> None:
    with recording("test.met", by=COORDINATOR):
        Clock.objects.filter(kind=ClockKind.PREVENTION_INTERVIEW).update(met_at=LATER)
