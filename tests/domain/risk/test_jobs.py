"""Who is told of what, once however often the job runs; a link and no content."""

import pytest

from safereturn.clocks.models import Clock
from safereturn.clocks.rules import ClockKind
from safereturn.notifications.models import Delivery, Notice
from safereturn.risk import actions, jobs
from safereturn.risk.models import Contribution
from safereturn.risk.rules import Level
from safereturn.sharing.models import Disclosure
from safereturn.sharing.rules import Kind
from tests.domain.risk.making import (
    HOUR,
    NOW,
    a_grade,
    a_missing_child,
    an_ask,
    graded,
    nurse_adds,
    says,
)
from tests.people import (
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
    YOUTH_WORKER,
)

pytestmark = pytest.mark.usefixtures("town")


def told(kind: str) -> list[object]:
    """Return the agencies with a notice of this kind, one for each notice."""
    return sorted(Notice.objects.filter(kind=kind).values_list("agency_id", flat=True), key=str)


def test_a_grade_is_told_to_all_involved_but_whoever_gave_it() -> None:
    episode = a_missing_child()
    an_ask(episode, YOUTH_JUSTICE)
    row = graded(episode)
    for _ in range(2):
        jobs.tell_assessed(
            child_id=str(row.child_id), assessment_id=str(row.pk), fact_id="1", episode_id="x"
        )
    assert set(told("risk.assessed")) == {EXAMPLESHIRE, HARBOUR_VIEW, HEALTH}
    assert len(told("risk.assessed")) == 3
    notice = Notice.objects.filter(kind="risk.assessed")[0]
    assert notice.urgent
    assert notice.path == f"/episodes/{episode.ref}/picture/"
    given = Disclosure.objects.filter(kind=Kind.RISK, episode_id=episode.pk)
    assert {r.agency_id for r in given} >= {EXAMPLESHIRE, HARBOUR_VIEW, HEALTH}


def test_only_a_high_grade_is_urgent() -> None:
    row = graded(a_missing_child(), a_grade(Level.MEDIUM))
    jobs.tell_assessed(child_id=str(row.child_id), assessment_id=str(row.pk))
    assert not Notice.objects.filter(kind="risk.assessed", urgent=True).exists()


def test_a_high_or_changed_grade_rings_and_a_first_below_high_waits_in_the_list() -> None:
    episode = a_missing_child()
    rang = []
    for hours, level in enumerate((Level.MEDIUM, Level.MEDIUM, Level.LOW, Level.HIGH)):
        row = graded(episode, a_grade(level, lower_because="x"), at=NOW + hours * HOUR)
        jobs.tell_assessed(child_id=str(row.child_id), assessment_id=str(row.pk))
        told_of = f"assessed:{row.pk}"
        rang.append(Delivery.objects.filter(notice__key__startswith=told_of).exists())
    assert rang == [False, False, True, True]


def test_the_asked_agency_is_told_once_and_only_while_it_has_not_answered() -> None:
    episode = a_missing_child()
    ask = an_ask(episode, YOUTH_JUSTICE)
    for _ in range(2):
        jobs.tell_asked(child_id=str(ask.child_id), ask_id=str(ask.pk))
    assert told("risk.asked") == [YOUTH_JUSTICE]
    notice = Notice.objects.get(kind="risk.asked")
    assert (notice.reference, notice.path) == (ask.ref, f"/asks/{ask.ref}/")
    other = an_ask(episode, HEALTH)
    actions.answer(other.pk, says(), at=NOW, by=NURSE)
    jobs.tell_asked(child_id=str(other.child_id), ask_id=str(other.pk))
    assert told("risk.asked") == [YOUTH_JUSTICE]


def test_an_agency_without_accounts_gets_no_notice() -> None:
    ask = actions.ask_by_phone(
        a_missing_child().pk, COLLEGE, "?", spoke_to="P", phone_number="1", at=NOW, by=OFFICER
    )
    jobs.tell_asked(child_id=str(ask.child_id), ask_id=str(ask.pk))
    assert not told("risk.asked")


def test_an_answer_is_told_to_whoever_asked_and_to_the_searching_force() -> None:
    episode = a_missing_child()
    ask = an_ask(episode, YOUTH_JUSTICE, by=COORDINATOR)
    [row] = actions.answer(ask.pk, says(), at=NOW, by=YOUTH_WORKER)
    for _ in range(2):
        jobs.tell_answered(child_id=str(row.child_id), contribution_id=str(row.pk))
    assert set(told("risk.answered")) == {EXAMPLESHIRE, EXAMPLESHIRE_POLICE}
    assert len(told("risk.answered")) == 2


def test_what_was_added_unasked_is_told_to_the_searching_force() -> None:
    episode = a_missing_child()
    nurse_adds(episode)
    given = Contribution.objects.get()
    jobs.tell_answered(child_id=str(given.child_id), contribution_id=str(given.pk))
    assert told("risk.answered") == [EXAMPLESHIRE_POLICE]


def test_a_disagreement_and_its_answer_are_told_to_the_other_side() -> None:
    episode = a_missing_child()
    row = graded(episode, a_grade(Level.LOW))
    dispute = actions.disagree(episode.pk, row.pk, "Exploited", at=NOW, by=COORDINATOR)
    for _ in range(2):
        jobs.tell_disputed(child_id=str(dispute.child_id), disagreement_id=str(dispute.pk))
    assert told("risk.disputed") == [EXAMPLESHIRE_POLICE]
    actions.answer_disagreement(dispute.pk, "Graded again", at=NOW, by=SUPERVISOR)
    for _ in range(2):
        jobs.tell_disputed(child_id=str(dispute.child_id), disagreement_id=str(dispute.pk))
    assert told("risk.dispute_answered") == [EXAMPLESHIRE]
    assert told("risk.disputed") == [EXAMPLESHIRE_POLICE]


def test_open_questions_rest_when_the_job_says_so() -> None:
    episode = a_missing_child()
    an_ask(episode, HEALTH)
    for _ in range(2):
        jobs.stop_asking(child_id=str(episode.child_id), episode_id=str(episode.pk), fact_id="1")
    assert Clock.objects.get(kind=ClockKind.ANSWER).stopped_because == "the child is back"
