"""Who may add to a child's record and what, person by person."""

import pytest

from safereturn.audit.record import recording
from safereturn.children import policies
from safereturn.children.models import Flag
from safereturn.children.rules import FlagKind
from safereturn.foundation.actor import Actor, the_service
from safereturn.involvement import actions as involvement
from safereturn.involvement.rules import Basis
from safereturn.placements import policies as placements
from tests import people
from tests.domain.children.making import NOON, a_child, a_warning
from tests.people import EVERYBODY, FARAWAY

pytestmark = pytest.mark.usefixtures("town")

SERVICE = the_service()
POLICE = {people.CALL_HANDLER, people.OFFICER, people.SUPERVISOR, people.POLICE_COORDINATOR}
COUNCIL = {people.COORDINATOR, people.SOCIAL_WORKER, people.OUT_OF_HOURS}
HOME = {people.CARER, people.HOME_MANAGER}
INVOLVED = POLICE | COUNCIL | HOME | {people.NURSE, SERVICE}
ALL = (*EVERYBODY, SERVICE)


@pytest.mark.parametrize("actor", ALL, ids=lambda a: a.name)
def test_each_person_may_do_what_the_table_says(actor: Actor) -> None:
    child = a_child()
    a_warning(child, by=people.NURSE)
    flag = Flag.objects.get()
    pk = child.pk
    may = {
        "add": bool(policies.can_add(actor)),
        "change": bool(policies.can_change(actor, pk, at=NOON)),
        "involve": bool(policies.can_involve(actor, pk, at=NOON)),
        "end another's involvement": bool(
            policies.can_end_involvement(actor, pk, FARAWAY, at=NOON)
        ),
        "end the nurse's warning": bool(policies.can_end_flag(actor, flag, at=NOON)),
        "legal status": bool(policies.can_set_legal_status(actor, pk, at=NOON)),
        "keep the profile": bool(policies.can_keep_profile(actor, pk, at=NOON)),
        "restrict": bool(policies.can_restrict(actor, pk, at=NOON)),
        "place": bool(placements.can_place(actor, pk, at=NOON)),
    }
    assert may == {
        "add": actor != people.ADMINISTRATOR,
        "change": actor in INVOLVED,
        "involve": actor in INVOLVED,
        "end another's involvement": actor in COUNCIL | {SERVICE}
        or actor in {people.OUTSIDER} & INVOLVED,
        "end the nurse's warning": actor in COUNCIL | {people.NURSE, SERVICE},
        "legal status": actor in COUNCIL | {SERVICE},
        "keep the profile": actor in COUNCIL | HOME | {SERVICE},
        "restrict": actor
        in {people.SUPERVISOR, people.POLICE_COORDINATOR, people.COORDINATOR, SERVICE},
        "place": actor in INVOLVED - {people.NURSE},
    }


def test_each_refusal_is_a_sentence() -> None:
    child = a_child()
    a_warning(child, by=people.NURSE)
    flag = Flag.objects.get()
    refusals = [
        policies.can_add(people.ADMINISTRATOR),
        policies.can_change(people.ADMINISTRATOR, child.pk, at=NOON),
        policies.can_change(people.OUTSIDER, child.pk, at=NOON),
        policies.can_end_involvement(people.CARER, child.pk, FARAWAY, at=NOON),
        policies.can_end_flag(people.CARER, flag, at=NOON),
        policies.can_set_legal_status(people.CARER, child.pk, at=NOON),
        policies.can_keep_profile(people.NURSE, child.pk, at=NOON),
        policies.can_restrict(people.CARER, child.pk, at=NOON),
        placements.can_place(people.NURSE, child.pk, at=NOON),
    ]
    for refusal in refusals:
        assert not refusal
        assert refusal.reason.endswith(".")


def test_an_agency_ends_its_own_involvement() -> None:
    child = a_child()
    assert policies.can_end_involvement(people.NURSE, child.pk, people.HEALTH, at=NOON)


def test_an_agency_that_was_only_asked_changes_nothing() -> None:
    child = a_child()
    with recording("test.asked", by=SERVICE):
        involvement.open_(child.pk, FARAWAY, Basis.ASKED, because="test", at=NOON)
    assert not policies.can_change(people.OUTSIDER, child.pk, at=NOON)


def test_a_warning_is_ended_by_its_owner() -> None:
    child = a_child()
    a_warning(child, FlagKind.GANGS, by=people.OFFICER)
    flag = Flag.objects.get()
    assert policies.can_end_flag(people.CALL_HANDLER, flag, at=NOON)
    assert not policies.can_end_flag(people.NURSE, flag, at=NOON)
