"""A draft is replaced by a file, whole or not at all; versions are exported and compared."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from safereturn.agencies.models import Agency
from safereturn.audit.record import recording
from safereturn.foundation.actor import AgencyKind, the_service
from safereturn.foundation.errors import NotFound
from safereturn.sharing import actions, queries
from safereturn.sharing.models import Party, Version
from safereturn.sharing.queries.agreements import area_called, known_agencies
from safereturn.sharing.rules import Text
from tests import people
from tests.domain.sharing.agreeing import (
    FOUR,
    HOME_LEAD,
    IN_APRIL,
    KEEPER,
    NOON,
    POLICE_LEAD,
    a_draft,
    dated,
    of_two,
    only,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]


def state_of(version: Version) -> tuple[Any, ...]:
    version.refresh_from_db()
    return (
        [(row.clause, row.position) for row in version.clauses.all()],
        sorted((str(p.agency_id), p.kind) for p in Party.objects.filter(version=version)),
        version.texts,
        version.review_on,
    )


def test_what_is_exported_and_imported_again_is_the_same() -> None:
    draft = of_two(a_draft())
    before = state_of(draft)
    text = queries.export_yaml(KEEPER, draft.pk, at=NOON)
    actions.import_yaml(draft.pk, text, at=NOON, by=POLICE_LEAD)
    assert state_of(draft) == before
    begins = text.replace("review:", "begins: 2026-06-01\nreview:")
    actions.import_yaml(draft.pk, begins, at=NOON, by=KEEPER)
    draft.refresh_from_db()
    assert draft.begins_on == date(2026, 6, 1)
    assert queries.export_yaml(KEEPER, draft.pk, at=NOON) == begins


def test_a_file_with_mistakes_changes_nothing() -> None:
    draft = of_two(a_draft())
    before = state_of(draft)
    text = queries.export_yaml(KEEPER, draft.pk, at=NOON)
    bad = text.replace("review: 2027-04-01", "review: soon").replace("depth: full", "depth: deep")
    with pytest.raises(actions.Mistakes) as refusal:
        actions.import_yaml(draft.pk, bad, at=NOON, by=KEEPER)
    assert len(refusal.value.mistakes) > 5
    assert str(refusal.value).startswith("Line 5: “soon” is not a date")
    assert state_of(draft) == before


def test_the_texts_that_a_file_leaves_out_are_empty_after_it() -> None:
    draft = of_two(a_draft())
    lines = queries.export_yaml(KEEPER, draft.pk, at=NOON).splitlines(keepends=True)
    start = lines.index("text:\n")
    end = lines.index("clauses:\n")
    actions.import_yaml(draft.pk, "".join(lines[:start] + lines[end:]), at=NOON, by=KEEPER)
    draft.refresh_from_db()
    assert draft.texts == {}


def test_an_agency_whose_name_does_not_say_which_is_named_by_its_number() -> None:
    with recording("test", by=the_service()):
        twins = [Agency.objects.create(name="Twin House", kind="childrens_home") for _ in "ab"]
        odd = Agency.objects.create(name="health", kind="other")
    known = known_agencies()
    for agency in (*twins, odd):
        assert known[str(agency.pk)] == agency.pk
    assert "Twin House" not in known and known["Harbour View"] == people.HARBOUR_VIEW


def test_two_versions_are_compared() -> None:
    first = dated(only(of_two(a_draft()), FOUR, replace(FOUR, number="5")))
    assert "begins: 2026-04-01\n" in queries.export_yaml(people.CARER, first.pk, at=NOON)
    second = a_draft(first.area_id)
    row = second.clauses.get(number="4")
    actions.save_clause(
        second.pk, replace(FOUR, note="new"), was="4", based_on=row.edits, at=NOON, by=KEEPER
    )
    actions.save_text(second.pk, {Text.PURPOSE: "x"}, None, based_on=0, at=NOON, by=KEEPER)
    purpose, four = queries.diff(KEEPER, first.pk, second.pk, at=NOON)
    assert purpose.becomes == "x" and four.fields == ("note",)
    with pytest.raises(NotFound):
        queries.diff(HOME_LEAD, first.pk, second.pk, at=NOON)


def test_an_area_is_found_by_its_name() -> None:
    draft = a_draft()
    assert area_called("exampleshire") == draft.area_id
    with pytest.raises(NotFound, match="no area called"):
        area_called("Nowhere")


def test_a_reader_is_told_what_they_may_do() -> None:
    draft = of_two(a_draft())
    keeper = queries.readable(KEEPER, draft.pk, at=NOON)
    assert set(keeper.can.values()) == {""} and keeper.may_sign == frozenset()
    worker = queries.readable(people.OFFICER, draft.pk, at=NOON)
    assert worker.can["comment"] == "" and "governance lead" in worker.can["edit"]
    assert not keeper.line.in_force(IN_APRIL) and not keeper.shipped
    actions.propose(draft.pk, at=NOON, by=KEEPER)
    police = queries.readable(POLICE_LEAD, draft.pk, at=NOON)
    [own] = [party for party in police.parties if party.agency_id == people.EXAMPLESHIRE_POLICE]
    assert police.may_sign == {own.id} and not own.has_answered
    assert len(queries.readable(KEEPER, draft.pk, at=NOON).may_sign) == 2
    actions.sign(own.id, name="A", title="Chief", at=NOON, by=POLICE_LEAD)
    signed = queries.readable(POLICE_LEAD, draft.pk, at=NOON)
    assert signed.may_sign == frozenset()
    assert [party.signed_by for party in signed.parties if party.has_answered] == ["A"]
    assert signed.clause("99") is None and signed.floor.number == "0"


def test_a_kind_of_agency_is_a_party_too() -> None:
    draft = a_draft()
    kinds = {party.kind for party in queries.readable(KEEPER, draft.pk, at=NOON).parties}
    assert kinds == {None, *AgencyKind}
    names = [party.name for party in queries.readable(KEEPER, draft.pk, at=NOON).parties]
    assert names[0] == "Exampleshire Council" and "schools and colleges, all of them" in names
