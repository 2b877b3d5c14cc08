"""Each change to a child's record: what it leaves, what it refuses, what the trail keeps."""

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from safereturn.audit.models import Change, Entry
from safereturn.audit.record import recording
from safereturn.children import actions, queries
from safereturn.children.models import (
    Child,
    ConnectedPerson,
    Detail,
    Flag,
    Identifier,
    Membership,
    Name,
    Profile,
    SearchKey,
)
from safereturn.children.rules import (
    DetailKind,
    FlagKind,
    IdentifierKind,
    MayTell,
    NameKind,
    NewChild,
    NewPerson,
)
from safereturn.clocks.models import Clock
from safereturn.foundation.actor import Actor, the_service
from safereturn.foundation.errors import Invalid, NotAllowed, NotFound
from safereturn.involvement import actions as involvement
from safereturn.involvement import queries as involved
from safereturn.involvement.models import Involvement
from safereturn.involvement.rules import Basis, Circumstance
from safereturn.sharing.models import Disclosure
from tests import people
from tests.domain.children.making import BORN, NOON, REVIEW, a_child, a_warning
from tests.people import (
    CARER,
    COORDINATOR,
    EXAMPLESHIRE,
    EXAMPLESHIRE_POLICE,
    FARAWAY,
    HARBOUR_VIEW,
    HEALTH,
    NURSE,
    OFFICER,
    OUTSIDER,
    SAMPLEFORD,
)

pytestmark = pytest.mark.usefixtures("town")
LATER = NOON + timedelta(hours=3)


def bases(child: Child, agency: UUID, at: datetime = LATER) -> frozenset[Basis]:
    return involved.agencies_of(child.pk, at=at).get(agency, frozenset())


class TestAdding:
    def test_a_child_stands_alone_with_names_numbers_keys_and_a_line_in_the_trail(self) -> None:
        child = actions.add(
            NewChild(
                name=" Ada Invented ",
                born_on=BORN,
                other_names=((NameKind.KNOWN_AS, "Addy"), (NameKind.ALIAS, " ")),
                identifiers=(
                    (IdentifierKind.COUNCIL_ID, "EX-1"),
                    (IdentifierKind.NHS_NUMBER, "943 476 5919"),
                ),
            ),
            at=NOON,
            by=COORDINATOR,
        )
        assert child.name == "Ada Invented"
        assert Membership.objects.get(child=child).same_as_id == child.pk
        assert [name.value for name in Name.objects.filter(child=child)] == ["Addy"]
        numbers = dict(Identifier.objects.values_list("kind", "agency_id"))
        assert numbers == {"council_id": EXAMPLESHIRE, "nhs_number": None}
        keys = set(SearchKey.objects.values_list("key", flat=True))
        assert {"n:ada", "n:addy", "i:9434765919", "i:EX1", "b:2011-03-04"} <= keys
        assert bases(child, EXAMPLESHIRE) == {Basis.OTHER}
        assert Entry.objects.get(name="child.added").act == "collection"

    def test_the_service_is_involved_with_nobody(self) -> None:
        child = actions.add(NewChild(name="Bo Invented"), at=NOON, by=the_service())
        assert not Involvement.objects.filter(child_id=child.pk).exists()

    def test_administrators_add_nobody(self) -> None:
        with pytest.raises(NotAllowed):
            actions.add(NewChild(name="Bo Invented"), at=NOON, by=people.ADMINISTRATOR)

    def test_a_number_of_another_child_is_refused_and_leaves_nothing(self) -> None:
        numbers = ((IdentifierKind.UPN, "H801200001001"),)
        actions.add(NewChild(name="Ada Invented", identifiers=numbers), at=NOON, by=COORDINATOR)
        with pytest.raises(actions.IdentifierTaken):
            actions.add(NewChild(name="Bo Invented", identifiers=numbers), at=NOON, by=OFFICER)
        assert Child.objects.count() == 1

    def test_two_agencies_may_use_the_same_number_of_their_own(self) -> None:
        numbers = ((IdentifierKind.COUNCIL_ID, "1"),)
        for by in (COORDINATOR, OUTSIDER):
            actions.add(NewChild(name="Ada Invented", identifiers=numbers), at=NOON, by=by)
        assert Identifier.objects.count() == 2


class TestChanging:
    def test_a_correction_keeps_the_former_name_findable_and_the_row_as_it_was(self) -> None:
        child = a_child()
        changed = NewChild(name="Ada Corrected", born_on=date(2011, 4, 3))
        actions.change(child.pk, changed, at=NOON, by=CARER)
        child.refresh_from_db()
        assert (child.name, child.born_on) == ("Ada Corrected", date(2011, 4, 3))
        assert Name.objects.get(child=child).kind == NameKind.FORMER
        keys = set(SearchKey.objects.filter(child_id=child.pk).values_list("key", flat=True))
        assert {"n:corrected", "n:invented", "b:2011-04-03"} <= keys
        assert "b:2011-03-04" not in keys
        kept = Change.objects.filter(row_id=child.pk, op="update").order_by("id").last()
        assert kept is not None
        assert kept.old is not None
        assert kept.old["name"] == "Ada Invented"

    def test_a_correction_of_the_rest_makes_no_former_name_and_lifts_no_restriction(self) -> None:
        child = a_child(restricted=True)
        actions.change(
            child.pk, NewChild(name="Ada Invented", first_language="Welsh"), at=NOON, by=CARER
        )
        child.refresh_from_db()
        assert child.restricted
        assert not Name.objects.exists()

    def test_nobody_uninvolved_changes_anything(self) -> None:
        child = a_child()
        with pytest.raises(NotAllowed, match="not involved"):
            actions.change(child.pk, NewChild(name="X"), at=NOON, by=OUTSIDER)

    def test_a_child_that_is_not_there(self) -> None:
        with pytest.raises(NotFound):
            actions.change(EXAMPLESHIRE, NewChild(name="X"), at=NOON, by=the_service())

    def test_names_are_added_once(self) -> None:
        child = a_child()
        for _ in range(2):
            actions.add_name(child.pk, NameKind.ALIAS, " Addy ", at=NOON, by=OFFICER)
        assert Name.objects.get().value == "Addy"
        with pytest.raises(Invalid):
            actions.add_name(child.pk, NameKind.ALIAS, " ", at=NOON, by=OFFICER)

    def test_identifiers_are_added_once_ended_and_still_find_the_child(self) -> None:
        child = a_child()
        for _ in range(2):
            row = actions.add_identifier(
                child.pk, IdentifierKind.POLICE_ID, "P9", at=NOON, by=OFFICER
            )
        assert Identifier.objects.get() == row
        for _ in range(2):
            ended = actions.end_identifier(row, at=NOON, by=OFFICER)
        assert ended.valid_to == NOON.date()
        assert SearchKey.objects.filter(child_id=child.pk, key="i:P9").exists()


class TestTies:
    def test_the_true_relation_replaces_the_loose_one_of_whoever_added_the_child(self) -> None:
        child = a_child()
        assert bases(child, EXAMPLESHIRE) == {Basis.RESPONSIBLE_AUTHORITY}

    def test_there_is_one_responsible_authority(self) -> None:
        child = a_child()
        actions.involve(child.pk, SAMPLEFORD, Basis.RESPONSIBLE_AUTHORITY, at=LATER, by=COORDINATOR)
        at = LATER + timedelta(seconds=1)
        assert bases(child, SAMPLEFORD, at) == {Basis.RESPONSIBLE_AUTHORITY}
        assert bases(child, EXAMPLESHIRE, at) == frozenset()

    def test_only_relations_that_people_name_are_entered(self) -> None:
        child = a_child()
        with pytest.raises(Invalid):
            actions.involve(child.pk, FARAWAY, Basis.PLACEMENT, at=NOON, by=COORDINATOR)

    @pytest.mark.parametrize(
        ("by", "agency"), [(CARER, HARBOUR_VIEW), (NURSE, HEALTH), (OFFICER, EXAMPLESHIRE_POLICE)]
    )
    def test_nobody_makes_their_own_agency_the_authority(self, by: Actor, agency: UUID) -> None:
        child = a_child()
        with pytest.raises(Invalid):
            actions.involve(child.pk, agency, Basis.RESPONSIBLE_AUTHORITY, at=LATER, by=by)
        assert Basis.RESPONSIBLE_AUTHORITY not in bases(child, agency)
        assert Basis.RESPONSIBLE_AUTHORITY in bases(child, EXAMPLESHIRE)

    @pytest.mark.parametrize("by", [CARER, people.HOST_COORDINATOR], ids=lambda by: by.name)
    def test_only_the_authority_hands_over_to_another(self, by: Actor) -> None:
        child = a_child()
        actions.involve(child.pk, SAMPLEFORD, Basis.HOST_AUTHORITY, at=NOON, by=COORDINATOR)
        with pytest.raises(NotAllowed):
            actions.involve(child.pk, SAMPLEFORD, Basis.RESPONSIBLE_AUTHORITY, at=LATER, by=by)
        assert bases(child, SAMPLEFORD) == {Basis.HOST_AUTHORITY}

    def test_who_adds_a_child_can_only_be_what_their_agency_is(self) -> None:
        for by, basis in (
            (CARER, Basis.RETURN_INTERVIEWS),
            (OFFICER, Basis.RESPONSIBLE_AUTHORITY),
        ):
            with pytest.raises(Invalid):
                actions.add(NewChild(name="Bo Invented", basis=basis), at=NOON, by=by)

    def test_another_relation_may_stand_beside(self) -> None:
        child = a_child()
        actions.involve(child.pk, FARAWAY, Basis.OTHER, at=NOON, by=COORDINATOR)
        assert bases(child, FARAWAY) == {Basis.OTHER}

    def test_a_relation_ends_with_a_reason(self) -> None:
        child = a_child()
        end = actions.end_involvement
        with pytest.raises(Invalid):
            end(child.pk, HEALTH, Basis.HEALTH, because=" ", at=LATER, by=NURSE)
        with pytest.raises(NotAllowed):
            end(child.pk, HEALTH, Basis.HEALTH, because="Moved", at=LATER, by=OFFICER)
        end(child.pk, HEALTH, Basis.HEALTH, because="Moved", at=LATER, by=NURSE)
        assert Involvement.objects.get(agency_id=HEALTH).ended_by == "Moved"


class TestAround:
    def test_a_person_is_added_corrected_and_ended(self) -> None:
        child = a_child()
        father = NewPerson(name="Fa Ther", relation="Father")
        row = actions.add_person(child.pk, father, at=NOON, by=COORDINATOR)
        told = NewPerson(
            name="Fa Ther", relation="Father", may_tell=MayTell.NO, not_told_because="Order"
        )
        row = actions.change_person(row, told, at=LATER, by=CARER)
        assert (row.may_tell, row.source_agency_id) == (MayTell.NO, HARBOUR_VIEW)
        actions.end_person(row, at=LATER, by=CARER)
        with pytest.raises(actions.AlreadyEnded):
            actions.end_person(row, at=LATER, by=CARER)
        with pytest.raises(NotFound):
            actions.change_person(ConnectedPerson(child=child), told, at=LATER, by=CARER)

    def test_a_fact_has_a_source_a_time_and_keys(self) -> None:
        child = a_child()
        row = actions.add_detail(
            child.pk, DetailKind.PHONE, " 07700 900123 ", source_name="Her friend",
            obtained_at=NOON - timedelta(days=1), at=NOON, by=OFFICER,
        )  # fmt: skip
        actions.add_detail(child.pk, DetailKind.HOME_ADDRESS, "1 St, ZZ9 9ZZ", at=NOON, by=OFFICER)
        actions.add_detail(child.pk, DetailKind.PLACE, "The pier", at=NOON, by=OFFICER)
        found = SearchKey.objects.filter(source="children.details")
        assert set(found.values_list("key", flat=True)) == {"t:7700900123", "z:ZZ99ZZ"}
        assert actions.still_right(row, at=LATER, by=CARER).checked_at == LATER
        actions.end_detail(row, at=LATER, by=CARER)
        assert set(found.values_list("key", flat=True)) == {"z:ZZ99ZZ"}
        with pytest.raises(actions.AlreadyEnded):
            actions.still_right(row, at=LATER, by=CARER)
        with pytest.raises(NotFound):
            actions.end_detail(Detail(child=child), at=LATER, by=CARER)

    def test_a_fact_has_words_and_is_not_of_tomorrow(self) -> None:
        child = a_child()
        with pytest.raises(Invalid) as refused:
            actions.add_detail(
                child.pk, DetailKind.PLACE, " ", obtained_at=LATER, at=NOON, by=OFFICER
            )
        assert set(refused.value.fields) == {"text", "obtained_at"}


class TestWarnings:
    def test_a_warning_owes_its_review_moves_it_and_is_ended_by_a_person(self) -> None:
        child = a_child()
        a_warning(child, by=OFFICER)
        flag = Flag.objects.get()
        clock = Clock.objects.get(subject_id=flag.pk)
        assert clock.due_at.isoformat() == "2026-05-31T23:00:00+00:00"
        next_on = REVIEW + timedelta(days=90)
        actions.renew_flag(flag, review_on=next_on, evidence="Seen again", at=LATER, by=NURSE)
        flag.refresh_from_db()
        assert (flag.checked_at, flag.evidence) == (LATER, "Seen again")
        clock.refresh_from_db()
        assert clock.due_at.date() == next_on - timedelta(days=1)
        with pytest.raises(Invalid):
            actions.renew_flag(flag, review_on=NOON.date(), at=NOON, by=NURSE)
        with pytest.raises(Invalid):
            actions.end_flag(flag, because="", at=LATER, by=OFFICER)
        ended = actions.end_flag(flag, because="No evidence now", at=LATER, by=OFFICER)
        assert ended.ended_by_id == OFFICER.person_id
        clock.refresh_from_db()
        assert clock.met_at == LATER
        with pytest.raises(actions.FlagEnded):
            actions.renew_flag(flag, review_on=next_on, at=LATER, by=OFFICER)

    def test_no_date_ends_a_warning(self) -> None:
        child = a_child()
        a_warning(child, FlagKind.TRAFFICKING, by=OFFICER)
        assert queries.current_flags([child.pk])[child.pk][0].overdue_since(
            NOON + timedelta(days=4000)
        )

    def test_a_warning_that_is_not_there(self) -> None:
        child = a_child()
        with pytest.raises(NotFound):
            actions.renew_flag(Flag(child=child), review_on=REVIEW, at=NOON, by=OFFICER)


class TestProfile:
    def test_it_is_owned_by_whoever_cares_even_if_the_council_writes_it(self) -> None:
        child = a_child()
        answers = {"places": " The pier ", "phone": " "}
        profile = actions.save_profile(child.pk, answers, at=NOON, by=COORDINATOR)
        assert profile.owner_agency_id == HARBOUR_VIEW
        assert profile.answers == {"places": "The pier"}
        profile = actions.profile_still_right(child.pk, at=LATER, by=CARER)
        assert profile.reviewed_at == LATER
        assert not queries.profile_due(profile, LATER + timedelta(days=89))
        assert queries.profile_due(profile, LATER + timedelta(days=90))
        assert Profile.objects.count() == 1

    def test_without_a_placement_the_council_owns_it(self) -> None:
        child = actions.add(
            NewChild(name="Bo Invented", basis=Basis.RESPONSIBLE_AUTHORITY),
            at=NOON,
            by=COORDINATOR,
        )
        profile = actions.save_profile(child.pk, {}, at=NOON, by=COORDINATOR)
        assert profile.owner_agency_id == EXAMPLESHIRE

    def test_what_is_refused(self) -> None:
        child = a_child()
        with pytest.raises(Invalid, match="shoe size"):
            actions.save_profile(child.pk, {"shoe size": "6"}, at=NOON, by=CARER)
        with pytest.raises(NotAllowed):
            actions.save_profile(child.pk, {}, at=NOON, by=OFFICER)
        with pytest.raises(NotFound):
            actions.profile_still_right(child.pk, at=NOON, by=CARER)

    def test_police_get_it_while_missing_and_that_is_a_disclosure_once(self) -> None:
        child = a_child()
        actions.save_profile(child.pk, {"places": "The pier"}, at=NOON, by=CARER)
        with pytest.raises(NotAllowed):
            actions.release_profile(child.pk, at=NOON, by=OFFICER)
        with recording("test.missing", by=the_service()):
            involvement.begins(child.pk, Circumstance.MISSING_NOW, HEALTH, at=NOON)
        for _ in range(2):
            profile = actions.release_profile(child.pk, at=NOON, by=OFFICER)
            assert profile is not None
            assert profile.answers == {"places": "The pier"}
        released = Disclosure.objects.get()
        assert (released.agency_id, released.episode_id) == (OFFICER.agency_id, HEALTH)
        assert released.clause == "22"

    def test_those_who_keep_it_only_read_it(self) -> None:
        child = a_child()
        assert actions.release_profile(child.pk, at=NOON, by=CARER) is None
        actions.save_profile(child.pk, {}, at=NOON, by=CARER)
        assert actions.release_profile(child.pk, at=NOON, by=CARER) == Profile.objects.get()
        assert not Disclosure.objects.exists()
