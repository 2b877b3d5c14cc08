"""Who may read and do what with the ledger, and the reason a child is given."""

import pytest

from safereturn.casework import policies
from safereturn.casework.rules import Why, Wish, reasons_for, why_of
from safereturn.foundation.actor import Actor, AgencyKind
from safereturn.involvement.rules import Basis, Circumstance, Ties
from tests.people import (
    ADMINISTRATOR,
    CARER,
    COORDINATOR,
    HOST_COORDINATOR,
    INTERVIEWER,
    NURSE,
    OFFICER,
    OUTSIDER,
    SAMPLEFORD,
    SOCIAL_WORKER,
)

_POLICE = {Basis.SEARCHING_FORCE}


@pytest.mark.parametrize(
    ("actor", "bases", "reads", "whole", "recalls"),
    [
        pytest.param(COORDINATOR, {Basis.RESPONSIBLE_AUTHORITY}, True, True, True, id="authority"),
        pytest.param(SOCIAL_WORKER, {Basis.HOST_AUTHORITY}, True, True, True, id="host"),
        pytest.param(INTERVIEWER, {Basis.RETURN_INTERVIEWS}, True, True, False, id="interviews"),
        pytest.param(OFFICER, _POLICE, True, False, False, id="force"),
        pytest.param(CARER, {Basis.PLACEMENT}, True, False, False, id="home"),
        pytest.param(NURSE, {Basis.ASKED}, False, False, False, id="asked only"),
        pytest.param(NURSE, {Basis.EMERGENCY}, False, False, False, id="broke the glass"),
        pytest.param(OUTSIDER, set(), False, False, False, id="stranger"),
        pytest.param(
            ADMINISTRATOR, {Basis.RESPONSIBLE_AUTHORITY}, False, False, False, id="no casework"
        ),
        pytest.param(HOST_COORDINATOR, {Basis.OTHER}, True, False, False, id="another council"),
    ],
)
def test_who_may_what(
    actor: Actor, bases: set[Basis], reads: bool, whole: bool, recalls: bool
) -> None:
    ties = Ties(actor.agency_id, SAMPLEFORD, frozenset(bases))
    assert bool(policies.can_read_ledger(actor, ties)) is reads
    assert bool(policies.can_correct(actor, ties)) is reads
    assert bool(policies.can_read_whole(actor, ties)) is whole
    assert bool(policies.can_tell_child(actor, ties)) is whole
    assert bool(policies.can_recall(actor, ties)) is recalls


@pytest.mark.parametrize(
    ("kind", "bases", "circumstances", "why"),
    [
        (AgencyKind.POLICE, {"home_force"}, {"missing_now"}, Why.LOOKING),
        (AgencyKind.POLICE, {"searching_force"}, set(), Why.LOOKING),
        (AgencyKind.POLICE, {"home_force"}, set(), Why.HOME_POLICE),
        (AgencyKind.POLICE, {"finding_force"}, set(), Why.FOUND),
        (AgencyKind.POLICE, {"emergency", "home_force"}, {"missing_now"}, Why.DANGER),
        (AgencyKind.LOCAL_AUTHORITY, {"host_authority"}, {"missing_now"}, Why.AREA),
        (AgencyKind.HEALTH, {"home_force"}, set(), Why.WORKS),
        (AgencyKind.OTHER, set(), set(), Why.WORKS),
    ],
)
def test_the_reason_a_child_is_given(
    kind: AgencyKind, bases: set[str], circumstances: set[str], why: Why
) -> None:
    assert why_of(kind, bases, circumstances) is why


def test_no_agency_is_given_a_reason_that_it_cannot_have() -> None:
    for kind in AgencyKind:
        for basis in Basis:
            for going_on in (set(), {Circumstance.MISSING_NOW}):
                assert why_of(kind, {basis}, going_on) in reasons_for(kind)
    assert Wish.KEPT_BACK in Wish
