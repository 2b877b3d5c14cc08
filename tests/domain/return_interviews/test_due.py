"""Every episode that ends owes the child an interview: once, and never nobody's."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from safereturn.agencies.models import Agency
from safereturn.audit.record import recording
from safereturn.clocks.models import Clock
from safereturn.clocks.rules import ClockKind, Strength
from safereturn.episodes import actions as episodes
from safereturn.episodes.models import Episode
from safereturn.episodes.rules import Circumstances, Ending
from safereturn.foundation.actor import Actor, the_service
from safereturn.foundation.errors import NotAllowed, NotFound
from safereturn.foundation.events import as_history
from safereturn.foundation.models import PublishedFact
from safereturn.involvement import queries as involvement
from safereturn.involvement.rules import Basis, Circumstance
from safereturn.return_interviews import actions
from safereturn.return_interviews.models import InterviewEpisode, ReturnInterview
from safereturn.return_interviews.rules import OwnedBecause
from tests.domain.return_interviews.cases import (
    BACK,
    DAY,
    HOUR,
    REPORTER,
    a_child,
    an_account,
    an_episode,
    an_interview,
)
from tests.people import (
    CALL_HANDLER,
    CARER,
    COORDINATOR,
    EXAMPLESHIRE,
    EXAMPLESHIRE_POLICE,
    INTERVIEWER,
    SAMPLEFORD,
    VOICES,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]
THE_CLOCK = {"kind": ClockKind.RETURN_INTERVIEW}


def test_it_is_due_72_hours_after_return_through_a_weekend() -> None:
    interview = an_interview()
    assert BACK.strftime("%A") == "Friday"
    assert interview.due_at == BACK + timedelta(hours=72)
    clock = Clock.objects.get(**THE_CLOCK)
    assert (clock.due_at, clock.strength) == (interview.due_at, Strength.STATUTORY_GUIDANCE)
    assert (clock.owner_agency_id, clock.subject_id) == (EXAMPLESHIRE, interview.pk)


def test_no_hour_is_lost_when_the_clocks_go_forward() -> None:
    back = datetime(2026, 3, 27, 22, 0, tzinfo=UTC)
    interview = an_interview(an_episode(back=back))
    assert interview.due_at == datetime(2026, 3, 30, 22, 0, tzinfo=UTC)


def test_asking_again_makes_nothing_again() -> None:
    episode = an_episode()
    first = an_interview(episode)
    facts = PublishedFact.objects.filter(name="InterviewDue").count()
    assert an_interview(episode, at=BACK + HOUR).pk == first.pk
    assert ReturnInterview.objects.count() == InterviewEpisode.objects.count() == 1
    assert Clock.objects.filter(**THE_CLOCK).count() == 1
    assert PublishedFact.objects.filter(name="InterviewDue").count() == facts == 1


def test_the_owners_own_service_holds_it_and_becomes_involved() -> None:
    interview = an_interview()
    assert (interview.owner_agency_id, interview.interviewing_agency_id) == (EXAMPLESHIRE, VOICES)
    assert interview.owned_because == OwnedBecause.RESPONSIBLE
    found = involvement.ties(VOICES, interview.child_id, at=BACK)
    assert found.bases == {Basis.RETURN_INTERVIEWS}
    assert Circumstance.INTERVIEW_DUE in found.circumstances


def change(episode: Episode, **values: object) -> Episode:
    """Write what another episode would have been."""
    with recording("test.changed", by=COORDINATOR, child_id=episode.child_id):
        Episode.objects.filter(pk=episode.pk).update(**values)
    return Episode.objects.get(pk=episode.pk)


@pytest.mark.parametrize(
    ("known", "owner", "because"),
    [
        ({"host_authority_id": SAMPLEFORD}, SAMPLEFORD, OwnedBecause.HOST),
        ({"host_authority_id": None}, EXAMPLESHIRE, OwnedBecause.FORCE_AREA),
        (
            {"host_authority_id": None, "force_id": None},
            EXAMPLESHIRE_POLICE,
            OwnedBecause.REPORTED,
        ),
    ],
)
def test_the_owner_is_never_blank(
    known: dict[str, object], owner: object, because: OwnedBecause
) -> None:
    episode = change(an_episode(), responsible_authority_id=None, **known)
    interview = an_interview(episode)
    assert (interview.owner_agency_id, interview.owned_because) == (owner, because)
    ties = involvement.ties(interview.owner_agency_id, interview.child_id, at=BACK)
    assert Basis.RETURN_INTERVIEWS in ties.bases


def test_an_authority_without_a_service_holds_it_itself() -> None:
    with recording("test.changed", by=the_service()):
        Agency.objects.filter(pk=EXAMPLESHIRE).update(interviews_by=None)
    assert an_interview().interviewing_agency_id == EXAMPLESHIRE


def test_one_interview_covers_the_next_episode_and_each_is_counted() -> None:
    child = a_child()
    first = an_interview(an_episode(child))
    second = an_interview(an_episode(child, back=BACK + DAY), at=BACK + DAY)
    assert second.pk == first.pk
    assert InterviewEpisode.objects.filter(interview=first).count() == 2
    first.refresh_from_db()
    assert first.due_at == BACK + timedelta(hours=72)


def test_an_earlier_return_entered_late_moves_the_hours_to_it() -> None:
    child = a_child()
    earlier = change(an_episode(child, back=BACK - DAY))
    interview = an_interview(an_episode(child))
    an_interview(earlier, at=BACK + HOUR)
    interview.refresh_from_db()
    assert interview.returned_at == BACK - DAY
    assert Clock.objects.get(**THE_CLOCK).due_at == interview.due_at == BACK + 2 * DAY


def test_an_interview_that_was_held_covers_no_later_episode() -> None:
    child = a_child()
    first = an_interview(an_episode(child))
    actions.record_account(first.pk, an_account(), at=BACK + DAY, by=INTERVIEWER)
    second = an_interview(an_episode(child, back=BACK + 2 * DAY), at=BACK + 2 * DAY)
    assert second.pk != first.pk


@pytest.mark.parametrize(
    ("values", "owed"),
    [
        ({}, True),
        ({"ending": ""}, True),
        ({"ending": Ending.KEPT_SAFE}, True),
        ({"ending": Ending.REPORTED_IN_ERROR}, False),
        ({"ending": Ending.DIED}, False),
        ({"ending": Ending.NOT_RETURNING, "state": "closed", "closed_at": BACK,
          "returned_at": None}, True),
    ],
)  # fmt: skip
def test_who_is_owed_one(values: dict[str, object], owed: bool) -> None:
    episode = change(an_episode(), **values) if values else an_episode()
    made = actions.make_due(episode.pk, at=BACK, by=the_service())
    assert (made is not None) is owed


def test_none_is_owed_while_the_child_is_missing() -> None:
    child = a_child()
    what = Circumstances(last_seen_at=None, last_seen_where="Quay", why_worried="Late")
    episode = episodes.report(child.pk, what, REPORTER, reported_at=BACK, at=BACK, by=CALL_HANDLER)
    assert actions.make_due(episode.pk, at=BACK, by=the_service()) is None


def test_history_starts_no_clock_and_no_job() -> None:
    episode = an_episode()
    with as_history():
        an_interview(episode)
    assert not Clock.objects.filter(**THE_CLOCK).exists()
    assert PublishedFact.objects.get(name="InterviewDue").reacted_at is not None


@pytest.mark.parametrize(
    ("actor", "allowed"),
    [(the_service(), True), (COORDINATOR, True), (CARER, False), (CALL_HANDLER, False)],
)
def test_who_may_make_one_due(actor: Actor, allowed: bool) -> None:
    episode = an_episode()
    if allowed:
        assert actions.make_due(episode.pk, at=BACK, by=actor)
        return
    with pytest.raises(NotAllowed):
        actions.make_due(episode.pk, at=BACK, by=actor)


def test_an_episode_nobody_knows_is_not_found() -> None:
    with pytest.raises(NotFound):
        actions.make_due(uuid4(), at=BACK, by=the_service())
