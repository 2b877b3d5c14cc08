"""A restricted record opened, the glass broken, and what the owner says of it afterwards."""

from dataclasses import replace
from datetime import timedelta

import pytest

from safereturn.agencies.models import Appointment
from safereturn.audit.record import looking, recording
from safereturn.children import actions, policies, queries
from safereturn.children.actions import AlreadyReviewed
from safereturn.children.models import Child, Opening
from safereturn.children.queries import Restricted
from safereturn.children.rules import Emergency, FlagKind, OpeningKind, Verdict
from safereturn.foundation.actor import Actor, AgencyKind, Role, the_service
from safereturn.foundation.errors import Invalid, NotAllowed, NotFound
from safereturn.foundation.identity import acting
from safereturn.involvement.models import Involvement
from safereturn.involvement.rules import Basis
from safereturn.notifications import queries as notifications
from safereturn.notifications.models import Delivery, Notice
from safereturn.sharing.policies import decide_all
from safereturn.sharing.rules import Depth, Kind
from tests import people
from tests.domain.children.making import NOON, a_child, a_warning
from tests.domain.shield.making import a_ticket, seal
from tests.people import COORDINATOR, OTHER_OFFICER, OUTSIDER, SOCIAL_WORKER

pytestmark = pytest.mark.usefixtures("town")

WHY = Emergency("A child is in our hospital", "She is leaving now", "The hub: no answer")
CORE = {Kind.IDENTITY, Kind.WHEREABOUTS, Kind.HEALTH_SAFETY, Kind.RISK}
LEAD = people.a_lead(people.EXAMPLESHIRE)
OTHER_LEAD = people.a_lead(people.SAMPLEFORD_POLICE)
HOUR = timedelta(hours=1)


def broken(actor: Actor = OTHER_OFFICER, child: Child | None = None) -> Opening:
    """Break the glass: search, be pointed elsewhere, say why."""
    child = child or a_child("Ada Invented")
    ticket = a_ticket(actor, child)
    with acting(actor, at=NOON), looking("test.emergency", by=actor):
        return actions.open_emergency(ticket, WHY, at=NOON, by=actor)


def read(actor: Actor, child: Child, *, after: timedelta = timedelta()) -> Child:
    at = NOON + after
    with acting(actor, at=at), looking("test.page", by=actor):
        return queries.get_child(actor, child.ref, at=at)


def test_the_glass_opens_the_core_to_one_person_for_one_hour() -> None:
    child = a_child()
    a_warning(child, FlagKind.MEDICAL, by=COORDINATOR)
    a_warning(child, FlagKind.SEXUAL_EXPLOITATION, by=COORDINATOR)
    broken(child=child)
    with acting(OTHER_OFFICER, at=NOON), looking("test.page", by=OTHER_OFFICER):
        answers = decide_all(OTHER_OFFICER, Kind, child.pk, at=NOON)
        about = queries.about(OTHER_OFFICER, child, at=NOON)
    assert {kind for kind, answer in answers.items() if answer.depth >= Depth.SUMMARY} == CORE
    assert {one.kind for one in about.warnings} == {FlagKind.MEDICAL}
    assert read(OTHER_OFFICER, child) == child
    assert read(OTHER_OFFICER, child, after=HOUR - timedelta(seconds=1)) == child
    for actor, after in (
        (OTHER_OFFICER, HOUR),
        (people.OTHER_SUPERVISOR, timedelta()),
        (OUTSIDER, timedelta()),
    ):
        with pytest.raises(NotFound):
            read(actor, child, after=after)


def test_nothing_can_be_changed_with_it() -> None:
    child = a_child()
    broken(child=child)
    with acting(OTHER_OFFICER, at=NOON):
        assert not policies.can_change(OTHER_OFFICER, child.pk, at=NOON)
        assert not policies.can_restrict(OTHER_OFFICER, child.pk, at=NOON)


def test_a_restricted_record_is_open_with_it_and_its_own_card_is_not_asked_again() -> None:
    child = a_child()
    actions.restrict(child.pk, True, because="Danger at home", at=NOON, by=COORDINATOR)
    broken(child=child)
    assert read(OTHER_OFFICER, child) == child
    with pytest.raises(Restricted):
        read(people.NURSE, child)


def test_owner_and_both_governance_leads_are_told_without_personal_data() -> None:
    people.settle_more(LEAD, OTHER_LEAD)
    opening = broken()
    told = Notice.objects.filter(kind="opening.emergency")
    assert {(one.agency_id, one.person_id) for one in told} == {
        (people.EXAMPLESHIRE, None),
        (people.EXAMPLESHIRE, LEAD.person_id),
        (people.SAMPLEFORD_POLICE, OTHER_LEAD.person_id),
    }
    assert {one.reference for one in told} == {opening.ref}
    assert all(one.made_at == NOON for one in told)
    mails = set(Delivery.objects.filter(notice__in=told).values_list("address", flat=True))
    assert mails == {
        "mash@council.example", people.email_of(LEAD), people.email_of(OTHER_LEAD),
    }  # fmt: skip
    with acting(OTHER_LEAD, at=NOON):
        lines = notifications.list_notices(OTHER_LEAD)
        assert [line.kind for line in lines] == ["opening.emergency"]
    with acting(OTHER_OFFICER, at=NOON):
        assert not notifications.list_notices(OTHER_OFFICER)


def told_there(kind: str = "opening.emergency") -> list[tuple[object, str]]:
    """Who of the opener's agency is told, and where that leads."""
    rows = Notice.objects.filter(kind=kind, agency_id=people.SAMPLEFORD_POLICE)
    return sorted(rows.values_list("person_id", "path"))


def test_where_nobody_governs_the_administrators_are_told_and_never_who_opened() -> None:
    administrator = people.an_administrator(people.SAMPLEFORD_POLICE)
    people.settle_more(administrator)
    with recording("test.roles", by=the_service()):
        Appointment.objects.filter(person_id=OTHER_OFFICER.person_id).update(
            roles=[Role.POLICE_OFFICER, Role.GOVERNANCE_LEAD, Role.ADMINISTRATOR]
        )
    broken()
    assert told_there() == [(administrator.person_id, "/people/")]
    notice = Notice.objects.get(person_id=administrator.person_id)
    assert Delivery.objects.get(notice=notice).address == people.email_of(administrator)
    with acting(OTHER_OFFICER, at=NOON):
        assert not notifications.list_notices(OTHER_OFFICER)


def test_an_opening_is_in_no_list_that_who_opened_reads_even_where_there_is_nobody_else() -> None:
    people.settle_more(LEAD)
    opening = broken()
    assert told_there() == []
    with acting(COORDINATOR, at=NOON), looking("test.review", by=COORDINATOR):
        actions.review_opening(opening.pk, Verdict.NOT_JUSTIFIED, "Rang", at=NOON, by=COORDINATOR)
    assert told_there("opening.not_justified") == []
    with acting(OTHER_OFFICER, at=NOON):
        assert not notifications.list_notices(OTHER_OFFICER)
    # Whoever watches over the record learns that nobody there could be told.
    [told] = Notice.objects.filter(kind="opening.nobody_to_tell")
    assert (told.person_id, told.path) == (LEAD.person_id, "/oversight/")


def test_an_owner_without_anybody_who_watches_is_told_in_its_list() -> None:
    with recording("test.left", by=the_service()):
        Appointment.objects.filter(person_id=people.ADMINISTRATOR.person_id).update(ends_at=NOON)
    opening = broken()
    key = f"governance:opening.emergency:{opening.pk}:{people.EXAMPLESHIRE}"
    assert Notice.objects.get(key=key).person_id is None


@pytest.mark.parametrize("missing", ["what", "why_now", "rung"])
def test_each_of_the_three_answers_is_needed(missing: str) -> None:
    child = a_child()
    ticket = a_ticket(OTHER_OFFICER, child)
    with acting(OTHER_OFFICER, at=NOON), pytest.raises(Invalid) as refused:
        actions.open_emergency(ticket, replace(WHY, **{missing: " "}), at=NOON, by=OTHER_OFFICER)
    assert set(refused.value.fields) == {missing}
    assert not Opening.objects.exists()


def test_a_ticket_is_one_persons_for_one_hour_and_never_for_a_sealed_child() -> None:
    child = a_child()
    ticket = a_ticket(OTHER_OFFICER, child)
    tries = [
        (OUTSIDER, ticket, NOON),
        (replace(OTHER_OFFICER, agency_id=people.FARAWAY), ticket, NOON),
        (OTHER_OFFICER, ticket + "x", NOON),
        (OTHER_OFFICER, ticket, NOON + HOUR + timedelta(seconds=1)),
        (OTHER_OFFICER, ticket, NOON - timedelta(seconds=1)),
    ]
    for actor, tried, at in tries:
        with acting(actor, at=at), pytest.raises(NotFound):
            actions.open_emergency(tried, WHY, at=at, by=actor)
    seal(child)
    with acting(OTHER_OFFICER, at=NOON), pytest.raises(NotFound):
        actions.open_emergency(ticket, WHY, at=NOON, by=OTHER_OFFICER)
    assert not Opening.objects.exists()


@pytest.mark.parametrize(
    ("actor", "may"),
    [
        (OTHER_OFFICER, True),
        (OUTSIDER, True),
        (people.OTHER_SUPERVISOR, True),
        (people.OFFICER, False),
        (people.NURSE, False),
        (people.ADMINISTRATOR, False),
        (replace(OUTSIDER, roles=frozenset({Role.ANALYST})), False),
        (replace(OUTSIDER, roles=frozenset({Role.GOVERNANCE_LEAD})), False),
        (replace(OUTSIDER, roles=frozenset({Role.SYSTEM})), False),
    ],
)
def test_who_may_break_the_glass(actor: Actor, may: bool) -> None:
    child = a_child()
    with acting(actor, at=NOON):
        assert policies.can_open_emergency(actor, child.pk, at=NOON).allowed is may


def test_a_restricted_opening_waits_a_week_for_its_review_and_a_broken_glass_three_days() -> None:
    child = a_child()
    actions.restrict(child.pk, True, because="Danger at home", at=NOON, by=COORDINATOR)
    with acting(people.NURSE, at=NOON):
        opened = actions.open_restricted(child.ref, "On my ward", at=NOON, by=people.NURSE)
    glass = broken(child=a_child("Bo Invented"))
    assert opened.kind == OpeningKind.RESTRICTED
    assert opened.review_due_at == NOON + timedelta(days=7)
    assert glass.review_due_at == NOON + timedelta(hours=72)
    assert {opened.owner_agency_id, glass.owner_agency_id} == {people.EXAMPLESHIRE}
    with acting(COORDINATOR, at=NOON), looking("test.page", by=COORDINATOR):
        assert queries.count_to_review(COORDINATOR, at=NOON) == (2, 0)
        late = NOON + timedelta(days=4)
        assert queries.count_to_review(COORDINATOR, at=late) == (2, 1)
        lines = queries.openings(COORDINATOR, at=late)
    assert [(line.ref, line.overdue) for line in lines] == [
        (glass.ref, True), (opened.ref, False),
    ]  # fmt: skip
    assert lines[0].reason == WHY.what
    assert lines[0].rung == WHY.rung
    assert queries.count_to_review(people.CARER, at=NOON) == (0, 0)


@pytest.mark.parametrize(
    ("actor", "may"),
    [
        (COORDINATOR, True),
        (LEAD, True),
        (SOCIAL_WORKER, False),
        (people.HOST_COORDINATOR, False),
        (OTHER_OFFICER, False),
    ],
    ids=lambda value: getattr(value, "name", value),
)
def test_who_reviews_until_somebody_is_named(actor: Actor, may: bool) -> None:
    opening = broken()
    assert policies.can_review(actor, opening).allowed is may


def test_whoever_is_named_reviews_and_nobody_else_and_nobody_their_own() -> None:
    people.settle_more(LEAD)
    opening = broken()
    with pytest.raises(NotAllowed):
        actions.name_reviewer(SOCIAL_WORKER.person_id, at=NOON, by=COORDINATOR)
    with pytest.raises(Invalid):
        actions.name_reviewer(OTHER_OFFICER.person_id, at=NOON, by=LEAD)
    actions.name_reviewer(SOCIAL_WORKER.person_id, at=NOON, by=LEAD)
    assert policies.can_review(SOCIAL_WORKER, opening)
    assert policies.can_see_openings(SOCIAL_WORKER)
    assert not policies.can_review(COORDINATOR, opening)
    mine = replace(SOCIAL_WORKER)
    opening.person_id = mine.person_id
    assert "yourself" in policies.can_review(mine, opening).reason
    actions.end_reviewer(SOCIAL_WORKER.person_id, at=NOON, by=LEAD)
    assert not policies.can_see_openings(SOCIAL_WORKER)
    assert policies.can_review(COORDINATOR, opening)


def test_a_review_is_made_once_in_words_and_what_was_not_justified_goes_to_the_lead() -> None:
    people.settle_more(LEAD, OTHER_LEAD)
    opening = broken()

    def review(words: str = "I rang the hospital", by: Actor = COORDINATOR) -> Opening:
        with acting(by, at=NOON), looking("test.review", by=by):
            return actions.review_opening(
                opening.pk, Verdict.NOT_JUSTIFIED, words, at=NOON + HOUR, by=by
            )

    with pytest.raises(Invalid):
        review(" ")
    for stranger in (OTHER_OFFICER, people.HOST_COORDINATOR):
        with pytest.raises(NotFound):
            review(by=stranger)
    with pytest.raises(NotAllowed):
        review(by=SOCIAL_WORKER)
    row = review()
    assert (row.verdict, row.reviewed_by_id) == (Verdict.NOT_JUSTIFIED, COORDINATOR.person_id)
    with pytest.raises(AlreadyReviewed):
        review()
    [told] = Notice.objects.filter(kind="opening.not_justified")
    assert (told.agency_id, told.person_id) == (people.SAMPLEFORD_POLICE, OTHER_LEAD.person_id)
    assert (told.reference, told.child_id) == (opening.ref, None)


def test_what_was_justified_is_told_to_nobody() -> None:
    people.settle_more(OTHER_LEAD)
    opening = broken()
    actions.review_opening(opening.pk, Verdict.JUSTIFIED, "Right", at=NOON, by=COORDINATOR)
    assert not Notice.objects.filter(kind="opening.not_justified").exists()


def test_one_opening_is_read_by_its_owner_alone() -> None:
    opening = broken()
    with looking("test.page", by=COORDINATOR):
        assert queries.get_opening(COORDINATOR, opening.pk, at=NOON).may_review
        for actor in (OTHER_OFFICER, SOCIAL_WORKER):
            with pytest.raises(NotFound):
                queries.get_opening(actor, opening.pk, at=NOON)
        with pytest.raises(NotAllowed):
            queries.openings(SOCIAL_WORKER, at=NOON)


def test_the_relation_it_leaves_says_why_it_ended() -> None:
    broken()
    row = Involvement.objects.get(basis=Basis.EMERGENCY)
    assert (row.ends_at, row.subject_id) == (NOON + HOUR, OTHER_OFFICER.person_id)
    assert row.ended_by
    assert OTHER_OFFICER.agency_kind is AgencyKind.POLICE
