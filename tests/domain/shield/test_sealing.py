"""A sealed record is absent for everybody who is not named; a report about it succeeds."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection

from safereturn.agencies import actions as agencies
from safereturn.agencies.models import Appointment, Person
from safereturn.agencies.rules import DutyKind, Stretch
from safereturn.audit.record import looking, recording
from safereturn.children import actions, policies, queries
from safereturn.children.actions import AlreadyRung, AlreadySealed, NotSealed
from safereturn.children.models import Identifier, ProtectedLine, SealedReport
from safereturn.children.rules import IdentifierKind
from safereturn.episodes import queries as episodes
from safereturn.foundation.actor import Actor, the_service
from safereturn.foundation.errors import Invalid, NotAllowed, NotFound
from safereturn.foundation.hidden import hidden_from, is_hidden
from safereturn.foundation.identity import acting
from safereturn.involvement import actions as involvement
from safereturn.involvement.models import Named, Seal
from safereturn.involvement.rules import Personal
from safereturn.notifications import queries as notifications
from safereturn.notifications.actions import notify
from safereturn.notifications.jobs import deliver
from safereturn.notifications.models import Delivery, Notice
from safereturn.notifications.rules import State
from safereturn.risk import queries as risk
from tests import people
from tests.domain.children.making import NOON, a_child
from tests.domain.shield.making import (
    NAME,
    NHS,
    PHONE,
    a_report,
    a_seal,
    a_sealed_child,
    seal,
    the_job,
)
from tests.people import COORDINATOR, OFFICER, OUT_OF_HOURS, SOCIAL_WORKER

pytestmark = pytest.mark.usefixtures("town")

NAMED = (COORDINATOR, SOCIAL_WORKER)
UNNAMED = tuple(actor for actor in people.EVERYBODY if actor not in NAMED)


@pytest.fixture(autouse=True)
def look(town: None) -> Iterator[None]:
    with looking("test.page", by=OFFICER):
        yield


@pytest.mark.parametrize("actor", people.EVERYBODY, ids=lambda actor: actor.name)
def test_who_may_seal(actor: Actor) -> None:
    child = a_child()
    assert policies.can_seal(actor, child.pk, at=NOON).allowed is (actor is COORDINATOR)


@pytest.mark.parametrize("actor", UNNAMED, ids=lambda actor: actor.name)
def test_for_whoever_is_not_named_there_is_no_such_child(actor: Actor) -> None:
    child = a_sealed_child()
    with acting(actor, at=NOON):
        for read in (queries.get_child, queries.find_restricted):
            with pytest.raises(NotFound):
                read(actor, child.ref, at=NOON)
        assert queries.cards(actor, [child.pk], at=NOON) == {}
        found = queries.search(actor, f"{NAME} 04/03/2011", at=NOON)
        assert not found.hits
        assert not found.pointers
        assert is_hidden(actor.person_id, child.pk)
        assert not policies.can_change(actor, child.pk, at=NOON)


@pytest.mark.parametrize("actor", NAMED, ids=lambda actor: actor.name)
def test_for_whoever_is_named_the_record_is_as_it_was(actor: Actor) -> None:
    child = a_sealed_child()
    with acting(actor, at=NOON):
        assert queries.get_child(actor, child.ref, at=NOON) == child
        assert child.pk in queries.cards(actor, [child.pk], at=NOON)
        assert [hit.card.id for hit in queries.search(actor, NAME, at=NOON)] == [child.pk]
        assert not is_hidden(actor.person_id, child.pk)


def test_nothing_is_hidden_from_the_service() -> None:
    a_sealed_child()
    assert list(Seal.objects.filter(child_id__in=hidden_from(the_service().person_id))) == []


def test_a_name_ends_and_the_record_is_gone_at_the_next_look() -> None:
    child = a_sealed_child()
    actions.name_person(child.pk, OUT_OF_HOURS.person_id, at=NOON, by=COORDINATOR)
    actions.name_person(child.pk, OUT_OF_HOURS.person_id, at=NOON, by=COORDINATOR)
    assert queries.get_child(OUT_OF_HOURS, child.ref, at=NOON) == child
    actions.unname_person(child.pk, OUT_OF_HOURS.person_id, at=NOON, by=COORDINATOR)
    with pytest.raises(NotFound):
        queries.get_child(OUT_OF_HOURS, child.ref, at=NOON)
    assert Named.objects.filter(person_id=OUT_OF_HOURS.person_id).count() == 1


def test_one_alone_is_never_left_and_only_people_can_be_named() -> None:
    child = a_sealed_child()
    with pytest.raises(Invalid, match="two must be left"):
        actions.unname_person(child.pk, SOCIAL_WORKER.person_id, at=NOON, by=COORDINATOR)
    with pytest.raises(Invalid, match="who have an account"):
        actions.name_person(child.pk, child.pk, at=NOON, by=COORDINATOR)
    with pytest.raises(AlreadySealed):
        seal(child)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"why": " "}, "why"),
        ({"review_on": NOON.date()}, "review_on"),
        ({"desk_contact": ""}, "desk_contact"),
        ({"people": frozenset()}, "people"),
    ],
)
def test_a_seal_says_why_until_when_who_rings_and_who_else(
    wrong: dict[str, object], field: str
) -> None:
    child = a_child()
    with pytest.raises(Invalid) as refused:
        actions.seal(child.pk, replace(a_seal(), **wrong), at=NOON, by=COORDINATOR)  # type: ignore[arg-type]
    assert set(refused.value.fields) == {field}
    child.refresh_from_db()
    assert not child.sealed


def test_a_seal_is_taken_off_with_a_reason_and_the_numbers_come_back() -> None:
    child = a_sealed_child()
    with pytest.raises(Invalid):
        actions.unseal(child.pk, because=" ", at=NOON, by=COORDINATOR)
    actions.unseal(child.pk, because="She has moved", at=NOON, by=COORDINATOR)
    assert queries.get_child(OFFICER, child.ref, at=NOON) == child
    assert not Identifier.objects.filter(child=child, shielded=True).exists()
    for again in (
        lambda: actions.unseal(child.pk, because="Twice", at=NOON, by=COORDINATOR),
        lambda: actions.name_person(child.pk, OFFICER.person_id, at=NOON, by=COORDINATOR),
        lambda: actions.unname_person(child.pk, OFFICER.person_id, at=NOON, by=COORDINATOR),
    ):
        with pytest.raises(NotSealed):
            again()


def test_the_number_of_a_sealed_child_is_nobodys_for_anybody_else() -> None:
    sealed, other = a_sealed_child(), a_child("Ada Invented")
    number = (other.pk, IdentifierKind.NHS_NUMBER, NHS)
    actions.add_identifier(*number, at=NOON, by=COORDINATOR)
    mine = actions.add_identifier(
        sealed.pk, IdentifierKind.COUNCIL_ID, "C-7", at=NOON, by=COORDINATOR
    )
    assert mine.shielded
    actions.unseal(sealed.pk, because="She has moved", at=NOON, by=COORDINATOR)
    kept = dict(Identifier.objects.filter(child=sealed).values_list("kind", "shielded"))
    assert kept == {"nhs_number": True, "council_id": False}


def test_a_report_about_a_sealed_child_is_linked_and_the_named_are_told() -> None:
    sealed = a_sealed_child()
    episode = a_report()
    assert the_job(episode)
    assert the_job(episode)
    [link] = SealedReport.objects.all()
    assert (link.child_id, link.episode_ref) == (sealed.pk, episode.ref)
    assert link.caller_phone == PHONE
    notices = Notice.objects.filter(kind="sealed.reported")
    assert {notice.person_id for notice in notices} == {actor.person_id for actor in NAMED}
    assert {notice.reference for notice in notices} == {episode.ref}
    mails = Delivery.objects.filter(notice__in=notices).values_list("address", flat=True)
    assert set(mails) == {people.email_of(actor) for actor in NAMED}
    for actor in UNNAMED:
        lines = notifications.list_notices(actor)
        assert "sealed.reported" not in {line.kind for line in lines}
    assert "sealed.reported" in {line.kind for line in notifications.list_notices(SOCIAL_WORKER)}


@pytest.mark.parametrize(
    ("name", "more"),
    [
        (NAME, {}),
        ("hidden  wren", {}),
        ("Quite Another", {"identifiers": ((IdentifierKind.NHS_NUMBER, NHS),)}),
    ],
    ids=["name and birth", "the other way round", "a number"],
)
def test_a_strong_key_finds_the_sealed_child(name: str, more: dict[str, object]) -> None:
    a_sealed_child()
    assert the_job(a_report(name, **more))  # type: ignore[arg-type]


def test_a_weak_key_does_not_and_nor_does_a_child_who_is_not_sealed() -> None:
    sealed = a_sealed_child()
    assert not the_job(a_report("Wren Other"))
    actions.unseal(sealed.pk, because="She has moved", at=NOON, by=COORDINATOR)
    assert not the_job(a_report())
    assert not SealedReport.objects.exists()
    assert not ProtectedLine.objects.exists()


def test_whoever_looks_for_the_child_gets_vital_risk_and_nothing_else() -> None:
    a_sealed_child()
    episode = a_report(by=people.OTHER_OFFICER)
    the_job(episode)
    grader = people.OTHER_SUPERVISOR
    with acting(grader, at=NOON):
        shown = risk.get_picture(grader, episodes.get_by_id(grader, episode.pk, at=NOON), at=NOON)
    assert shown.protected == (
        "From a protected record: Needs insulin. Protected desk, 01632 960777 will ring you.",
    )
    assert "refuge" not in str(shown)
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from children_membership where ends_at is null")
        assert cursor.fetchone() == (2,), "the two records stay two"


def test_nobody_but_the_searching_force_is_told_that_there_is_such_a_record() -> None:
    a_sealed_child()
    episode = a_report(by=people.OTHER_OFFICER)
    the_job(episode)
    host = people.HOST_COORDINATOR
    from safereturn.audit.record import recording  # noqa: PLC0415

    with recording("test.host", by=the_service(), child_id=episode.child_id):
        from safereturn.involvement.rules import Basis  # noqa: PLC0415

        involvement.open_(
            episode.child_id, host.agency_id, Basis.HOST_AUTHORITY, because="test", at=NOON
        )
    with acting(host, at=NOON):
        shown = risk.get_picture(host, episodes.get_by_id(host, episode.pk, at=NOON), at=NOON)
    assert shown.protected == ()


def test_where_nobody_is_named_any_more_the_lead_alone_learns_of_it_even_while_off() -> None:
    lead = people.a_lead(people.EXAMPLESHIRE)
    people.settle_more(lead)
    a_sealed_child()
    with recording("test.left", by=the_service()):
        gone = [actor.person_id for actor in NAMED]
        Appointment.objects.filter(person_id__in=gone).update(ends_at=NOON - timedelta(hours=1))
    hours = (NOON - timedelta(hours=1), NOON + timedelta(hours=8))
    off = Stretch(lead.person_id, DutyKind.OFF, *hours, 1)
    with acting(people.ADMINISTRATOR, at=NOON):
        agencies.enter_duty(off, at=NOON, by=people.ADMINISTRATOR)
    the_job(a_report(by=people.OTHER_OFFICER))
    told = Notice.objects.get(kind="sealed.nobody_named")
    assert told.person_id == lead.person_id
    for colleague in (OUT_OF_HOURS, people.ADMINISTRATOR):
        with acting(colleague, at=NOON):
            assert told.pk not in {line.id for line in notifications.list_notices(colleague)}
            with pytest.raises(NotFound):
                notifications.get_notice(colleague, told.pk)
    with acting(lead, at=NOON):
        assert notifications.get_notice(lead, told.pk) == told


def test_where_nobody_governs_either_the_administrators_must_find_somebody() -> None:
    a_sealed_child()
    with recording("test.left", by=the_service()):
        gone = [actor.person_id for actor in NAMED]
        Appointment.objects.filter(person_id__in=gone).update(ends_at=NOON - timedelta(hours=1))
    the_job(a_report(by=people.OTHER_OFFICER))
    told = Notice.objects.get(kind="sealed.nobody_named")
    assert (told.person_id, told.path) == (people.ADMINISTRATOR.person_id, "/people/")
    assert (told.reference, told.child_id) == ("", None), "they work with no child"


def test_the_desk_rings_once_and_says_what_came_of_it() -> None:
    a_sealed_child()
    the_job(a_report())
    link = SealedReport.objects.get()
    ring: Callable[..., SealedReport] = actions.record_rung
    for actor in (OFFICER, OUT_OF_HOURS, people.OTHER_OFFICER):
        with pytest.raises(NotFound):
            ring(link.pk, "Rung", at=NOON, by=actor)
    with pytest.raises(Invalid):
        ring(link.pk, "  ", at=NOON, by=SOCIAL_WORKER)
    row = ring(link.pk, "Spoke to Ann: she is safe here", at=NOON, by=SOCIAL_WORKER)
    assert row.rung_by_id == SOCIAL_WORKER.person_id
    with pytest.raises(AlreadyRung):
        ring(link.pk, "Rung again", at=NOON + timedelta(minutes=1), by=COORDINATOR)


def test_no_more_messages_about_a_sealed_child_go_to_a_desk() -> None:
    child = a_child(NAME)
    assert queries.addresses_about(child.pk, [people.EXAMPLESHIRE], at=NOON) == {
        people.EXAMPLESHIRE: ["mash@council.example"]
    }
    seal(child)
    both = queries.addresses_about(child.pk, [people.EXAMPLESHIRE, people.HARBOUR_VIEW], at=NOON)
    assert set(both) == {people.EXAMPLESHIRE}
    assert set(both[people.EXAMPLESHIRE]) == {people.email_of(actor) for actor in NAMED}


def test_whoever_is_not_named_may_not_seal_again_name_or_unseal() -> None:
    child = a_sealed_child()
    other = replace(COORDINATOR, person_id=OUT_OF_HOURS.person_id)
    for tried in (
        lambda: actions.seal(child.pk, a_seal(), at=NOON, by=other),
        lambda: actions.unseal(child.pk, because="No", at=NOON, by=other),
        lambda: actions.name_person(child.pk, other.person_id, at=NOON, by=other),
        lambda: actions.unname_person(child.pk, SOCIAL_WORKER.person_id, at=NOON, by=other),
    ):
        with pytest.raises(NotAllowed, match="not involved"):
            tried()


@pytest.mark.parametrize(
    ("address", "person", "state"),
    [
        pytest.param("mash@council.example", None, State.WITHHELD, id="a desk"),
        pytest.param("", None, State.SENT, id="somebody named, for their agency"),
        pytest.param("", SOCIAL_WORKER, State.SENT, id="somebody named"),
        pytest.param("", OUT_OF_HOURS, State.WITHHELD, id="a colleague who is not named"),
    ],
)
def test_a_message_queued_before_a_seal_does_not_go_out_after_it(
    address: str, person: Actor | None, state: State
) -> None:
    child = a_child()
    to = address or f"{Person.objects.get(pk=(person or SOCIAL_WORKER).person_id).email}"
    with acting(the_service(), at=NOON, child_id=child.pk):
        notice = notify(
            people.EXAMPLESHIRE, "episode.located", key="before", reference="ME-TEST001",
            path="/", at=NOON, child_id=child.pk, addresses=[to],
            person_id=person.person_id if person else None,
        )  # fmt: skip
    seal(child)
    row = Delivery.objects.get(notice=notice)
    deliver(delivery_id=str(row.pk), child_id=str(child.pk))
    row.refresh_from_db()
    assert row.state == state
    assert [message.to for message in mail.outbox] == ([[to]] if state is State.SENT else [])


def test_a_message_goes_out_to_whoever_is_not_kept_out() -> None:
    child = a_child()
    with acting(the_service(), at=NOON, child_id=child.pk):
        for who in (SOCIAL_WORKER, OUT_OF_HOURS):
            notify(
                people.EXAMPLESHIRE, "child.opened", key=who.name, reference="MC-TEST001", path="/",
                at=NOON, child_id=child.pk, addresses=[f"{who.name}@x.example".replace(" ", "")],
                person_id=who.person_id,
            )  # fmt: skip
    with acting(COORDINATOR, at=NOON), recording("test", by=COORDINATOR, child_id=child.pk):
        involvement.keep_out(
            child.pk, OUT_OF_HOURS.person_id, why=Personal.FAMILY, note="",
            at=NOON, by=COORDINATOR.person_id,
        )  # fmt: skip
    for row in Delivery.objects.all():
        deliver(delivery_id=str(row.pk), child_id=str(child.pk))
    assert [message.to for message in mail.outbox] == [["SolWorker@x.example"]]
