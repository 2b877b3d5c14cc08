"""What the police did with a report, who challenges it, and who answers."""

from uuid import uuid4

import pytest

from safereturn.clocks.models import Clock
from safereturn.clocks.queries import running_for_episode
from safereturn.clocks.rules import ClockKind
from safereturn.episodes import actions
from safereturn.episodes.models import Episode, Stance
from safereturn.episodes.rules import PoliceStance, StanceTaken
from safereturn.foundation.errors import Invalid, NotAllowed, NotFound
from safereturn.foundation.models import PublishedFact
from tests.domain.episodes.cases import HOUR, NOW, a_report, returned
from tests.people import CALL_HANDLER, CARER, COORDINATOR, EXAMPLESHIRE_POLICE, SUPERVISOR

pytestmark = pytest.mark.usefixtures("town")


def advice(until_at: object = NOW + HOUR) -> StanceTaken:
    return StanceTaken(
        stance=PoliceStance.ADVICE_ONLY,
        reason="Known to be at a friend’s.",
        who_does_what="The home rings the friend.",
        until_at=until_at,  # type: ignore[arg-type]
    )


def a_stance() -> Stance:
    episode = a_report(by=CARER)
    return actions.take_stance(episode.pk, advice(), police_ref="EX 99", at=NOW, by=CALL_HANDLER)


def test_advice_only_counts_as_reported_and_is_looked_at_again() -> None:
    stance = a_stance()
    episode = Episode.objects.get(pk=stance.episode_id)
    assert (episode.police_told_at, episode.police_ref) == (NOW, "EX 99")
    kinds = {clock.kind: clock for clock in running_for_episode(episode.pk)}
    assert kinds[ClockKind.NEXT_CHECK].due_at == NOW + HOUR
    assert kinds[ClockKind.NEXT_CHECK].owner_agency_id == EXAMPLESHIRE_POLICE
    assert ClockKind.FIRST_GRADING in kinds


def test_accepting_ends_the_next_look() -> None:
    stance = a_stance()
    accepted = StanceTaken(stance=PoliceStance.ACCEPTED)
    actions.take_stance(stance.episode_id, accepted, at=NOW, by=CALL_HANDLER)
    assert Clock.objects.get(kind=ClockKind.NEXT_CHECK).stopped_at == NOW
    assert Episode.objects.get().police_ref == "EX 99"


def test_the_next_look_is_ahead_and_the_episode_open() -> None:
    episode = a_report(by=CARER)
    with pytest.raises(Invalid, match="future"):
        actions.take_stance(episode.pk, advice(NOW), at=NOW, by=CALL_HANDLER)
    returned(episode)
    with pytest.raises(actions.NotOpen):
        actions.take_stance(episode.pk, advice(NOW + 3 * HOUR), at=NOW + HOUR, by=CALL_HANDLER)


def test_a_challenge_is_answered_by_a_clock() -> None:
    stance = a_stance()
    actions.challenge(stance.pk, "The friend has moved away.", at=NOW, by=COORDINATOR)
    clock = Clock.objects.get(kind=ClockKind.DISAGREEMENT)
    assert (clock.subject_id, clock.owner_agency_id) == (stance.pk, EXAMPLESHIRE_POLICE)
    actions.answer_challenge(stance.pk, "We will attend.", at=NOW + HOUR, by=SUPERVISOR)
    clock.refresh_from_db()
    assert clock.met_at == NOW + HOUR
    steps = [fact.body["step"] for fact in PublishedFact.objects.filter(name="PoliceStanceTaken")]
    assert steps == ["taken", "challenged", "answered"]


def test_a_challenge_stands_once_and_is_answered_once() -> None:
    stance = a_stance()
    with pytest.raises(actions.NotChallenged):
        actions.answer_challenge(stance.pk, "x", at=NOW, by=SUPERVISOR)
    actions.challenge(stance.pk, "No.", at=NOW, by=COORDINATOR)
    with pytest.raises(actions.AlreadyChallenged):
        actions.challenge(stance.pk, "No!", at=NOW, by=CARER)
    actions.answer_challenge(stance.pk, "Yes.", at=NOW, by=SUPERVISOR)
    with pytest.raises(actions.AlreadyAnswered):
        actions.answer_challenge(stance.pk, "Yes.", at=NOW, by=SUPERVISOR)


def test_a_challenge_and_its_answer_have_words() -> None:
    stance = a_stance()
    with pytest.raises(Invalid):
        actions.challenge(stance.pk, " ", at=NOW, by=COORDINATOR)
    with pytest.raises(Invalid):
        actions.answer_challenge(stance.pk, " ", at=NOW, by=SUPERVISOR)


def test_refusals_change_nothing() -> None:
    stance = a_stance()
    with pytest.raises(NotAllowed):
        actions.challenge(stance.pk, "x", at=NOW, by=SUPERVISOR)
    with pytest.raises(NotAllowed):
        actions.answer_challenge(stance.pk, "x", at=NOW, by=COORDINATOR)
    with pytest.raises(NotFound):
        actions.challenge(uuid4(), "x", at=NOW, by=COORDINATOR)
    assert Stance.objects.get().challenged_at is None
