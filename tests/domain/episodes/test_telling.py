"""Telling agencies: once each, never one's own news, with what it opens in the ledger."""

from uuid import UUID

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from safereturn.agencies.models import Agency
from safereturn.audit.models import Entry
from safereturn.audit.rules import TO
from safereturn.clocks.models import Clock
from safereturn.episodes import actions, jobs
from safereturn.episodes.models import Episode
from safereturn.episodes.rules import (
    Audience,
    Away,
    EntryKind,
    NewEntry,
    PoliceStance,
    PreventionCheck,
    StanceTaken,
)
from safereturn.foundation.actor import the_service
from safereturn.foundation.identity import acting
from safereturn.foundation.models import PublishedFact
from safereturn.involvement.rules import Basis
from safereturn.notifications import actions as notifications
from safereturn.notifications.models import Delivery, Notice, Post
from safereturn.sharing.models import Disclosure
from safereturn.sharing.rules import Kind
from tests.domain.episodes.cases import HOUR, NOW, a_child, a_report, involve, returned
from tests.people import (
    ADMINISTRATOR,
    CARER,
    COLLEGE,
    COORDINATOR,
    EXAMPLESHIRE,
    EXAMPLESHIRE_POLICE,
    HARBOUR_VIEW,
    HEALTH,
    NURSE,
    OFFICER,
    SUPERVISOR,
    YOUTH_JUSTICE,
)

pytestmark = pytest.mark.usefixtures("town")


def run(name: str) -> PublishedFact:
    """Do the job that the newest fact of this name starts."""
    fact = PublishedFact.objects.filter(name=name).latest("id")
    jobs.tell_agencies(fact_id=str(fact.pk), **fact.body)
    return fact


def told(kind: str) -> set[object]:
    return set(Notice.objects.filter(kind=kind).values_list("agency_id", flat=True))


def test_a_report_is_told_to_all_but_its_own_agency() -> None:
    episode = a_report(by=CARER)
    run("EpisodeReported")
    assert told("episode.reported") == {EXAMPLESHIRE_POLICE, EXAMPLESHIRE, HEALTH}
    notice = Notice.objects.first()
    assert notice is not None
    assert (notice.reference, notice.path) == (episode.ref, f"/episodes/{episode.ref}/")
    assert notice.urgent
    assert Delivery.objects.count() == 3
    assert not mail.outbox


def test_running_twice_tells_once() -> None:
    a_report()
    run("EpisodeReported")
    before = (Notice.objects.count(), Delivery.objects.count(), Disclosure.objects.count())
    run("EpisodeReported")
    after = (Notice.objects.count(), Delivery.objects.count(), Disclosure.objects.count())
    assert before == after
    assert min(before) > 0


def test_many_agencies_cost_as_many_statements_as_few() -> None:
    asked = []
    for everybody in (False, False, True):  # the first reads agreements and protocols as well
        child = a_child()
        for agency in Agency.objects.filter(has_accounts=True) if everybody else ():
            involve(child.pk, agency.pk, Basis.HEALTH)
        episode = a_report(child)
        with CaptureQueriesContext(connection) as seen:
            run("EpisodeReported")
        told_of = Notice.objects.filter(reference=episode.ref).values("agency_id")
        asked.append((told_of.count(), len(seen)))
        [line] = Entry.objects.filter(name="episode.agencies_told", refs__contains=[episode.ref])
        assert {UUID(ref.removeprefix(TO)) for ref in line.refs or () if ref.startswith(TO)} == {
            row["agency_id"] for row in told_of
        }
        given = Disclosure.objects.filter(episode_id=episode.pk)
        assert {row.agency_id for row in given} == {row["agency_id"] for row in told_of}
        assert Clock.objects.filter(kind="notice_receipt", episode_id=episode.pk).count() > 0
    (_, _), (few, for_few), (many, for_many) = asked
    assert many > few + 3
    assert for_many == for_few <= 28


def test_each_agencys_systems_and_mailboxes_have_what_is_theirs_and_once() -> None:
    with acting(ADMINISTRATOR, at=NOW):
        notifications.make_receiver("All", "https://a.example/", [], at=NOW, by=ADMINISTRATOR)
        notifications.make_receiver("R", "https://b.example/", ["risk"], at=NOW, by=ADMINISTRATOR)
    a_report(by=CARER)
    for _ in range(2):
        run("EpisodeReported")
    [post] = Post.objects.all()
    assert post.notice in Notice.objects.filter(agency_id=EXAMPLESHIRE)
    assert post.agency_id == EXAMPLESHIRE
    jobs_of = set()
    with connection.cursor() as cursor:
        cursor.execute(
            "select args->>'delivery_id' from procrastinate_jobs"
            " where task_name = 'notifications.deliver'"
        )
        jobs_of = {UUID(row[0]) for row in cursor.fetchall()}
    assert jobs_of == set(Delivery.objects.values_list("pk", flat=True))
    assert len(jobs_of) == 3


def test_what_the_link_opens_is_in_the_ledger_with_its_reasons() -> None:
    episode = a_report()
    run("EpisodeReported")
    rows = Disclosure.objects.filter(agency_id=HEALTH, episode_id=episode.pk)
    assert {row.kind for row in rows} == {Kind.IDENTITY, Kind.WHEREABOUTS}
    row = rows.get(kind=Kind.WHEREABOUTS)
    assert row.inputs["bases"] == ["health"]
    assert row.inputs["circumstances"] == ["missing_now"]


def test_without_accounts_or_only_asked_no_notice_is_made() -> None:
    child = a_child()
    involve(child.pk, COLLEGE, Basis.SCHOOL)
    involve(child.pk, YOUTH_JUSTICE, Basis.ASKED)
    a_report(child)
    run("EpisodeReported")
    assert told("episode.reported").isdisjoint({COLLEGE, YOUTH_JUSTICE})


def test_only_those_it_is_for() -> None:
    episode = a_report()
    actions.tell_agencies(
        episode, "test", key="k", path="/", at=NOW, by=the_service(), only=[HARBOUR_VIEW]
    )
    assert told("test") == {HARBOUR_VIEW}


def test_away_is_not_for_the_police() -> None:
    child = a_child()
    involve(child.pk, EXAMPLESHIRE_POLICE, Basis.HOME_FORCE)
    away = Away(since=NOW, believed_where="Her aunt’s", next_check_at=NOW + HOUR)
    actions.record_away(child.pk, away, at=NOW, by=CARER)
    run("AwayRecorded")
    assert told("episode.away") == {EXAMPLESHIRE, HEALTH}


@pytest.mark.parametrize(
    ("audience", "expected"),
    [
        (Audience.ALL, {EXAMPLESHIRE_POLICE, EXAMPLESHIRE, HARBOUR_VIEW}),
        (Audience.POLICE_AND_COUNCIL, {EXAMPLESHIRE_POLICE, EXAMPLESHIRE}),
        (Audience.POLICE, {EXAMPLESHIRE_POLICE}),
    ],
)
def test_information_is_told_to_those_it_was_meant_for(
    audience: Audience, expected: set[object]
) -> None:
    entry = NewEntry(
        kind=EntryKind.INFORMATION, text="She rang.", how_known="by phone", audience=audience
    )
    actions.add_entry(a_report().pk, entry, at=NOW, by=NURSE)
    run("InformationAdded")
    assert told("episode.information") == expected


def test_a_refusal_and_its_challenge_are_told_as_such() -> None:
    refusal = StanceTaken(
        stance=PoliceStance.NOT_ACCEPTED,
        reason="Whereabouts known.",
        who_does_what="The home fetches her.",
        until_at=NOW + HOUR,
    )
    stance = actions.take_stance(a_report(by=CARER).pk, refusal, at=NOW, by=OFFICER)
    run("PoliceStanceTaken")
    assert all(Notice.objects.filter(kind="episode.stance").values_list("urgent", flat=True))
    assert HARBOUR_VIEW in told("episode.stance")
    actions.challenge(stance.pk, "They are not known.", at=NOW, by=COORDINATOR)
    run("PoliceStanceTaken")
    assert EXAMPLESHIRE_POLICE in told("episode.stance_challenged")
    actions.answer_challenge(stance.pk, "We attend.", at=NOW, by=SUPERVISOR)
    run("PoliceStanceTaken")
    assert EXAMPLESHIRE in told("episode.challenge_answered")


def test_an_acceptance_is_not_urgent() -> None:
    accepted = StanceTaken(stance=PoliceStance.ACCEPTED)
    actions.take_stance(a_report(by=CARER).pk, accepted, at=NOW, by=OFFICER)
    run("PoliceStanceTaken")
    assert not any(Notice.objects.filter(kind="episode.stance").values_list("urgent", flat=True))


def test_the_prevention_interview_opens_itself_and_no_more() -> None:
    episode: Episode = returned()
    done = PreventionCheck(seen=False, not_seen_because="Asleep")
    actions.record_prevention_interview(episode.pk, done, at=NOW + HOUR, by=OFFICER)
    run("PreventionInterviewRecorded")
    kinds = Disclosure.objects.filter(episode_id=episode.pk).values_list("kind", flat=True)
    assert set(kinds) == {Kind.PREVENTION_INTERVIEW}
