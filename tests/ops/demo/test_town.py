"""The town is written once, by the actions, and everybody in it can work."""

import re
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone

from safereturn.agencies.models import Agency, Person
from safereturn.audit.models import Entry
from safereturn.audit.record import looking
from safereturn.children.models import Child, ConnectedPerson, Detail, Flag
from safereturn.clocks.models import Clock
from safereturn.clocks.rules import ClockKind
from safereturn.episodes.models import Episode, Report, Stance
from safereturn.episodes.rules import Ending, State
from safereturn.foundation.identity import acting
from safereturn.foundation.models import PublishedFact
from safereturn.ops.demo import cast, town
from safereturn.ops.faults import Fault
from safereturn.return_interviews.models import Item, ItemDecision, ReturnInterview
from safereturn.return_interviews.rules import State as InterviewState
from safereturn.risk.models import Assessment, Disagreement
from safereturn.risk.queries import get_picture
from safereturn.risk.rules import ContributionState, Level
from safereturn.sharing.models import ChildTold, Correction, InformationRequest
from tests.ops.demo.conftest import People

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("people")]

OWED = Clock.objects.filter(met_at=None, stopped_at=None)


def episode_of(name: str) -> Episode:
    return Episode.objects.filter(child__name=name).latest("started_at")


def interview_of(name: str) -> ReturnInterview:
    return ReturnInterview.objects.filter(child__name=name).latest("returned_at")


def test_twice_is_once(people: People) -> None:
    def count() -> tuple[int, ...]:
        tables = (Child, Person, Agency, Episode, Entry, PublishedFact)
        return tuple(table._default_manager.count() for table in tables)

    before = count()
    assert town.ensure() == people
    assert count() == before


def test_outside_the_demonstration_it_refuses_in_plain_words(settings: LazySettings) -> None:
    settings.PRODUCTION = True
    with pytest.raises(Fault, match="invented children are never written among real"):
        town.ensure()


@pytest.mark.parametrize("player", cast.PLAYERS, ids=lambda player: player.key)
def test_everybody_signs_in_and_opens_their_worklist(player: cast.Player) -> None:
    client = Client()
    assert client.login(username=cast.email_of(player), password=town.PASSWORD)
    assert client.get("/worklist/").status_code == 200


def test_nobody_here_can_be_a_real_person() -> None:
    phone = re.compile(r"(01632 960\d{3}|07700 900\d{3})")
    texts = [
        *ConnectedPerson.objects.values_list("phone", flat=True),
        *Report.objects.values_list("phone", flat=True),
        *Detail.objects.filter(kind="phone").values_list("text", flat=True),
    ]
    assert [text for text in texts if text and not phone.match(text)] == []
    assert all(email.endswith(".example") for *_, email in cast.listed())
    assert set(Person.objects.values_list("is_demonstration", flat=True)) == {True}


def test_amiras_picture_shows_an_agency_in_every_state() -> None:
    now, by = timezone.now(), cast.find()
    assert by
    with looking("test", by=by["supervisor"]), acting(by["supervisor"], at=now):
        view = get_picture(by["supervisor"], episode_of("Amira Testcase"), at=now)
    states = {section.state for section in view.agencies}
    wanted = set(ContributionState) - {ContributionState.NOTHING_HELD}
    assert wanted <= states
    assert view.earlier.total == 6


def test_the_situations_that_the_product_is_shown_with_are_there() -> None:
    now = timezone.now()
    due = interview_of("Freya Placeholder")
    assert due.due_at
    assert timedelta(hours=4.5) < due.due_at - now < timedelta(hours=5.5)
    late = interview_of("Owen Testdata")
    assert late.due_at
    assert late.due_at < now and late.state == InterviewState.DUE
    ungraded = episode_of("Jonah Specimen")
    assert not Assessment.objects.filter(episode=ungraded).exists()
    assert OWED.filter(subject_id=ungraded.pk, kind=ClockKind.FIRST_GRADING).exists()
    grace = interview_of("Grace Dummyname")
    assert Item.objects.filter(interview=grace).count() == 5
    assert not ItemDecision.objects.filter(interview=grace).exists()
    given = ItemDecision.objects.filter(interview=interview_of("Ruby Testcase"), disposition="")
    assert given.filter(choice="share", received_at__isnull=False).count() == 1
    assert given.filter(choice="hold").exists()
    assert Stance.objects.get().challenged_at and not Stance.objects.get().answered_at
    assert Disagreement.objects.get(answered_at=None).assessment.level == Level.LOW
    dev = episode_of("Dev Placeholder")
    assert dev.host_authority_id != dev.responsible_authority_id
    unknown = Child.objects.get(born_on=None)
    assert unknown.interpreter and unknown.age_estimate == 15
    together = Episode.objects.exclude(together_id=None)
    assert together.values("together_id").distinct().count() == 1 and together.count() == 2
    assert Report.objects.filter(may_be_told=False).exclude(safe_contact="").count() == 1
    assert Child.objects.filter(restricted=True).count() == 1
    overdue = Flag.objects.filter(ended_at=None, review_on__lt=now.date())
    assert set(OWED.filter(due_at__lt=now).values_list("subject_id", flat=True)) >= set(
        overdue.values_list("pk", flat=True)
    )


def test_requests_tellings_and_corrections_show_life() -> None:
    ruby, amira = (Child.objects.get(name=f"{one} Testcase") for one in ("Ruby", "Amira"))
    asked = InformationRequest.objects.order_by("answer").values_list("child_id", "answer")
    assert sorted(asked, key=str) == sorted(
        [(ruby.pk, "given"), (ruby.pk, "refused"), (amira.pk, ""), (amira.pk, "")], key=str
    )
    assert set(ChildTold.objects.values_list("child_id", "told")) == {
        (ruby.pk, True),
        (ruby.pk, False),
    }
    assert Correction.objects.filter(child_id=ruby.pk, recalls=False).count() == 1
    recalled = Correction.objects.get(recalls=True)
    assert recalled.child_id == amira.pk and recalled.recipients.get().rung_at
    coordinator = Client()
    who = next(player for player in cast.PLAYERS if player.key == "coordinator")
    assert coordinator.login(username=cast.email_of(who), password=town.PASSWORD)
    worklist = coordinator.get("/worklist/").content.decode()
    assert "2 requests for what your agency holds" in worklist and "1 overdue" in worklist
    assert coordinator.get("/requests/").content.decode().count("asks you") == 2
    staff = coordinator.get(f"/children/{ruby.ref}/shared/").content.decode()
    assert "Refused" in staff and "spoke because we promised" in staff
    told = coordinator.get(f"/children/{ruby.ref}/shared/child/").content.decode()
    assert "Part of this was wrong. We told them what is right." in told
    assert "When you were missing:" in told


@pytest.mark.parametrize(
    "ending", [Ending.TURNED_18, Ending.REPORTED_IN_ERROR, Ending.KEPT_SAFE, Ending.RETURNED]
)
def test_there_is_an_episode_of_each_ending_that_is_shown(ending: Ending) -> None:
    assert Episode.objects.filter(ending=ending).exists()


@pytest.mark.parametrize("state", [State.AWAY, State.MISSING, State.LOCATED])
def test_there_is_a_child_in_each_open_state(state: State) -> None:
    assert Episode.objects.filter(state=state).exists()


def test_history_rang_no_bells_and_the_present_does() -> None:
    old = Episode.objects.filter(started_at__lt=timezone.now() - timedelta(days=12))
    facts = PublishedFact.objects.filter(name="EpisodeReported")
    waiting = facts.filter(reacted_at=None)
    earlier = {str(pk) for pk in old.filter(state=State.RETURNED).values_list("pk", flat=True)}
    assert earlier.isdisjoint({fact.body["episode_id"] for fact in waiting})
    assert waiting.count() == Episode.objects.exclude(state=State.AWAY).count() - len(earlier)
