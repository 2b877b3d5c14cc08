"""Who may do what with a missing episode: every role, each thing."""

from collections.abc import Callable

import pytest

from safereturn.children.models import Child
from safereturn.children.rules import NewChild
from safereturn.episodes import actions, policies
from safereturn.episodes.models import Episode, Stance
from safereturn.episodes.rules import Away, PoliceStance, StanceTaken
from safereturn.foundation.actor import Actor, the_service
from safereturn.foundation.decision import Decision
from safereturn.involvement.rules import Basis
from tests import people
from tests.domain.episodes.cases import HOUR, NOW, REPORTER, a_child, a_report, involve, what

pytestmark = pytest.mark.usefixtures("town")

# Exampleshire looks after the child, Harbour View is the home, Exampleshire Police search.
# Health is involved; Sampleford's force, the college and Faraway Council are not; youth
# justice was only asked.
TIED = {
    "call handler": people.CALL_HANDLER,
    "officer": people.OFFICER,
    "supervisor": people.SUPERVISOR,
    "police coordinator": people.POLICE_COORDINATOR,
    "coordinator": people.COORDINATOR,
    "social worker": people.SOCIAL_WORKER,
    "out of hours": people.OUT_OF_HOURS,
    "carer": people.CARER,
    "home manager": people.HOME_MANAGER,
    "nurse": people.NURSE,
}
OTHERS = {
    "other force": people.OTHER_OFFICER,
    "uninvolved council": people.OUTSIDER,
    "uninvolved school": people.TEACHER,
    "asked only": people.YOUTH_WORKER,
    "administrator": people.ADMINISTRATOR,
    "the service": the_service(),
}
EVERYBODY = TIED | OTHERS
POLICE = {"call handler", "officer", "supervisor", "police coordinator"}
COUNCIL = {"coordinator", "social worker", "out of hours"}
HOME = {"carer", "home manager"}
INVOLVED = POLICE | COUNCIL | HOME | {"nurse"}

Ask = Callable[[Actor, Episode], Decision]
TABLE: dict[str, tuple[Ask, set[str]]] = {
    "report": (
        lambda actor, episode: policies.can_report(actor, episode.child_id, at=NOW),
        INVOLVED | {"other force", "the service"},
    ),
    "record away": (
        lambda actor, episode: policies.can_record_away(actor, episode.child_id, at=NOW),
        COUNCIL | HOME | {"the service"},
    ),
    "add": (
        lambda actor, episode: policies.can_add(actor, episode, at=NOW),
        INVOLVED | {"the service"},
    ),
    "take on a task": (
        lambda actor, episode: policies.can_set_task(actor, episode, actor.agency_id, at=NOW),
        INVOLVED | {"the service"},
    ),
    "give out a task": (
        lambda actor, episode: policies.can_set_task(actor, episode, people.VOICES, at=NOW),
        POLICE | COUNCIL | {"the service"},
    ),
    "finish the home's task": (
        lambda actor, episode: policies.can_finish_task(
            actor, episode, people.HARBOUR_VIEW, at=NOW
        ),
        POLICE | COUNCIL | HOME | {"the service"},
    ),
    "take a stance": (
        lambda actor, episode: policies.can_take_stance(actor, episode, at=NOW),
        POLICE,
    ),
    "see the stance": (
        lambda actor, episode: policies.can_see_stance(actor, episode, at=NOW),
        INVOLVED | {"the service"},
    ),
    "tell people": (
        lambda actor, episode: policies.can_tell(actor, episode, at=NOW),
        POLICE | COUNCIL | HOME | {"the service"},
    ),
    "record the return": (
        lambda actor, episode: policies.can_record_return(actor, episode, at=NOW),
        POLICE | COUNCIL | HOME | {"the service"},
    ),
    "record seen": (
        lambda actor, episode: policies.can_record_seen(actor, episode, at=NOW),
        POLICE,
    ),
    "end otherwise": (
        lambda actor, episode: policies.can_end_otherwise(actor, episode, at=NOW),
        POLICE | COUNCIL | {"the service"},
    ),
    "prevention": (
        lambda actor, episode: policies.can_record_prevention(actor, episode, at=NOW),
        POLICE,
    ),
    "correct times": (
        lambda actor, episode: policies.can_correct_times(actor, episode, at=NOW),
        POLICE | COUNCIL | HOME | {"the service"},
    ),
    "name the authority": (
        lambda actor, episode: policies.can_name_authority(actor, episode, at=NOW),
        set(),
    ),
}


def an_episode() -> Episode:
    child = a_child()
    involve(child.pk, people.YOUTH_JUSTICE, Basis.ASKED)
    return a_report(child)


@pytest.mark.parametrize("thing", TABLE)
def test_who_may(thing: str) -> None:
    episode = an_episode()
    ask, expected = TABLE[thing]
    answers = {name: ask(actor, episode) for name, actor in EVERYBODY.items()}
    assert {name for name, answer in answers.items() if answer} == expected
    # A refusal is a sentence that a page may show.
    assert all(answer.reason.endswith(".") for answer in answers.values() if not answer)


def test_a_council_may_report_a_child_that_it_alone_has_recorded() -> None:
    child = Child.objects.get(pk=a_child().pk)
    assert not policies.can_report(people.OUTSIDER, child.pk, at=NOW)
    with_record = a_child(name="Second Sample")
    assert policies.can_report(people.SOCIAL_WORKER, with_record.pk, at=NOW)


def test_the_home_may_end_what_the_police_were_never_told_of() -> None:
    away = actions.record_away(
        a_child().pk,
        Away(since=NOW - HOUR, believed_where="Her aunt’s", next_check_at=NOW + HOUR),
        at=NOW,
        by=people.CARER,
    )
    assert policies.can_end_otherwise(people.CARER, away, at=NOW)
    assert not policies.can_end_otherwise(people.NURSE, away, at=NOW)


def test_anyone_involved_names_an_authority_where_none_is_known() -> None:
    episode = actions.report_new_child(
        NewChild(name="Nokids Sample"),
        what(),
        REPORTER,
        reported_at=NOW,
        at=NOW,
        by=people.CALL_HANDLER,
    )
    assert policies.can_name_authority(people.OFFICER, episode, at=NOW)
    assert not policies.can_name_authority(people.OUTSIDER, episode, at=NOW)


def a_stance(stance: PoliceStance = PoliceStance.ADVICE_ONLY) -> Stance:
    taken = StanceTaken(
        stance=stance, reason="At a friend’s.", who_does_what="Home rings.", until_at=NOW + HOUR
    )
    return actions.take_stance(an_episode().pk, taken, at=NOW, by=people.SUPERVISOR)


def test_who_may_challenge() -> None:
    stance = a_stance()
    may = {n for n, a in EVERYBODY.items() if policies.can_challenge(a, stance, at=NOW)}
    assert may == COUNCIL | HOME | {"nurse", "the service"}


def test_nobody_challenges_an_acceptance() -> None:
    refusal = policies.can_challenge(people.COORDINATOR, a_stance(PoliceStance.ACCEPTED), at=NOW)
    assert not refusal
    assert "accepted" in refusal.reason


def test_another_supervisor_answers_a_challenge() -> None:
    stance = a_stance()
    may = {n for n, a in EVERYBODY.items() if policies.can_answer_challenge(a, stance, at=NOW)}
    assert may == set()
    stance.by_id = people.OFFICER.person_id
    assert policies.can_answer_challenge(people.SUPERVISOR, stance, at=NOW)
    assert not policies.can_answer_challenge(people.OTHER_SUPERVISOR, stance, at=NOW)
    # Involved or not, another force does not answer for what this one said.
    involve(stance.child_id, people.SAMPLEFORD_POLICE, Basis.SEARCHING_FORCE)
    assert not policies.can_answer_challenge(people.OTHER_SUPERVISOR, stance, at=NOW)
