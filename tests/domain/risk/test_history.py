"""What stands in the picture from before: interviews, items, checks; and by whose eyes."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from safereturn.audit.record import recording
from safereturn.children import actions as children
from safereturn.children.models import Child
from safereturn.children.rules import DetailKind
from safereturn.episodes import actions as episodes
from safereturn.episodes.models import Episode
from safereturn.episodes.rules import Audience, EntryKind
from safereturn.episodes.rules.work import NewEntry, PreventionCheck
from safereturn.foundation.actor import Actor, the_service
from safereturn.foundation.errors import NotAllowed
from safereturn.involvement import queries as involvement
from safereturn.return_interviews.models import Item, ItemDecision, ReturnInterview
from safereturn.return_interviews.rules import Choice, ItemKind, ItemUse, SharingWish, State
from safereturn.risk import actions, policies, queries
from safereturn.risk.queries import AgencySection, PictureView
from safereturn.risk.rules import Level
from safereturn.sharing.rules import Kind
from tests.domain.children.making import a_child
from tests.domain.risk.making import (
    DAY,
    HOUR,
    NOW,
    a_missing_child,
    back,
    graded,
    nurse_adds,
    picture,
    says,
    section,
)
from tests.people import (
    ADMINISTRATOR,
    CARER,
    COORDINATOR,
    EXAMPLESHIRE,
    EXAMPLESHIRE_POLICE,
    HARBOUR_VIEW,
    HEALTH,
    INTERVIEWER,
    NURSE,
    OFFICER,
    SUPERVISOR,
    VOICES,
)

pytestmark = pytest.mark.usefixtures("town")


def an_interview(child: Child, *, state: State = State.HELD, **more: object) -> ReturnInterview:
    """Write an ended interview down as an import would."""
    with recording("test.interview", by=the_service(), child_id=child.pk):
        return ReturnInterview.objects.create(
            ref=f"RI-{state}",
            child_id=child.pk,
            state=state,
            owner_agency_id=EXAMPLESHIRE,
            interviewing_agency_id=VOICES,
            returned_at=NOW - 3 * DAY,
            due_at=NOW,
            held_at=NOW - 2 * DAY if state is State.HELD else None,
            closed_at=NOW - 2 * DAY,
            closed_by_id=INTERVIEWER.person_id,
            not_possible_because="In hospital" if state is State.NOT_POSSIBLE else "",
            own_words="He drives a red van.",
            summary="Met an adult with a van.",
            declined_because="Did not want to",
            **more,
        )


def an_item(interview: ReturnInterview, text: str, *, shared_with: UUID | None = None) -> Item:
    """Add an item, decided to be shared with one agency or with none."""
    with recording("test.item", by=the_service(), child_id=interview.child_id):
        item = Item.objects.create(
            interview=interview,
            child_id=interview.child_id,
            kind=ItemKind.VEHICLE,
            text=text,
            use=ItemUse.HIDE_SOURCE,
            made_at=NOW - 2 * DAY,
            by_id=INTERVIEWER.person_id,
        )
        if shared_with:
            ItemDecision.objects.create(
                interview=interview,
                child_id=interview.child_id,
                item=item,
                agency_id=shared_with,
                choice=Choice.SHARE,
                proposed=Choice.SHARE,
                childs_wish=SharingWish.ALL,
                decided_by_id=INTERVIEWER.person_id,
                decided_at=NOW - DAY,
            )
    return item


@pytest.mark.parametrize(
    ("actor", "items"),
    [
        pytest.param(OFFICER, ["Red van"], id="police: what was shared with them"),
        pytest.param(COORDINATOR, ["Red van", "A friend"], id="the authority: all of it"),
        pytest.param(CARER, [], id="the home: nothing was shared"),
    ],
)
def test_items_stand_where_they_were_shared(actor: Actor, items: list[str]) -> None:
    child = a_child()
    interview = an_interview(child)
    an_item(interview, "Red van", shared_with=EXAMPLESHIRE_POLICE)
    an_item(interview, "A friend")
    view = picture(a_missing_child(child), actor)
    assert sorted(item.text for item in view.interview_items) == sorted(items)
    assert "He drives a red van." not in str(queries.body_of(view))


def test_the_interview_is_summed_up_or_said_to_exist() -> None:
    child = a_child()
    an_interview(child)
    episode = a_missing_child(child)
    [line] = picture(episode, OFFICER).interviews
    assert line.summary == "Met an adult with a van."
    [line] = picture(episode, NURSE).interviews
    assert line.hidden
    assert not line.summary


@pytest.mark.parametrize("state", [State.DECLINED, State.NOT_POSSIBLE])
def test_an_interview_that_was_not_held_is_there(state: State) -> None:
    child = a_child()
    an_interview(child, state=state)
    [line] = picture(a_missing_child(child)).interviews
    assert line.state is state


def a_checked_child() -> Episode:
    """Return a second episode of a child whom the police checked after the first."""
    child = a_child()
    first = a_missing_child(child, at=NOW - 3 * DAY)
    back(first, at=NOW - 2 * DAY)
    check = PreventionCheck(
        seen=True,
        held_at=NOW - 2 * DAY + HOUR,
        officer_name="PC Sample",
        where_been="A flat",
        concerns="New phone",
    )
    episodes.record_prevention_interview(first.pk, check, at=NOW - DAY, by=OFFICER)
    return a_missing_child(child)


@pytest.mark.parametrize(
    ("actor", "where", "concerns"),
    [
        pytest.param(SUPERVISOR, "A flat", "New phone", id="police, in full"),
        pytest.param(CARER, "", "New phone", id="the home, in summary"),
    ],
)
def test_the_prevention_interview_as_deep_as_the_agreement(
    actor: Actor, where: str, concerns: str
) -> None:
    [check] = picture(a_checked_child(), actor).prevention
    assert (check.where_been, check.concerns) == (where, concerns)


def test_the_prevention_interview_is_not_for_everybody() -> None:
    assert not picture(a_checked_child(), NURSE).prevention


def test_in_summary_the_grade_is_shown_without_its_reasons() -> None:
    episode = a_missing_child()
    row = graded(episode)
    actions.screen(episode.pk, Level.HIGH, "Exploited", at=NOW, by=COORDINATOR)
    actions.disagree(episode.pk, row.pk, "Exploited", at=NOW, by=COORDINATOR)
    view = picture(episode, NURSE)
    assert [(line.level, line.reasons) for line in view.gradings] == [(Level.HIGH, "")]
    assert [line.reasons for line in view.screenings] == [""]
    assert not view.disagreements
    assert view.reported
    assert view.reported.why_worried


def an_entry(episode: Episode, share_with: Audience, *, by: Actor = COORDINATOR) -> None:
    """Add a sighting."""
    said = NewEntry(
        kind=EntryKind.SIGHTING,
        text="By the canal",
        how_known="A friend rang",
        source_name="Friend",
        source_contact="01632 960005",
        audience=share_with,
    )
    episodes.add_entry(episode.pk, said, at=NOW, by=by)


@pytest.mark.parametrize(
    ("actor", "sees"),
    [
        pytest.param(OFFICER, True, id="police"),
        pytest.param(COORDINATOR, True, id="council"),
        pytest.param(CARER, False, id="home"),
    ],
)
def test_an_entry_is_for_those_its_author_chose(actor: Actor, sees: bool) -> None:
    episode = a_missing_child()
    an_entry(episode, Audience.POLICE_AND_COUNCIL)
    texts = [item.text for item in section(picture(episode, actor), EXAMPLESHIRE).items]
    assert ("By the canal" in texts) is sees


def test_what_an_agency_entered_counts_as_said_but_not_the_forces_call() -> None:
    episode = a_missing_child()
    an_entry(episode, Audience.ALL)
    view = picture(episode)
    assert not section(view, EXAMPLESHIRE).silent
    assert section(view, EXAMPLESHIRE_POLICE).silent


def test_details_and_legal_status_stand_under_their_source() -> None:
    child = a_child()
    children.add_detail(
        child.pk, DetailKind.MEDICINE, "Insulin", source_name="GP", at=NOW - DAY, by=COORDINATOR
    )
    children.set_legal_status(
        child.pk, "C2", "Full care order", starts_on=date(2025, 1, 1), at=NOW - DAY, by=COORDINATOR
    )
    episode = a_missing_child(child)
    part = section(picture(episode), EXAMPLESHIRE)
    assert {item.text for item in part.items} == {"Insulin", "Full care order"}
    assert part.silent, "on file is not an answer"
    hidden = section(picture(episode, NURSE), EXAMPLESHIRE)
    assert {item.hidden for item in hidden.items if item.kind is Kind.PLANS} == {True}


def test_what_exists_and_is_not_shown_is_a_line_without_words() -> None:
    episode = a_missing_child()
    actions.contribute(episode.pk, says("A plan", Kind.PLANS), at=NOW, by=COORDINATOR)
    [item] = section(picture(episode, NURSE), EXAMPLESHIRE).items
    assert item.hidden
    assert not item.text


def test_a_profile_is_not_known_of_by_everybody() -> None:
    child = a_child()
    children.save_profile(child.pk, {"medical": "Insulin"}, at=NOW - DAY, by=CARER)
    episode = a_missing_child(child)
    own = picture(episode, CARER).profile
    assert own
    assert own.answers["medical"] == "Insulin"
    nurse = picture(episode, NURSE).profile
    assert nurse
    assert nurse.hidden


def test_without_a_force_nobody_grades() -> None:
    assert queries.setting_of(None) is None


def test_the_service_itself_may_read_a_picture() -> None:
    episode = a_missing_child()
    nobody = involvement.ties(the_service().agency_id, episode.child_id, at=NOW)
    assert policies.can_see_picture(the_service(), nobody)


def test_no_casework_no_question_and_no_confirmation() -> None:
    episode = a_missing_child()
    with pytest.raises(NotAllowed):
        actions.screen(episode.pk, Level.HIGH, "x", at=NOW, by=ADMINISTRATOR)


def ages(view: PictureView) -> list[timedelta]:
    """Return how old each thing said is."""
    parts: tuple[AgencySection, ...] = view.agencies
    return [NOW - item.obtained_at for part in parts for item in part.items]


def test_everything_said_has_an_age() -> None:
    episode = a_missing_child()
    nurse_adds(episode, at=NOW - HOUR / 2)
    assert HOUR / 2 in ages(picture(episode))
    assert section(picture(episode), HEALTH).items
    assert HARBOUR_VIEW in {part.agency_id for part in picture(episode).agencies}
