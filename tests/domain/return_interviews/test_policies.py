"""Who may do what with an interview: role by thing."""

from dataclasses import replace

import pytest

from safereturn.foundation.actor import Actor, Role, the_service
from safereturn.involvement.rules import Basis
from safereturn.return_interviews import actions, policies
from safereturn.return_interviews.models import FollowUp
from tests.domain.return_interviews.cases import (
    LATER,
    a_follow_up,
    an_interview,
    an_item,
    held,
    involve,
    share,
)
from tests.people import (
    ADMINISTRATOR,
    CARER,
    COORDINATOR,
    EXAMPLESHIRE_POLICE,
    HARBOUR_VIEW,
    HEALTH,
    HOME_MANAGER,
    HOST_COORDINATOR,
    INTERVIEW_MANAGER,
    INTERVIEWER,
    NURSE,
    OFFICER,
    OTHER_OFFICER,
    OUT_OF_HOURS,
    OUTSIDER,
    SOCIAL_WORKER,
    SUPERVISOR,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]
SERVICE = the_service()

# actor: arrange, conduct, share, see, read the account
TABLE = {
    "the interviewer": (INTERVIEWER, True, True, True, True, True),
    "their manager": (INTERVIEW_MANAGER, True, True, True, True, True),
    "the coordinator of the owner": (COORDINATOR, True, False, True, True, True),
    "the child's social worker": (SOCIAL_WORKER, True, False, True, True, True),
    "the owner out of hours": (OUT_OF_HOURS, True, False, True, True, True),
    "an administrator of the owner": (ADMINISTRATOR, False, False, False, False, False),
    "the officer who searched": (OFFICER, False, False, False, True, False),
    "a supervisor": (SUPERVISOR, False, False, False, True, False),
    "the carer": (CARER, False, False, False, True, False),
    "the manager of the home": (HOME_MANAGER, False, False, False, True, False),
    "the nurse": (NURSE, False, False, False, True, False),
    "another council": (HOST_COORDINATOR, False, False, False, False, False),
    "another force": (OTHER_OFFICER, False, False, False, False, False),
    "an outsider": (OUTSIDER, False, False, False, False, False),
    "the service": (SERVICE, True, False, False, True, True),
}


@pytest.mark.parametrize("who", TABLE)
def test_who_may_do_what_with_an_interview(who: str) -> None:
    actor, arrange, conduct, share_, see, read = TABLE[who]
    interview = an_interview()
    involve(interview.child_id, HEALTH, Basis.HEALTH)
    assert policies.can_arrange(actor, interview).allowed is arrange
    assert policies.can_conduct(actor, interview).allowed is conduct
    assert policies.can_share(actor, interview).allowed is share_
    assert policies.can_see(actor, interview, at=LATER).allowed is see
    assert policies.can_read_account(actor, interview, at=LATER).allowed is read


def test_a_social_worker_does_not_hold_the_interview_of_their_own_agency() -> None:
    interview = an_interview()
    interview.interviewing_agency_id = SOCIAL_WORKER.agency_id
    refusal = policies.can_conduct(SOCIAL_WORKER, interview)
    assert "trained return interviewers" in refusal.reason


def test_the_agreement_opens_the_account_to_a_relation_it_names() -> None:
    interview = an_interview()
    involve(interview.child_id, HOST_COORDINATOR.agency_id, Basis.RESPONSIBLE_AUTHORITY)
    assert policies.can_read_account(HOST_COORDINATOR, interview, at=LATER)
    involve(interview.child_id, OUTSIDER.agency_id, Basis.HOST_AUTHORITY)
    refusal = policies.can_read_account(OUTSIDER, interview, at=LATER)
    assert refusal.reason == "The child’s own words are not shared with your agency."


@pytest.mark.parametrize(
    ("actor", "allowed"),
    [
        (OFFICER, True),
        (SUPERVISOR, True),
        (CARER, False),
        (COORDINATOR, False),
        (replace(OFFICER, roles=frozenset({Role.ANALYST})), False),
    ],
)
def test_who_may_answer_an_item(actor: Actor, allowed: bool) -> None:
    interview = an_interview()
    item = an_item(interview)
    held(interview)
    [kept] = actions.decide_items(
        interview.pk, [share(item, EXAMPLESHIRE_POLICE)], at=LATER, by=INTERVIEWER
    )
    assert policies.can_answer_item(actor, kept).allowed is allowed


@pytest.mark.parametrize(
    ("actor", "allowed"),
    [
        (HOME_MANAGER, True),
        (CARER, True),
        (COORDINATOR, True),
        (INTERVIEWER, True),
        (OFFICER, False),
        (ADMINISTRATOR, False),
    ],
)
def test_who_may_finish_what_was_promised(actor: Actor, allowed: bool) -> None:
    interview = an_interview()
    promised = actions.add_follow_up(
        interview.pk, a_follow_up(owner_agency_id=HARBOUR_VIEW), at=LATER, by=INTERVIEWER
    )
    assert isinstance(promised, FollowUp)
    assert policies.can_finish_follow_up(actor, promised, interview).allowed is allowed


@pytest.mark.parametrize(
    ("actor", "allowed"),
    [(SERVICE, True), (COORDINATOR, True), (INTERVIEWER, True), (OFFICER, False), (CARER, False)],
)
def test_who_brings_in_history(actor: Actor, allowed: bool) -> None:
    assert policies.can_import(actor).allowed is allowed
