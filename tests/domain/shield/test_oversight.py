"""Who looked, looks from outside the case, people kept out, and how rare overrides are."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from safereturn.audit.models import Entry
from safereturn.audit.record import looking
from safereturn.audit.rules import Act
from safereturn.children import actions as child_actions
from safereturn.children import queries as children
from safereturn.children.models import Child
from safereturn.children.rules import Emergency
from safereturn.foundation.actor import Actor, Role, the_service
from safereturn.foundation.errors import Invalid, NotAllowed, NotFound
from safereturn.foundation.identity import acting
from safereturn.involvement.models import KeptOut
from safereturn.involvement.rules import Personal
from safereturn.oversight import actions, jobs, policies, queries
from safereturn.oversight.models import MonthFigure, OutsideLook
from safereturn.oversight.rules import share
from tests import people
from tests.domain.children.making import NOON, a_child
from tests.domain.shield.making import a_report, a_sealed_child, a_ticket, the_job
from tests.people import CARER, COORDINATOR, HOME_MANAGER, OFFICER, OTHER_OFFICER, SOCIAL_WORKER

pytestmark = pytest.mark.usefixtures("town")

LEAD = people.a_lead(people.EXAMPLESHIRE)
OTHER_LEAD = people.a_lead(people.SAMPLEFORD_POLICE)


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture(autouse=True)
def leads(town: None) -> None:
    people.settle_more(LEAD, OTHER_LEAD)


def look_at(child: Child, by: Actor) -> None:
    with acting(by, at=now()), looking("child:child", by=by):
        children.get_child(by, child.ref, at=now())


def looks(actor: Actor, child: Child) -> queries.Looks:
    with acting(actor, at=now()), looking("oversight:looks", by=actor):
        return queries.who_looked(actor, child.ref, at=now())


def broken(child: Child) -> None:
    ticket = a_ticket(OTHER_OFFICER, child, at=now())
    why = Emergency("Hurt", "Now", "Nobody answers")
    with acting(OTHER_OFFICER, at=now()), looking("test", by=OTHER_OFFICER):
        child_actions.open_emergency(ticket, why, at=now(), by=OTHER_OFFICER)


@pytest.mark.parametrize("actor", people.EVERYBODY, ids=lambda actor: actor.name)
def test_who_may_see_who_looked(actor: Actor) -> None:
    child = a_child()
    may = {COORDINATOR, SOCIAL_WORKER, people.OUT_OF_HOURS}
    assert policies.can_see_looks(actor, child.pk, at=NOON).allowed is (actor in may)


def test_agencies_and_roles_are_shown_and_a_name_only_when_asked_for_and_logged() -> None:
    child = a_child()
    look_at(child, OFFICER)
    found = looks(SOCIAL_WORKER, child)
    line = next(line for line in found.lines if line.agency == "Exampleshire Police")
    assert line.roles == (Role.POLICE_OFFICER,)
    assert line.clauses
    assert not line.outside
    assert OFFICER.name not in str(found.lines)
    with acting(SOCIAL_WORKER, at=now()), looking("oversight:look", by=SOCIAL_WORKER):
        looker = queries.whose_look(SOCIAL_WORKER, child.ref, line.id, at=now())
    assert looker.person == OFFICER.name
    entry = Entry.objects.get(name="oversight:look")
    assert entry.person_id == SOCIAL_WORKER.person_id
    assert entry.refs and str(line.id) in entry.refs
    with acting(SOCIAL_WORKER, at=now()), looking("x", by=SOCIAL_WORKER), pytest.raises(NotFound):
        queries.whose_look(SOCIAL_WORKER, child.ref, uuid4(), at=now())
    with pytest.raises(NotAllowed):
        looks(OFFICER, child)


def test_what_was_typed_into_a_search_is_not_shown() -> None:
    child = a_child()
    a_ticket(OTHER_OFFICER, child, at=now())
    [line] = [line for line in looks(COORDINATOR, child).lines if line.act is Act.SEARCH]
    assert (line.reason, line.outside) == ("", True)


def test_looks_from_outside_are_put_before_the_owner_once_until_they_are_seen() -> None:
    child = a_child()
    look_at(child, OFFICER)
    broken(child)
    jobs.find_outside_looks(0)
    jobs.find_outside_looks(0)
    rows = OutsideLook.objects.filter(child_id=child.pk)
    assert {(row.agency_id, row.owner_agency_id) for row in rows} == {
        (people.SAMPLEFORD_POLICE, people.EXAMPLESHIRE)
    }
    assert len({row.entry_id for row in rows}) == len(rows)
    owed = queries.owed(SOCIAL_WORKER, at=now())
    assert owed.looks == ((child.ref, len(rows)),)
    assert owed
    assert queries.owed(COORDINATOR, at=now()).to_review == 1
    assert not queries.owed(OFFICER, at=now())
    assert looks(SOCIAL_WORKER, child).to_see == len(rows)
    with acting(SOCIAL_WORKER, at=now()), looking("x", by=SOCIAL_WORKER):
        assert actions.seen_looks(child.pk, at=now(), by=SOCIAL_WORKER) == len(rows)
    assert not queries.owed(SOCIAL_WORKER, at=now()).looks
    with pytest.raises(NotAllowed):
        actions.seen_looks(child.pk, at=now(), by=OFFICER)


def test_the_named_see_whom_to_ring_and_seals_past_their_day_and_nobody_else_does() -> None:
    sealed = a_sealed_child()
    episode = a_report()
    the_job(episode)
    late = NOON + timedelta(days=200)
    owed = queries.owed(SOCIAL_WORKER, at=late)
    [(link, ref, _)] = owed.to_ring
    assert (ref, owed.seals) == (episode.ref, (sealed.ref,))
    assert queries.owed(SOCIAL_WORKER, at=NOON).seals == ()
    assert not queries.owed(people.OUT_OF_HOURS, at=late)
    with looking("test", by=SOCIAL_WORKER):
        ring = queries.get_ring(SOCIAL_WORKER, link, at=NOON)
        assert (ring.caller, ring.child_ref) == ("Ann Caller", sealed.ref)
        for actor in (people.OUT_OF_HOURS, OTHER_OFFICER):
            with pytest.raises(NotFound):
                queries.get_ring(actor, link, at=NOON)
        child_actions.record_rung(link, "Spoken to", at=NOON, by=SOCIAL_WORKER)
        assert queries.get_ring(COORDINATOR, link, at=NOON).rung_by == SOCIAL_WORKER.name


def test_the_page_of_a_seal_is_for_those_who_may_seal() -> None:
    sealed, other = a_sealed_child(), a_child("Ada Invented")
    with looking("test", by=COORDINATOR):
        page = queries.seal_page(COORDINATOR, sealed.ref, at=NOON)
        assert page.sealed
        assert {one.name for one in page.named} == {COORDINATOR.name, SOCIAL_WORKER.name}
        assert SOCIAL_WORKER.name not in {one.name for one, _ in page.others}
        assert not queries.seal_page(COORDINATOR, other.ref, at=NOON).sealed
        with pytest.raises(NotAllowed):
            queries.seal_page(SOCIAL_WORKER, sealed.ref, at=NOON)
        with pytest.raises(NotFound):
            queries.seal_page(people.OUT_OF_HOURS, sealed.ref, at=NOON)


def keep_out(child: Child, who: Actor, by: Actor) -> None:
    with acting(by, at=NOON), looking("test", by=by):
        actions.keep_out(child.ref.lower(), who.person_id, Personal.FAMILY, "Aunt", at=NOON, by=by)


@pytest.mark.parametrize(
    ("by", "may"),
    [
        (CARER, True),
        (HOME_MANAGER, True),
        (replace(LEAD, agency_id=people.HARBOUR_VIEW), True),
        (replace(CARER, person_id=uuid4()), False),
        (COORDINATOR, False),
        (LEAD, False),
    ],
    ids=["herself", "her manager", "her governance lead", "a colleague", "another", "another lead"],
)
def test_who_may_keep_a_carer_out(by: Actor, may: bool) -> None:
    child = a_child()
    if may:
        keep_out(child, CARER, by)
        assert KeptOut.objects.get().why == Personal.FAMILY
    else:
        with pytest.raises(NotAllowed):
            keep_out(child, CARER, by)


def test_for_whoever_is_kept_out_the_child_is_absent_and_the_others_go_on() -> None:
    child = a_child()
    look_at(child, CARER)
    keep_out(child, CARER, CARER)
    keep_out(child, CARER, HOME_MANAGER)
    with pytest.raises(NotFound):
        look_at(child, CARER)
    look_at(child, HOME_MANAGER)
    with acting(CARER, at=now()), looking("test", by=CARER):
        assert not children.search(CARER, child.name, at=now()).hits
        assert not children.search(CARER, f"{child.name} 04/03/2011", at=now()).pointers
    row = KeptOut.objects.get()
    with looking("test", by=HOME_MANAGER):
        [line] = queries.front(HOME_MANAGER, at=NOON).kept_out
        assert (line.child_ref, line.person) == (child.ref, CARER.name)
        assert queries.get_kept_out(HOME_MANAGER, row.pk, at=NOON) == line
        for actor in (
            CARER,
            COORDINATOR,
            replace(HOME_MANAGER, person_id=uuid4(), roles=frozenset()),
        ):
            with pytest.raises(NotFound):
                queries.get_kept_out(actor, row.pk, at=NOON)
        with pytest.raises(NotFound):
            queries.get_kept_out(HOME_MANAGER, uuid4(), at=NOON)
    with pytest.raises(NotFound):
        actions.let_in(row.pk, "I promise", at=NOON, by=CARER)
    with pytest.raises(NotAllowed):
        actions.let_in(row.pk, "They promise", at=NOON, by=COORDINATOR)
    with pytest.raises(Invalid):
        actions.let_in(row.pk, " ", at=NOON, by=HOME_MANAGER)
    with acting(HOME_MANAGER, at=NOON):
        actions.let_in(row.pk, "It was another family", at=NOON, by=HOME_MANAGER)
    look_at(child, CARER)


def test_nobody_lets_themselves_in() -> None:
    assert not policies.can_let_in(HOME_MANAGER, HOME_MANAGER.person_id, at=NOON)


def test_a_reference_that_is_not_ours_and_one_that_is_nobodys_get_one_answer() -> None:
    elsewhere, sealed = a_child("Bo Other"), a_sealed_child()
    said = set()
    for ref in (elsewhere.ref, sealed.ref, "MC-0000000"):
        by = replace(OTHER_OFFICER, roles=frozenset({Role.POLICE_SUPERVISOR}))
        with acting(by, at=NOON), pytest.raises(Invalid) as refused:
            actions.keep_out(ref, by.person_id, Personal.WITNESS, "", at=NOON, by=by)
        said.add(str(refused.value.fields))
    with acting(people.HOME_MANAGER, at=NOON), pytest.raises(Invalid) as refused:
        actions.keep_out(
            sealed.ref, CARER.person_id, Personal.WITNESS, "", at=NOON, by=people.HOME_MANAGER
        )
    assert said == {str(refused.value.fields)}


def test_the_governance_lead_sees_figures_and_openings_without_a_child() -> None:
    child = a_child()
    broken(child)
    look_at(child, OTHER_OFFICER)
    jobs.count_month(0)
    jobs.count_month(0)
    with looking("test", by=OTHER_LEAD):
        page = queries.front(OTHER_LEAD, at=now())
    [figure] = page.figures
    assert (figure.emergencies, figure.restricted) == (1, 0)
    assert figure.views >= 1
    assert figure.percent == share(1, figure.views)
    assert not figure.met
    [opened] = page.opened
    assert opened.person == OTHER_OFFICER.name
    assert not opened.overdue
    assert child.ref not in str(page)
    assert page.governs
    assert MonthFigure.objects.filter(agency_id=people.SAMPLEFORD_POLICE).count() == 1


def test_a_manager_sees_whom_they_keep_out_and_no_figures_and_a_worker_nothing() -> None:
    with looking("test", by=HOME_MANAGER):
        page = queries.front(HOME_MANAGER, at=NOON)
        assert (page.governs, page.figures, page.opened, page.reviewers) == (False, (), (), ())
        with pytest.raises(NotAllowed):
            queries.front(CARER, at=NOON)


def test_the_share_of_nothing_is_none() -> None:
    assert share(0, 0) == 0.0
    assert share(1, 400) == 0.25


def test_only_the_service_goes_through_the_trail_and_counts() -> None:
    for tried in (
        lambda: actions.find_outside_looks(at=NOON, by=LEAD),
        lambda: actions.count_this_month(at=NOON, by=LEAD),
    ):
        with pytest.raises(AssertionError):
            tried()
    assert actions.find_outside_looks(at=NOON, by=the_service()) == 0
