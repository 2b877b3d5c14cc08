"""A grade is made on the picture that was shown, asks back where it must, and stands."""

from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from safereturn.audit.record import recording
from safereturn.children.rules import FlagKind
from safereturn.clocks.models import Clock
from safereturn.clocks.rules import ClockKind
from safereturn.foundation.actor import Actor, Role, the_service
from safereturn.foundation.errors import Conflict, Invalid, NotAllowed, NotFound
from safereturn.foundation.models import PublishedFact
from safereturn.risk import actions, queries
from safereturn.risk.models import Assessment, Picture
from safereturn.risk.rules import Level
from tests.domain.children.making import a_child, a_warning
from tests.domain.risk.making import (
    DAY,
    HOUR,
    NOW,
    a_grade,
    a_missing_child,
    an_ask,
    back,
    graded,
    kept,
    nurse_adds,
    picture,
)
from tests.people import (
    ADMINISTRATOR,
    CALL_HANDLER,
    CARER,
    COORDINATOR,
    EXAMPLESHIRE,
    EXAMPLESHIRE_POLICE,
    NURSE,
    OFFICER,
    OTHER_OFFICER,
    OUTSIDER,
    POLICE_COORDINATOR,
    SUPERVISOR,
)

pytestmark = pytest.mark.usefixtures("town")


@pytest.mark.parametrize(
    ("actor", "may"),
    [
        pytest.param(CALL_HANDLER, True, id="call handler"),
        pytest.param(OFFICER, True, id="officer"),
        pytest.param(SUPERVISOR, True, id="supervisor"),
        pytest.param(POLICE_COORDINATOR, False, id="police coordinator, as shipped"),
        pytest.param(COORDINATOR, False, id="council"),
        pytest.param(CARER, False, id="home"),
        pytest.param(NURSE, False, id="nurse"),
    ],
)
def test_who_grades(actor: Actor, may: bool) -> None:
    episode = a_missing_child()
    if may:
        assert graded(episode, by=actor).level == Level.HIGH
        return
    with pytest.raises(NotAllowed):
        kept(episode, actor)
    with pytest.raises(NotAllowed):
        actions.assess(
            episode.pk, a_grade(), picture_id=uuid4(), review_at=NOW + HOUR, at=NOW, by=actor
        )


@pytest.mark.parametrize("actor", [OTHER_OFFICER, OUTSIDER])
def test_to_the_uninvolved_the_episode_is_not_there(actor: Actor) -> None:
    episode = a_missing_child()
    with pytest.raises(NotFound):
        actions.assess(
            episode.pk, a_grade(), picture_id=uuid4(), review_at=NOW + HOUR, at=NOW, by=actor
        )
    with pytest.raises(NotFound):
        queries.get_stage(actor, uuid4(), at=NOW)


def police_administrator() -> Actor:
    """Return whoever sets up the force."""
    return Actor(
        person_id=ADMINISTRATOR.person_id,
        agency_id=EXAMPLESHIRE_POLICE,
        agency_kind=OFFICER.agency_kind,
        roles=frozenset({Role.ADMINISTRATOR}),
    )


def test_a_force_names_who_grades() -> None:
    episode = a_missing_child()
    actions.set_grading(
        EXAMPLESHIRE_POLICE,
        graders=frozenset({Role.POLICE_COORDINATOR}),
        by=police_administrator(),
    )
    graded(episode, by=POLICE_COORDINATOR)
    with pytest.raises(NotAllowed, match="named your role"):
        kept(episode, OFFICER)
    with pytest.raises(NotAllowed):
        actions.set_grading(EXAMPLESHIRE, by=police_administrator())
    for wrong in ({"graders": frozenset({Role.CARER})}, {"lowest_allowed": Level.HIGH}):
        with pytest.raises(Invalid):
            actions.set_grading(EXAMPLESHIRE_POLICE, by=police_administrator(), **wrong)


def test_a_grade_meets_the_first_clock_and_sets_the_review() -> None:
    episode = a_missing_child()
    row = graded(episode)
    clocks = {clock.kind: clock for clock in Clock.objects.filter(episode_id=episode.pk)}
    assert clocks[ClockKind.FIRST_GRADING].met_at == NOW
    review = clocks[ClockKind.RISK_REVIEW]
    assert (review.due_at, review.met_at) == (NOW + 2 * HOUR, None)
    assert row.label == "High risk"
    [fact] = PublishedFact.objects.filter(name="RiskAssessed")
    assert fact.body["assessment_id"] == str(row.pk)
    graded(episode, at=NOW + HOUR)
    open_reviews = Clock.objects.filter(kind=ClockKind.RISK_REVIEW, met_at=None)
    assert [clock.due_at for clock in open_reviews] == [NOW + 3 * HOUR]


def test_the_label_in_force_stands_beside_the_level() -> None:
    row = graded(a_missing_child(), a_grade(Level.NO_APPARENT_RISK))
    assert (row.level, row.label) == (Level.NO_APPARENT_RISK, "Very low risk")


def test_something_added_since_the_page_was_opened_stops_the_grade() -> None:
    episode = a_missing_child()
    shown = kept(episode)
    nurse_adds(episode)
    with pytest.raises(Conflict, match="Something has been added"):
        actions.assess(
            episode.pk,
            a_grade(),
            picture_id=shown.picture_id,
            review_at=NOW + HOUR,
            at=NOW,
            by=OFFICER,
        )
    assert not Assessment.objects.exists()


def test_a_question_alone_is_something_added() -> None:
    episode = a_missing_child()
    shown = kept(episode)
    an_ask(episode)
    with pytest.raises(actions.PictureChanged):
        actions.assess(
            episode.pk,
            a_grade(),
            picture_id=shown.picture_id,
            review_at=NOW + HOUR,
            at=NOW,
            by=OFFICER,
        )


def test_the_clock_on_the_wall_does_not_change_a_picture() -> None:
    episode = a_missing_child()
    shown = kept(episode)
    later = NOW + 10 * HOUR
    row = actions.assess(
        episode.pk,
        a_grade(),
        picture_id=shown.picture_id,
        review_at=later + HOUR,
        at=later,
        by=OFFICER,
    )
    assert row.picture_id == shown.picture_id


def test_the_same_words_shown_again_are_kept_once() -> None:
    episode = a_missing_child()
    assert kept(episode).picture_id == kept(episode).picture_id
    assert kept(episode, SUPERVISOR).picture_id != kept(episode).picture_id
    nurse_adds(episode)
    kept(episode)
    assert Picture.objects.filter(shown_to_id=OFFICER.person_id).count() == 2


def test_a_picture_shown_to_somebody_else_is_not_yours_to_grade_on() -> None:
    episode = a_missing_child()
    shown = kept(episode, SUPERVISOR)
    with pytest.raises(actions.NoPicture):
        actions.assess(
            episode.pk,
            a_grade(),
            picture_id=shown.picture_id,
            review_at=NOW + HOUR,
            at=NOW,
            by=OFFICER,
        )


def test_once_the_child_is_back_there_is_nothing_to_grade() -> None:
    episode = a_missing_child()
    shown = kept(episode)
    back(episode, at=NOW)
    with pytest.raises(actions.NotMissing):
        actions.assess(
            episode.pk,
            a_grade(),
            picture_id=shown.picture_id,
            review_at=NOW + HOUR,
            at=NOW,
            by=OFFICER,
        )


@pytest.mark.parametrize("review_at", [None, NOW, NOW - HOUR])
def test_every_grade_has_a_review(review_at: object) -> None:
    episode = a_missing_child()
    with pytest.raises(Invalid) as error:
        actions.assess(
            episode.pk,
            a_grade(),
            picture_id=kept(episode).picture_id,
            review_at=review_at,  # type: ignore[arg-type]
            at=NOW,
            by=OFFICER,
        )
    assert "review_at" in error.value.fields


def test_a_lower_grade_for_a_child_with_repeats_asks_for_the_reason_again() -> None:
    child = a_child()
    first = a_missing_child(child, at=NOW - 2 * DAY)
    graded(first, at=NOW - 2 * DAY)
    back(first, at=NOW - DAY)
    again = a_missing_child(child)
    with pytest.raises(Invalid, match="never lowers risk"):
        graded(again, a_grade(Level.MEDIUM))
    row = graded(again, a_grade(Level.MEDIUM, lower_because="She rang her aunt."))
    assert row.lower_because == "She rang her aunt."
    graded(again, a_grade(Level.MEDIUM), at=NOW + HOUR)  # not lower: not asked


def test_the_lowest_grade_with_a_grave_warning_needs_a_reason_and_a_supervisor() -> None:
    child = a_child()
    a_warning(child, FlagKind.CRIMINAL_EXPLOITATION, by=COORDINATOR)
    episode = a_missing_child(child)
    with pytest.raises(Invalid) as error:
        graded(episode, a_grade(Level.NO_APPARENT_RISK))
    assert set(error.value.fields) == {"supervisor", "low_because"}
    said = a_grade(Level.NO_APPARENT_RISK, supervisor="Sue Pervisor", low_because="At her aunt’s.")
    assert graded(episode, said).supervisor == "Sue Pervisor"


def test_an_area_may_disallow_the_lowest_grades_for_children() -> None:
    actions.set_grading(EXAMPLESHIRE_POLICE, lowest_allowed=Level.MEDIUM, by=police_administrator())
    episode = a_missing_child()
    with pytest.raises(Invalid, match="does not use this grading"):
        graded(episode, a_grade(Level.LOW))
    assert queries.lowest_allowed(episode) is Level.MEDIUM
    graded(episode, a_grade(Level.MEDIUM))


def test_what_was_relied_on_stands_in_the_picture() -> None:
    episode = a_missing_child()
    nurse_adds(episode)
    [key] = [
        item.key
        for part in picture(episode).agencies
        for item in part.items
        if item.key.startswith("contribution")
    ]
    row = graded(episode, a_grade(relied_on=frozenset({key})))
    assert row.relied_on == [key]
    with pytest.raises(Invalid) as error:
        graded(episode, a_grade(relied_on=frozenset({"contribution:0"})), at=NOW + HOUR)
    assert "relied_on" in error.value.fields


@pytest.mark.parametrize("table", ["risk_assessment", "risk_picture"])
@pytest.mark.parametrize("how", ["update {} set child_id = child_id", "delete from {}"])
def test_nobody_alters_a_grade_or_its_picture(table: str, how: str) -> None:
    graded(a_missing_child())
    with (
        pytest.raises(DatabaseError, match="cannot be altered"),
        transaction.atomic(),
        recording("test.alter", by=the_service()),
        connection.cursor() as cursor,
    ):
        cursor.execute(how.format(table))
    assert Assessment.objects.count() == 1


def test_an_imported_grade_has_no_picture_starts_no_clock_and_has_its_days_label() -> None:
    episode = a_missing_child()
    long_ago = NOW.replace(year=2015)
    row = actions.import_grade(
        episode.pk,
        a_grade(Level.NO_APPARENT_RISK),
        assessed_at=long_ago,
        assessed_by_agency_id=EXAMPLESHIRE_POLICE,
        by=the_service(),
    )
    assert (row.picture_id, row.review_at, row.label) == (None, None, "Absent")
    assert not Clock.objects.filter(kind=ClockKind.RISK_REVIEW).exists()
    assert PublishedFact.objects.get(name="RiskAssessed").reacted_at is not None
    with pytest.raises(NotAllowed):
        actions.import_grade(
            episode.pk,
            a_grade(),
            assessed_at=long_ago,
            assessed_by_agency_id=EXAMPLESHIRE_POLICE,
            by=OFFICER,
        )


def test_the_last_grade_of_each_episode() -> None:
    episode = a_missing_child()
    graded(episode)
    last = graded(episode, a_grade(Level.MEDIUM), at=NOW + HOUR)
    assert queries.latest_grades([episode.pk, uuid4()]) == {episode.pk: last}
