"""What is dated and in force: it does not change, it ends, and the law it quotes begins."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from safereturn.agencies.models import Agency
from safereturn.agencies.rules import Nation
from safereturn.audit.record import recording
from safereturn.foundation.actor import the_service
from safereturn.foundation.errors import Conflict, Invalid, NotAllowed, NotFound
from safereturn.involvement import actions as involvement
from safereturn.involvement.queries import rulebook
from safereturn.involvement.rules import Basis
from safereturn.sharing import actions, queries
from safereturn.sharing.actions import drafting
from safereturn.sharing.models import Area, Comment, Version
from safereturn.sharing.policies import decide
from safereturn.sharing.queries.agreements import find_version
from safereturn.sharing.rules import (
    CommentKind,
    Gateway,
    Kind,
    State,
    midnight,
)
from tests import people
from tests.domain.sharing.agreeing import (
    APRIL,
    FOUR,
    IN_APRIL,
    KEEPER,
    NOON,
    POLICE_LEAD,
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
