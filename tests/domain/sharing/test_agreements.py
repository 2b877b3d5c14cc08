"""An agreement from its first draft to the day it ends."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from safereturn.agencies.models import Agency
from safereturn.agencies.rules import Nation
from safereturn.audit.record import recording
from safereturn.foundation.actor import Actor, AgencyKind, the_service
from safereturn.foundation.errors import Conflict, Invalid, NotAllowed, NotFound
from safereturn.involvement import actions as involvement
from safereturn.involvement.queries import rulebook
from safereturn.involvement.rules import Basis
from safereturn.sharing import actions, queries
from safereturn.sharing.actions import drafting
from safereturn.sharing.models import Area, ClauseRow, Comment, Party, Version
from safereturn.sharing.policies import decide
from safereturn.sharing.queries.agreements import find_version
from safereturn.sharing.rules import (
    CommentKind,
    Depth,
    Gateway,
    Kind,
    State,
    Text,
    midnight,
)
from tests import people
from tests.domain.sharing.agreeing import (
    APRIL,
    FOUR,
    HOME_LEAD,
    IN_APRIL,
    KEEPER,
    NOON,
    POLICE_LEAD,
    STRANGER,
    a_draft,
    an_area,
    dated,
    of_two,
    only,
    sign_all,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]
CHILD = uuid4()


def involve(*who: tuple[UUID, Basis], child: UUID = CHILD) -> None:
    with recording("test", by=the_service(), child_id=child):
        for agency, basis in who:
            involvement.open_(child, agency, basis, because="test", at=NOON)


def test_a_first_draft_is_a_copy_of_the_shipped_one_with_the_areas_own_agencies() -> None:
    draft = a_draft()
    assert (draft.number, draft.state, draft.name) == (1, State.DRAFT, "Exampleshire agreement v1")
    assert draft.clauses.count() == 24 and Text.PURPOSE in draft.texts
    parties = Party.objects.filter(version=draft)
    assert {p.agency_id for p in parties if p.agency_id} == {people.EXAMPLESHIRE}
    assert {p.kind for p in parties if p.kind} == set(AgencyKind)
    with pytest.raises(Conflict, match="draft already"):
        a_draft(draft.area_id)


def test_a_dated_agreement_decides_from_midnight_in_london_and_is_named() -> None:
    involve(
        (people.EXAMPLESHIRE, Basis.RESPONSIBLE_AUTHORITY),
        (people.EXAMPLESHIRE_POLICE, Basis.SEARCHING_FORCE),
    )
    version = dated(only(of_two(a_draft()), FOUR))
    # In London the first of April begins at eleven in the evening, by the world's clock.
    assert version.effective_from is not None
    start = midnight(APRIL)
    assert start.utcoffset() == timedelta(hours=1)
    before = decide(people.OFFICER, Kind.PLACEMENT_ADDRESS, CHILD, at=start - timedelta(seconds=1))
    assert "Shipped agreement v1, clause 4" in before.sentence
    after = decide(people.OFFICER, Kind.PLACEMENT_ADDRESS, CHILD, at=start)
    assert after.sentence == (
        "You see this because your force is looking for this child (Exampleshire agreement v1,"
        " clause 4; Children Act 2004 sections 10 and 11) until the interview’s items are dealt"
        " with."
    )
    assert (after.agreement, after.version_id) == ("Exampleshire agreement v1", version.pk)
    withheld = decide(people.OFFICER, Kind.INTELLIGENCE, CHILD, at=start)
    assert withheld.depth is Depth.NOTHING
    assert withheld.sentence == "No clause of the agreement gives your agency this."


def test_an_agency_that_is_no_party_falls_to_the_regions() -> None:
    involve(
        (people.EXAMPLESHIRE, Basis.RESPONSIBLE_AUTHORITY),
        (people.SAMPLEFORD_POLICE, Basis.FINDING_FORCE),
    )
    dated(only(of_two(a_draft()), FOUR))
    answer = decide(people.OTHER_OFFICER, Kind.RISK, CHILD, at=IN_APRIL)
    assert answer.agreement == "Shipped agreement v1"


def test_the_hosts_agreement_holds_where_the_responsible_authority_has_none() -> None:
    involve(
        (people.SAMPLEFORD, Basis.RESPONSIBLE_AUTHORITY),
        (people.EXAMPLESHIRE, Basis.HOST_AUTHORITY),
        (people.EXAMPLESHIRE_POLICE, Basis.HOME_FORCE),
    )
    dated(only(of_two(a_draft()), FOUR))
    answer = decide(people.OFFICER, Kind.PLACEMENT_ADDRESS, CHILD, at=IN_APRIL)
    assert answer.agreement == "Exampleshire agreement v1"


def test_an_edit_of_an_older_state_is_refused_with_both_texts() -> None:
    draft = of_two(a_draft())
    [row] = draft.clauses.filter(number="4")
    mine, yours = replace(FOUR, note="mine"), replace(FOUR, note="yours")
    actions.save_clause(draft.pk, mine, was="4", based_on=row.edits, at=NOON, by=KEEPER)
    with pytest.raises(actions.Overtaken) as refusal:
        actions.save_clause(draft.pk, yours, was="4", based_on=row.edits, at=NOON, by=POLICE_LEAD)
    assert refusal.value.theirs["note"] == "mine" and refusal.value.yours["note"] == "yours"
    assert refusal.value.edits == row.edits + 1
    [row] = draft.clauses.filter(number="4")
    assert row.note == "mine"
    with pytest.raises(actions.Overtaken):
        actions.remove_clause(draft.pk, "4", based_on=0, at=NOON, by=KEEPER)
    actions.remove_clause(draft.pk, "4", based_on=row.edits, at=NOON, by=POLICE_LEAD)
    for gone in (
        lambda: actions.remove_clause(draft.pk, "4", based_on=1, at=NOON, by=KEEPER),
        lambda: actions.save_clause(draft.pk, yours, was="4", based_on=1, at=NOON, by=KEEPER),
    ):
        with pytest.raises(actions.Overtaken) as refusal:
            gone()
        assert (refusal.value.theirs, refusal.value.edits) == ({}, None)


def test_two_who_edit_the_text_lose_no_words() -> None:
    draft = a_draft()
    texts = {Text.PURPOSE: "Ours\r\nof two lines"}
    actions.save_text(draft.pk, texts, None, based_on=draft.edits, at=NOON, by=KEEPER)
    with pytest.raises(actions.Overtaken) as refusal:
        actions.save_text(
            draft.pk, {Text.PURPOSE: "Theirs"}, None, based_on=draft.edits, at=NOON, by=KEEPER
        )
    assert list(refusal.value.theirs.values()) == ["Ours\nof two lines"]
    assert list(refusal.value.yours.values()) == ["Theirs"]


def test_a_clause_that_is_not_good_says_what_to_mend() -> None:
    draft = of_two(a_draft())
    with pytest.raises(Invalid) as refusal:
        actions.save_clause(
            draft.pk, replace(FOUR, gateway=Gateway.CHILDREN_ACT_2004_S16LA), at=NOON, by=KEEPER
        )
    assert set(refusal.value.fields) == {"number", "gateway"}
    actions.save_clause(draft.pk, replace(FOUR, number="4a"), at=NOON, by=KEEPER)
    last = ClauseRow.objects.filter(version=draft).last()
    assert last is not None and (last.number, last.edits) == ("4a", 1)
    with pytest.raises(Invalid, match="take part"):
        actions.save_parties(draft.pk, [uuid4()], [], at=NOON, by=KEEPER)


@pytest.mark.parametrize("by", [STRANGER, HOME_LEAD, people.SOCIAL_WORKER, people.OFFICER])
def test_only_leads_of_the_keeper_and_of_named_parties_edit(by: Actor) -> None:
    draft = of_two(a_draft())
    with pytest.raises((NotAllowed, NotFound)):
        actions.save_clause(draft.pk, replace(FOUR, number="30"), at=NOON, by=by)
    with pytest.raises((NotAllowed, NotFound)):
        actions.propose(draft.pk, at=NOON, by=by)


def test_who_is_bound_by_kind_alone_reads_a_draft_and_does_not_edit_it() -> None:
    draft = a_draft()
    with pytest.raises(NotAllowed, match="names as parties"):
        actions.save_clause(draft.pk, replace(FOUR, number="30"), at=NOON, by=HOME_LEAD)


def test_a_party_edits_but_only_the_keeper_proposes() -> None:
    draft = of_two(a_draft())
    actions.save_clause(draft.pk, replace(FOUR, number="30"), at=NOON, by=POLICE_LEAD)
    with pytest.raises(NotAllowed, match="keeps this agreement"):
        actions.propose(draft.pk, at=NOON, by=POLICE_LEAD)


def test_a_proposal_is_whole() -> None:
    draft = a_draft()
    actions.save_text(draft.pk, {Text.PURPOSE: ""}, None, based_on=0, at=NOON, by=KEEPER)
    only(draft)
    actions.save_parties(draft.pk, [], [], at=NOON, by=KEEPER)
    with pytest.raises(Invalid) as refusal:
        actions.propose(draft.pk, at=NOON, by=KEEPER)
    assert set(refusal.value.fields) == {"clauses", "parties", "text", "review_on"}


def test_what_is_proposed_is_signed_and_not_edited() -> None:
    draft = of_two(a_draft())
    with pytest.raises(NotAllowed, match="once it has been proposed"):
        sign_all(draft)
    actions.propose(draft.pk, at=NOON, by=KEEPER)
    with pytest.raises(actions.NotADraft):
        actions.save_clause(draft.pk, replace(FOUR, number="30"), at=NOON, by=KEEPER)
    [police] = Party.objects.filter(version=draft, agency_id=people.EXAMPLESHIRE_POLICE)
    for by in (KEEPER, people.OFFICER):
        with pytest.raises(NotAllowed):
            actions.sign(police.pk, name="A", title="B", at=NOON, by=by)
    with pytest.raises(Invalid):
        actions.sign(police.pk, name=" ", title="", at=NOON, by=POLICE_LEAD)
    actions.sign(police.pk, name="A", title="Chief", on_paper=True, at=NOON, by=KEEPER)
    with pytest.raises(Conflict, match="answered already"):
        actions.sign(police.pk, name="A", title="B", at=NOON, by=POLICE_LEAD)
    with pytest.raises(NotAllowed):
        actions.sign(police.pk, name="A", title="B", on_paper=True, at=NOON, by=POLICE_LEAD)
    with pytest.raises(NotFound):
        actions.sign(uuid4(), name="A", title="B", at=NOON, by=KEEPER)
    with pytest.raises(Invalid) as refusal:
        actions.put_in_force_from(draft.pk, APRIL, at=NOON, by=KEEPER)
    assert "signs" in refusal.value.fields["parties"]


def test_who_declines_says_why_and_is_not_bound() -> None:
    involve(
        (people.EXAMPLESHIRE, Basis.RESPONSIBLE_AUTHORITY),
        (people.EXAMPLESHIRE_POLICE, Basis.HOME_FORCE),
    )
    draft = only(of_two(a_draft()), FOUR)
    actions.propose(draft.pk, at=NOON, by=KEEPER)
    council, police = (
        Party.objects.get(version=draft, agency_id=agency)
        for agency in (people.EXAMPLESHIRE, people.EXAMPLESHIRE_POLICE)
    )
    with pytest.raises(Invalid):
        actions.decline(police.pk, " ", at=NOON, by=POLICE_LEAD)
    actions.decline(police.pk, "Clause 4 goes too far.", at=NOON, by=POLICE_LEAD)
    actions.sign(council.pk, name="A", title="B", at=NOON, by=KEEPER)
    actions.put_in_force_from(draft.pk, APRIL, at=NOON, by=KEEPER)
    answer = decide(people.OFFICER, Kind.RISK, CHILD, at=IN_APRIL)
    assert answer.agreement == "Shipped agreement v1"
    [line] = queries.list_versions(KEEPER, draft.area_id, at=NOON)
    assert (line.signed, line.declined, line.parties) == (1, 1, 2)


def test_the_keeper_signs_first() -> None:
    draft = of_two(a_draft())
    actions.propose(draft.pk, at=NOON, by=KEEPER)
    council, police = (
        Party.objects.get(version=draft, agency_id=agency)
        for agency in (people.EXAMPLESHIRE, people.EXAMPLESHIRE_POLICE)
    )
    actions.decline(council.pk, "No.", at=NOON, by=KEEPER)
    actions.sign(police.pk, name="A", title="B", at=NOON, by=POLICE_LEAD)
    with pytest.raises(Invalid, match="keeps this agreement"):
        actions.put_in_force_from(draft.pk, APRIL, at=NOON, by=KEEPER)


def test_a_proposal_can_be_reopened_and_is_signed_anew() -> None:
    draft = of_two(a_draft())
    with pytest.raises(actions.NotADraft):
        actions.reopen(draft.pk, at=NOON, by=KEEPER)
    actions.propose(draft.pk, at=NOON, by=KEEPER)
    sign_all(draft)
    actions.reopen(draft.pk, at=NOON, by=KEEPER)
    assert not Party.objects.filter(version=draft).exclude(signed_at=None).exists()
    assert Party.objects.filter(version=draft).count() == 2
    dated(draft)


def test_it_never_begins_in_the_past_nor_before_the_one_before_it() -> None:
    draft = of_two(a_draft())
    with pytest.raises(Conflict):
        actions.put_in_force_from(draft.pk, APRIL, at=NOON, by=KEEPER)
    actions.propose(draft.pk, at=NOON, by=KEEPER)
    sign_all(draft)
    for day in (date(2026, 3, 1), date(2026, 3, 2)):
        with pytest.raises(Invalid) as refusal:
            actions.put_in_force_from(draft.pk, day, at=NOON, by=KEEPER)
        assert "tomorrow" in refusal.value.fields["on"]
    actions.put_in_force_from(draft.pk, APRIL, at=NOON, by=KEEPER)
    second = of_two(a_draft(draft.area_id))
    actions.propose(second.pk, at=NOON, by=KEEPER)
    sign_all(second)
    with pytest.raises(Invalid, match="after the version before"):
        actions.put_in_force_from(second.pk, APRIL, at=NOON, by=KEEPER)
    actions.put_in_force_from(second.pk, date(2026, 5, 1), at=NOON, by=KEEPER)
    newer, older = queries.list_versions(KEEPER, draft.area_id, at=NOON)
    assert older.effective_to == newer.effective_from == midnight(date(2026, 5, 1))
    assert older.in_force(IN_APRIL) and not newer.in_force(IN_APRIL)
    assert not older.in_force(midnight(date(2026, 5, 1)))
    area = queries.get_area(draft.area_id, at=IN_APRIL)
    assert area.in_force == older and area.to_come == newer and area.in_hand is None


@pytest.mark.parametrize(
    "statement",
    [
        "update sharing_version set purpose = 'other' where id = %(v)s",
        "update sharing_version set effective_from = now() where id = %(v)s",
        "update sharing_version set state = 'draft' where id = %(v)s",
        "delete from sharing_version where id = %(v)s",
        "update sharing_clauserow set depth = 3 where version_id = %(v)s and number = '3'",
        "delete from sharing_clauserow where version_id = %(v)s",
        (
            'insert into sharing_clauserow select (jsonb_populate_record(c, \'{"number": "99"}\''
            " || jsonb_build_object('id', gen_random_uuid()))).* from sharing_clauserow c"
            " where version_id = %(v)s limit 1"
        ),
        "update sharing_party set signed_at = null where version_id = %(v)s",
        "delete from sharing_party where version_id = %(v)s",
    ],
)
def test_the_database_refuses_to_change_what_is_dated(statement: str) -> None:
    version = dated(of_two(a_draft()))
    with (
        pytest.raises(DatabaseError, match="does not change"),
        transaction.atomic(),
        recording("test", by=the_service()),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, {"v": version.pk})


def test_a_comment_stays_as_it_was_said() -> None:
    draft = a_draft()
    pk = actions.comment(draft.pk, "4", CommentKind.DISSENT, "No.", at=NOON, by=POLICE_LEAD)
    with (
        pytest.raises(DatabaseError, match="does not change"),
        transaction.atomic(),
        recording("test", by=the_service()),
    ):
        Comment.objects.filter(pk=pk).update(text="Yes.")


def test_comments_are_made_by_parties_for_themselves_or_a_group_and_answered_once() -> None:
    draft = a_draft()
    said = actions.comment(
        draft.pk,
        "4",
        CommentKind.PROPOSAL,
        "Say “our home”.",
        group="children’s group",
        at=NOON,
        by=people.CARER,
    )
    actions.comment(draft.pk, "", CommentKind.COMMENT, "Good.", at=NOON, by=people.OFFICER)
    with pytest.raises(NotAllowed):
        actions.answer_comment(said, "Yes.", at=NOON, by=POLICE_LEAD)
    with pytest.raises(Invalid):
        actions.answer_comment(said, " ", at=NOON, by=KEEPER)
    actions.answer_comment(said, "Done in 4.", at=NOON, by=KEEPER)
    with pytest.raises(Conflict, match="answered already"):
        actions.answer_comment(said, "Again.", at=NOON, by=KEEPER)
    with pytest.raises(NotFound):
        actions.answer_comment(uuid4(), "x", at=NOON, by=KEEPER)
    with pytest.raises(Invalid) as refusal:
        actions.comment(draft.pk, "99", CommentKind.COMMENT, " ", group="who", at=NOON, by=KEEPER)
    assert set(refusal.value.fields) == {"clause", "text", "group"}
    read = queries.readable(KEEPER, draft.pk, at=NOON)
    clause = read.clause("4")
    assert clause is not None
    [comment] = clause.comments
    assert comment.who == "children’s group, written down by Harbour View"
    assert (comment.answer, comment.answered_at) == ("Done in 4.", NOON)
    assert [c.who for c in read.comments] == ["Exampleshire Police"]


def test_who_is_no_party_neither_reads_a_draft_nor_comments_on_what_holds() -> None:
    draft = of_two(a_draft())
    with pytest.raises(NotFound):
        queries.readable(people.CARER, draft.pk, at=NOON)
    with pytest.raises(NotFound):
        queries.readable(KEEPER, uuid4(), at=NOON)
    assert queries.list_versions(people.CARER, draft.area_id, at=NOON) == []
    dated(draft)
    assert queries.readable(people.CARER, draft.pk, at=NOON).line.id == draft.pk
    with pytest.raises(NotAllowed):
        actions.comment(draft.pk, "", CommentKind.COMMENT, "x", at=NOON, by=people.CARER)


@pytest.mark.parametrize(("at", "state"), [(NOON, State.WITHDRAWN), (IN_APRIL, State.IN_FORCE)])
def test_what_is_withdrawn_holds_no_more_from_then(at: datetime, state: State) -> None:
    involve(
        (people.EXAMPLESHIRE, Basis.RESPONSIBLE_AUTHORITY),
        (people.EXAMPLESHIRE_POLICE, Basis.HOME_FORCE),
    )
    version = dated(only(of_two(a_draft()), FOUR))
    with pytest.raises(Invalid):
        actions.withdraw(version.pk, "", at=at, by=KEEPER)
    with pytest.raises(NotAllowed):
        actions.withdraw(version.pk, "x", at=at, by=POLICE_LEAD)
    actions.withdraw(version.pk, "The force left.", at=at, by=KEEPER)
    version.refresh_from_db()
    assert version.state == state
    answer = decide(people.OFFICER, Kind.RISK, CHILD, at=IN_APRIL + timedelta(days=1))
    assert answer.agreement == "Shipped agreement v1"
    with pytest.raises((Conflict, NotFound)):
        actions.withdraw(version.pk, "Again.", at=at, by=the_service())
    if state == State.WITHDRAWN:
        with pytest.raises(NotAllowed, match="withdrawn"):
            actions.comment(version.pk, "", CommentKind.COMMENT, "x", at=at, by=KEEPER)


def test_the_regions_agreement_is_replaced_and_never_withdrawn() -> None:
    region = Area.objects.get(is_region=True)
    first = Version.objects.get(area=region)
    with pytest.raises(NotAllowed, match="fallback"):
        actions.withdraw(first.pk, "x", at=NOON, by=the_service())
    draft = Version.objects.get(pk=actions.start_draft(region.pk, at=NOON, by=the_service()))
    only_by_command: dict[str, Any] = {"at": NOON, "by": the_service()}
    actions.save_text(draft.pk, {}, date(2027, 4, 1), based_on=0, **only_by_command)
    actions.propose(draft.pk, **only_by_command)
    actions.put_in_force_from(draft.pk, APRIL, **only_by_command)
    involve((people.EXAMPLESHIRE_POLICE, Basis.HOME_FORCE))
    answer = decide(people.OFFICER, Kind.RISK, CHILD, at=IN_APRIL)
    assert answer.agreement == "Shipped agreement v2"


def test_an_authority_is_in_one_area_and_areas_are_made_by_command() -> None:
    an_area()
    with pytest.raises(Conflict, match="another area"):
        an_area(people.SAMPLEFORD, people.EXAMPLESHIRE, name="Other")
    with pytest.raises(NotAllowed):
        actions.make_area("X", Nation.ENGLAND, people.FARAWAY, [], at=NOON, by=KEEPER)
    assert [line.name for line in queries.list_areas(at=NOON)] == ["Exampleshire", "Shipped"]
    with pytest.raises(NotFound):
        queries.get_area(uuid4(), at=NOON)


def test_a_new_gateway_is_quoted_from_the_day_it_begins_and_not_before() -> None:
    involve(
        (people.EXAMPLESHIRE, Basis.RESPONSIBLE_AUTHORITY),
        (people.EXAMPLESHIRE_POLICE, Basis.HOME_FORCE),
    )
    s16la = replace(FOUR, gateway=Gateway.CHILDREN_ACT_2004_S16LA)
    draft = only(of_two(a_draft()))
    with pytest.raises(Invalid):
        actions.save_clause(draft.pk, s16la, at=NOON, by=KEEPER)
    begins: dict[str, Any] = {
        "nation": Nation.ENGLAND,
        "on": date(2026, 3, 1),
        "source": "An Order",
        "at": NOON,
    }
    with pytest.raises(NotAllowed):
        actions.commence(Gateway.CHILDREN_ACT_2004_S16LA, by=KEEPER, **begins)
    with pytest.raises(Invalid) as refusal:
        actions.commence(Gateway.VITAL_INTERESTS, by=the_service(), **(begins | {"source": ""}))
    assert set(refusal.value.fields) == {"gateway", "source"}
    actions.commence(Gateway.CHILDREN_ACT_2004_S16LA, by=the_service(), **begins)
    actions.save_clause(draft.pk, s16la, at=NOON, by=KEEPER)
    dated(draft)
    answer = decide(people.OFFICER, Kind.PLACEMENT_ADDRESS, CHILD, at=IN_APRIL)
    assert "clause 4; Children Act 2004 section 16LA)" in answer.sentence
    # Put off after all: the clause rests on nothing, and gives nothing, until then.
    actions.commence(
        Gateway.CHILDREN_ACT_2004_S16LA,
        by=the_service(),
        **(begins | {"on": date(2026, 6, 1)}),
    )
    assert not decide(people.OFFICER, Kind.PLACEMENT_ADDRESS, CHILD, at=IN_APRIL)


def test_a_welsh_childs_gateways_are_those_of_wales() -> None:
    involve(
        (people.FARAWAY, Basis.RESPONSIBLE_AUTHORITY),
        (people.EXAMPLESHIRE_POLICE, Basis.SEARCHING_FORCE),
    )
    english = decide(people.OFFICER, Kind.RISK, CHILD, at=NOON)
    assert "Children Act 2004 sections 10 and 11" in english.sentence
    stamp = rulebook()
    with recording("test", by=the_service()):
        Agency.objects.filter(pk=people.FARAWAY).update(nation=Nation.WALES)
    assert rulebook() != stamp
    welsh = decide(people.OFFICER, Kind.RISK, CHILD, at=NOON)
    assert "Children Act 2004 sections 25 and 28" in welsh.sentence


def test_a_year_is_reviewed_once() -> None:
    area = an_area()
    for by, error in ((POLICE_LEAD, NotAllowed),):
        with pytest.raises(error):
            actions.record_review(area, 2026, "Keep it.", at=NOON, by=by)
    with pytest.raises(Invalid):
        actions.record_review(area, 2026, " ", at=NOON, by=KEEPER)
    with pytest.raises(NotFound):
        actions.record_review(uuid4(), 2026, "Keep it.", at=NOON, by=KEEPER)
    actions.record_review(area, 2026, "Keep it.", at=NOON, by=KEEPER)
    with pytest.raises(Conflict):
        actions.record_review(area, 2026, "Keep it.", at=NOON, by=KEEPER)


def test_who_was_editing_while_it_was_proposed_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    draft = of_two(a_draft())
    seen = find_version(KEEPER, draft.pk)
    actions.propose(draft.pk, at=NOON, by=KEEPER)
    monkeypatch.setattr(drafting, "find_version", lambda actor, pk: seen)
    with pytest.raises(actions.NotADraft):
        actions.save_text(draft.pk, {}, None, based_on=draft.edits, at=NOON, by=KEEPER)


def test_a_policy_says_why_a_version_that_is_no_draft_cannot_be_changed() -> None:
    version = dated(of_two(a_draft()))
    assert "start a new version" in queries.readable(KEEPER, version.pk, at=NOON).can["edit"]
