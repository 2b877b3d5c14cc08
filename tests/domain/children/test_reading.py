"""Who sees a child, how deep; what is hidden, restricted or sealed; the look is noted."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from safereturn.audit import record
from safereturn.audit.models import Entry
from safereturn.audit.record import UnrecordedRead, looking, recording
from safereturn.children import actions, queries
from safereturn.children.models import Child, Membership
from safereturn.children.rules import DetailKind, FlagKind, MayTell, NewPerson
from safereturn.foundation.actor import Actor, the_service
from safereturn.foundation.errors import NotFound
from safereturn.involvement import actions as involvement
from safereturn.involvement.rules import Basis, Circumstance
from safereturn.sharing.rules import Kind
from tests import people
from tests.domain.children.making import A_DAY, NOON, REVIEW, a_child, a_warning
from tests.people import CARER, COORDINATOR, FARAWAY, HEALTH, NURSE, OFFICER, OUTSIDER

pytestmark = pytest.mark.usefixtures("town")


@pytest.fixture(autouse=True)
def look(town: None) -> Iterator[None]:
    """Each test reads as one page does."""
    with looking("test.page", by=OFFICER):
        yield


def missing_now(child: Child) -> None:
    with recording("test.missing", by=the_service()):
        involvement.begins(child.pk, Circumstance.MISSING_NOW, child.pk, at=NOON)


def change(child: Child, **values: object) -> None:
    with recording("test.change", by=the_service()):
        Child.objects.filter(pk=child.pk).update(**values)


@pytest.mark.parametrize(
    ("actor", "sees"),
    [
        (OFFICER, True), (COORDINATOR, True), (CARER, True), (NURSE, True),
        (OUTSIDER, False), (people.HOST_COORDINATOR, False), (people.INTERVIEWER, False),
    ],
    ids=lambda value: getattr(value, "name", value),
)  # fmt: skip
def test_only_involved_agencies_find_the_child(actor: Actor, sees: bool) -> None:
    child = a_child()
    assert set(queries.cards(actor, [child.pk], at=NOON)) == ({child.pk} if sees else set())
    if sees:
        assert queries.get_child(actor, child.ref, at=NOON) == child
        assert queries.get_by_id(actor, child.pk, at=NOON) == child
    else:
        with pytest.raises(NotFound, match="could not find"):
            queries.get_child(actor, child.ref, at=NOON)


def test_hidden_absent_and_sealed_read_alike() -> None:
    child, sealed = a_child(), a_child("Cy Sealed")
    change(sealed, sealed=True)
    asked = [(OUTSIDER, child.ref), (OFFICER, "MC-0000000"), (OFFICER, sealed.ref)]
    for actor, ref in asked:
        with pytest.raises(NotFound) as refused:
            queries.get_child(actor, ref, at=NOON)
        assert str(refused.value) == "We could not find that child."
    assert queries.cards(OFFICER, [sealed.pk], at=NOON) == {}
    with pytest.raises(NotFound):
        queries.find_restricted(OFFICER, sealed.ref, at=NOON)
    assert queries.get_by_id(the_service(), sealed.pk, at=NOON) == sealed


def test_a_look_that_nobody_keeps_is_a_defect() -> None:
    child = a_child()
    token = record._look.set(None)
    try:
        with pytest.raises(UnrecordedRead):
            queries.get_child(OFFICER, child.ref, at=NOON)
    finally:
        record._look.reset(token)


def test_a_restricted_record_is_listed_without_detail_and_opens_with_a_reason() -> None:
    child = a_child(restricted=True)
    card = queries.cards(OFFICER, [child.pk], at=NOON)[child.pk]
    assert (card.name, card.age, card.born_on, card.restricted) == ("", None, None, True)
    with pytest.raises(queries.Restricted) as refused:
        queries.get_child(OFFICER, child.ref, at=NOON)
    assert refused.value.ref == child.ref
    assert queries.find_restricted(OFFICER, child.ref, at=NOON) == child

    actions.open_restricted(child.ref, "I lead the search", at=NOON, by=OFFICER)
    assert queries.get_child(OFFICER, child.ref, at=NOON) == child
    assert queries.cards(OFFICER, [child.pk], at=NOON)[child.pk].name == "Ada Invented"
    with pytest.raises(queries.Restricted):
        queries.get_child(people.SUPERVISOR, child.ref, at=NOON)
    with pytest.raises(queries.Restricted):
        queries.get_child(OFFICER, child.ref, at=NOON + A_DAY / 24)
    opened = Entry.objects.get(name="child.opened")
    assert (opened.reason, opened.child_id) == ("I lead the search", child.pk)


def test_nothing_stands_between_the_police_and_a_child_missing_now() -> None:
    child = a_child(restricted=True)
    missing_now(child)
    assert queries.get_child(people.CALL_HANDLER, child.ref, at=NOON) == child
    assert queries.cards(OFFICER, [child.pk], at=NOON)[child.pk].missing_now
    with pytest.raises(queries.Restricted):
        queries.get_child(CARER, child.ref, at=NOON)


def test_cards_cost_two_queries_however_many() -> None:
    ids = [a_child(f"Child {number}").pk for number in "ABCDE"]
    with CaptureQueriesContext(
        connection,
    ) as asked:
        shown = queries.cards(OFFICER, ids, at=NOON)
    assert len(shown) == 5
    assert len(asked) == 2
    assert queries.cards(OFFICER, [], at=NOON) == {}


def test_ages_on_cards() -> None:
    known, guessed = a_child(), a_child("Not known", born=None, age_estimate=16)
    shown = queries.cards(OFFICER, [known.pk, guessed.pk], at=NOON)
    assert (shown[known.pk].age, shown[guessed.pk].age) == (14, 16)


def test_records_of_one_child_are_read_together() -> None:
    one, other = a_child(), a_child("Ada Inventd")
    with recording("test.merge", by=the_service()):
        Membership.objects.filter(child=other).update(ends_at=NOON)
        Membership.objects.create(child=other, same_as_id=one.pk, starts_at=NOON)
    a_warning(other, by=NURSE)
    assert queries.same_child(one.pk) == queries.same_child(other.pk) == {one.pk, other.pk}
    assert [flag.text for flag in queries.current_flags([one.pk])[one.pk]] == ["Act on medical"]
    assert queries.current_flags([]) == {}


def full(child: Child) -> None:
    """Fill every part of the record."""
    for kind, by in (
        (FlagKind.MEDICAL, NURSE),
        (FlagKind.SEXUAL_EXPLOITATION, OFFICER),
        (FlagKind.OTHER, COORDINATOR),
        (FlagKind.DOMESTIC_ABUSE, COORDINATOR),
    ):
        a_warning(child, kind, by=by)
    for detail in DetailKind:
        actions.add_detail(child.pk, detail, f"{detail} words", at=NOON, by=COORDINATOR)
    for name, concern in (("Mo Ther", False), ("Ms Concern", True)):
        actions.add_person(
            child.pk,
            NewPerson(
                name=name, relation="Adult", of_concern=concern, may_tell=MayTell.YES,
                phone="01632 960002",
            ),
            at=NOON,
            by=COORDINATOR,
        )  # fmt: skip
    actions.set_legal_status(
        child.pk, "C2", "Care order", starts_on=NOON.date(), at=NOON, by=COORDINATOR
    )
    actions.save_profile(child.pk, {"places": "The pier"}, at=NOON, by=CARER)


def test_those_who_look_after_the_child_read_every_part() -> None:
    child = a_child()
    full(child)
    about = queries.about(COORDINATOR, child, at=NOON)
    assert len(about.warnings) == 4
    assert len(about.first_warnings) == 3
    assert about.more == 1
    assert about.warnings[0].evidence == "GP letter"
    assert {detail.kind for detail in about.details} == {str(kind) for kind in DetailKind}
    assert [p.name for p in about.sections[Kind.FAMILY].people] == ["Mo Ther"]
    assert [p.name for p in about.sections[Kind.THIRD_PARTY].people] == ["Ms Concern"]
    assert about.sections[Kind.PLANS].legal[0].label == "Care order"
    profile = about.sections[Kind.CARER_PROFILE].profile
    assert profile is not None
    assert profile.answers == {"places": "The pier"}
    assert not about.withheld
    assert about.agency_names[HEALTH] == "Exampleshire Health Trust"


def test_what_is_withheld_says_who_to_ring_and_only_if_it_exists() -> None:
    child = a_child()
    assert not queries.about(OFFICER, child, at=NOON).withheld
    full(child)
    about = queries.about(OFFICER, child, at=NOON)
    hidden = {line.kind: line for line in about.withheld}
    assert set(hidden) == {Kind.CARER_PROFILE, Kind.HEALTH_SAFETY}
    assert [desk.agency for desk in hidden[Kind.CARER_PROFILE].desks] == ["Harbour View"]
    assert {desk.agency for desk in hidden[Kind.HEALTH_SAFETY].desks} == {
        "Exampleshire Council", "Exampleshire Health Trust",
    }  # fmt: skip
    assert about.sections[Kind.CARER_PROFILE].profile is None
    assert FlagKind.MEDICAL not in {warning.kind for warning in about.warnings}
    missing_now(child)
    about = queries.about(OFFICER, child, at=NOON)
    assert not about.withheld
    assert FlagKind.MEDICAL in {warning.kind for warning in about.warnings}


def test_in_summary_one_learns_who_and_not_how_to_reach_them() -> None:
    child = a_child()
    full(child)
    about = queries.about(CARER, child, at=NOON)
    [exploited] = [w for w in about.warnings if w.kind is FlagKind.SEXUAL_EXPLOITATION]
    assert exploited.evidence == ""


def test_an_agency_only_asked_sees_whom_it_is_about_and_nothing_else() -> None:
    child = a_child()
    full(child)
    with recording("test.asked", by=the_service()):
        involvement.open_(child.pk, FARAWAY, Basis.ASKED, because="test", at=NOON)
    about = queries.about(OUTSIDER, child, at=NOON)
    assert about.sections[Kind.IDENTITY].answer
    assert not about.warnings
    assert not about.withheld
    assert not about.details  # a name and an age are enough to match by


def test_a_warning_past_its_review_stays_and_says_so() -> None:
    child = a_child()
    a_warning(child, by=COORDINATOR)
    assert not queries.about(COORDINATOR, child, at=NOON).warnings[0].unchecked
    later = queries.about(COORDINATOR, child, at=NOON + 100 * A_DAY)
    assert later.warnings[0].unchecked
    assert later.warnings[0].review_on == REVIEW


def test_about_costs_few_queries() -> None:
    child = a_child()
    full(child)
    with CaptureQueriesContext(connection) as asked:
        queries.about(OFFICER, child, at=NOON)
    assert len(asked) <= 5
