"""A request for what is held: logged, laid out from every table, reviewed, released."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from safereturn.agencies.models import Agency
from safereturn.audit.models import Entry
from safereturn.audit.record import looking, recording
from safereturn.audit.rules import Act
from safereturn.children import actions as children
from safereturn.children import queries as child_queries
from safereturn.children.models import ConnectedPerson, Remark
from safereturn.children.rules import MayTell, NewPerson
from safereturn.clocks import queries as clocks
from safereturn.clocks.actions import due_now, fire
from safereturn.clocks.models import Clock
from safereturn.clocks.rules import FIXED, ClockKind, Strength
from safereturn.foundation.actor import Actor, the_service
from safereturn.foundation.errors import Conflict, Invalid, NotAllowed, NotFound
from safereturn.foundation.identity import acting
from safereturn.notifications.models import Notice
from safereturn.oversight import actions
from safereturn.oversight.actions import Decided
from safereturn.oversight.actions.owing import firer
from safereturn.oversight.models import PackLine, RightsRequest
from safereturn.oversight.queries import asking, packs
from safereturn.oversight.rules.redacting import Why
from safereturn.oversight.rules.rights import Asker, NewRequest, Outcome, Right, Understands
from safereturn.oversight.rules.tables import OF_A_CHILD
from tests import people
from tests.domain.keeping.making import COUNCIL_LEAD, LEADS, POLICE_LEAD
from tests.people import COORDINATOR, EXAMPLESHIRE, EXAMPLESHIRE_POLICE, SOCIAL_WORKER
from tests.whole_journey import Journey

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)
FATHER = "Rex Nottold"


def a_request(journey: Journey, *, by: Actor = COUNCIL_LEAD, **more: object) -> RightsRequest:
    said: dict[str, object] = {
        "right": Right.ACCESS, "asker": Asker.CHILD, "asker_name": journey.child.name,
        "asker_contact": "At the college", "received_on": NOW.date(),
        "identity_how": "Her social worker knows her", "understands": Understands.WANTS,
    }  # fmt: skip
    with acting(by, at=NOW):
        given = NewRequest(**(said | more))  # type: ignore[arg-type]
        return actions.log_request(journey.child.ref, given, at=NOW, by=by)


def a_father(journey: Journey) -> ConnectedPerson:
    who = NewPerson(
        name=FATHER, relation="Father", parental_responsibility=True, may_tell=MayTell.NO,
        not_told_because="He found her once and hurt her", phone="01632 960999",
    )  # fmt: skip
    return children.add_person(journey.child.pk, who, at=NOW, by=SOCIAL_WORKER)


def prepared(row: RightsRequest, *, by: Actor = COUNCIL_LEAD) -> list[PackLine]:
    with acting(by, at=NOW):
        actions.prepare(row.ref, at=NOW, by=by)
    return list(row.lines.order_by("position"))


def decide_all(row: RightsRequest, agency: UUID, *, by: Actor, spoke_to: str = "") -> int:
    """Decide as is proposed, page by page, as a reviewer who agrees with everything."""
    done = 0
    while True:
        with acting(by, at=NOW), looking("test.lines", by=by):
            found, left = asking.lines_to_review(by, row.ref, agency)
            said = [Decided(line.id, line.proposed) for line in found]
            if not found:
                assert left == 0
                return done
            done += actions.decide_lines(row.ref, said, at=NOW, by=by, spoke_to=spoke_to)


def decide_everything(row: RightsRequest) -> None:
    for agency in set(row.lines.values_list("agency_id", flat=True)):
        phone = not Agency.objects.get(pk=agency).has_accounts
        lead = COUNCIL_LEAD if phone else people.a_lead(agency)
        decide_all(row, agency, by=lead, spoke_to="Tea Cher, 01632 960001" if phone else "")


def pack(row: RightsRequest) -> asking.Pack:
    with acting(COUNCIL_LEAD, at=NOW), looking("test.pack", by=COUNCIL_LEAD):
        return asking.get_pack(COUNCIL_LEAD, row.ref)


def words_of(found: asking.Pack) -> str:
    return "\n".join(
        shown.redacted for part in found.sections for line in part.given for shown in line.columns
    )


def test_no_table_of_a_child_is_forgotten(journey: Journey) -> None:
    """Each is in the pack or left out with its reason; what the journey wrote is all there."""
    assert {table.name for table in packs.PACKED} | set(packs.LEFT_OUT) >= {
        table.name for table in OF_A_CHILD
    }
    lines = prepared(a_request(journey))
    laid_out = {line.table_name for line in lines}
    with acting(the_service(), at=NOW, child_id=journey.child.pk):
        there = {row.table.name for row in packs.every_row(journey.child.pk)}
    assert laid_out == there
    assert len(there) > 25
    assert {"risk_contribution", "return_interviews_item", "sharing_disclosure"} <= there


def test_each_part_waits_for_its_controller(journey: Journey) -> None:
    row = a_request(journey)
    lines = prepared(row)
    parts = {line.agency_id for line in lines}
    assert {EXAMPLESHIRE, EXAMPLESHIRE_POLICE, people.HARBOUR_VIEW} <= parts
    told = Notice.objects.filter(kind="rights.part_waits", reference=row.ref)
    assert EXAMPLESHIRE_POLICE in set(told.values_list("agency_id", flat=True))
    theirs = next(line for line in lines if line.agency_id == EXAMPLESHIRE_POLICE)
    said = [Decided(theirs.pk, True, reason="We think so")]
    with acting(COUNCIL_LEAD, at=NOW), pytest.raises(NotAllowed, match="Its controller decides"):
        actions.decide_lines(row.ref, said, at=NOW, by=COUNCIL_LEAD)
    looked = looking("test", by=COUNCIL_LEAD)
    with acting(COUNCIL_LEAD, at=NOW), looked, pytest.raises(NotFound):
        asking.lines_to_review(COUNCIL_LEAD, row.ref, EXAMPLESHIRE_POLICE)
    with acting(COUNCIL_LEAD, at=NOW), pytest.raises(Conflict, match="not been decided"):
        actions.release(row.ref, "By hand", b"", at=NOW, by=COUNCIL_LEAD)
    assert decide_all(row, EXAMPLESHIRE_POLICE, by=POLICE_LEAD) > 0
    outsider = people.a_lead(people.FARAWAY)
    with acting(outsider, at=NOW), pytest.raises(NotFound):
        asking.reachable(outsider, row.ref)


def test_the_pack_of_a_child_with_three_agencies_and_third_parties(journey: Journey) -> None:
    """Given everything is confirmed as proposed, the pack names the child and nobody else."""
    father = a_father(journey)
    row = a_request(journey)
    prepared(row)
    decide_everything(row)
    found = pack(row)
    assert len(found.sections) >= 3
    said = words_of(found)
    assert journey.child.name in said
    for other in (FATHER, father.phone, "Ann Caller", "Kay Rer"):
        assert other not in said, other
    assert "[about somebody else]" in said and "[a worker’s name]" in said
    with acting(COUNCIL_LEAD, at=NOW):
        actions.release(row.ref, "Read with her at the college", b"paper", at=NOW, by=COUNCIL_LEAD)
    row.refresh_from_db()
    assert row.outcome == Outcome.GRANTED and len(row.digest) == 64
    entry = Entry.objects.get(name="rights.released")
    assert entry.act == Act.DISCLOSURE and entry.child_id == journey.child.pk
    with acting(COUNCIL_LEAD, at=NOW), pytest.raises(Conflict):
        actions.release(row.ref, "Again", b"paper", at=NOW, by=COUNCIL_LEAD)


def test_a_parent_who_must_not_be_told_is_proposed_nothing(journey: Journey) -> None:
    father = a_father(journey)
    row = a_request(
        journey, asker=Asker.PARENT, asker_name=FATHER.upper(), authority_how="Birth certificate"
    )
    assert row.must_not_be_told == father.not_told_because
    lines = prepared(row)
    assert not any(line.proposed for line in lines)
    assert {line.why for line in lines} == {Why.HARM}
    decide_everything(row)
    assert words_of(pack(row)) == ""
    linked = a_request(
        journey, asker=Asker.PARENT, asker_name="R. N.", authority_how="Birth certificate",
        connected_person_id=father.pk,
    )  # fmt: skip
    assert linked.must_not_be_told


def test_from_another_parent_child_abuse_data_is_proposed_withheld(journey: Journey) -> None:
    """DPA 2018 Sch 3 para 21: from a parent, of a child; not from the child, nor once grown up."""
    row = a_request(
        journey, asker=Asker.PARENT, asker_name="May Mother", authority_how="Birth certificate"
    )
    abuse = [
        line for line in prepared(row)
        if any(part[2] == Why.ABUSE for parts in line.spans.values() for part in parts)
    ]  # fmt: skip
    assert {"return_interviews_returninterview", "children_flag"} <= {
        line.table_name for line in abuse
    }
    own = a_request(journey)
    assert not [
        line for line in prepared(own)
        if any(part[2] == Why.ABUSE for parts in line.spans.values() for part in parts)
    ]  # fmt: skip


def test_against_a_proposal_somebody_says_why_and_a_redaction_can_be_lifted(
    journey: Journey,
) -> None:
    row = a_request(journey)
    lines = prepared(row)
    line = next(
        one for one in lines
        if one.table_name == "children_connectedperson" and one.agency_id == EXAMPLESHIRE
    )  # fmt: skip
    lifted = frozenset({("relation", 0)})
    with acting(COUNCIL_LEAD, at=NOW):
        for said in (Decided(line.pk, False), Decided(line.pk, True, lifted)):
            with pytest.raises(Invalid, match="Say why"):
                actions.decide_lines(row.ref, [said], at=NOW, by=COUNCIL_LEAD)
        said = Decided(line.pk, True, lifted, "She knows who he is")
        actions.decide_lines(row.ref, [said], at=NOW, by=COUNCIL_LEAD)
        with pytest.raises(NotFound):
            actions.decide_lines(row.ref, [Decided(row.pk, True)], at=NOW, by=COUNCIL_LEAD)
    line.refresh_from_db()
    assert line.spans["relation"][0][3] is True and line.decided_by_id == COUNCIL_LEAD.person_id
    assert "Mother" in words_of(pack(row))


def test_prepared_again_decisions_stay_but_of_what_has_changed(journey: Journey) -> None:
    father = a_father(journey)
    row = a_request(journey)
    prepared(row)
    decide_everything(row)
    with recording("test.changed", by=SOCIAL_WORKER, child_id=journey.child.pk):
        ConnectedPerson.objects.filter(pk=father.pk).update(note="Moved away")
    with acting(COUNCIL_LEAD, at=NOW), pytest.raises(Conflict, match="changed since"):
        actions.release(row.ref, "By hand", b"", at=NOW, by=COUNCIL_LEAD)
    waiting = [line for line in prepared(row) if line.given is None]
    assert [line.row_id for line in waiting] == [str(father.pk)]


def test_a_controller_without_accounts_is_rung(journey: Journey) -> None:
    with recording("test.agency", by=the_service()):
        Agency.objects.filter(pk=people.HARBOUR_VIEW).update(has_accounts=False)
    row = a_request(journey)
    line = next(one for one in prepared(row) if one.agency_id == people.HARBOUR_VIEW)
    said = [Decided(line.pk, line.proposed)]
    with acting(COUNCIL_LEAD, at=NOW):
        with pytest.raises(Invalid, match="who decided"):
            actions.decide_lines(row.ref, said, at=NOW, by=COUNCIL_LEAD)
        actions.decide_lines(row.ref, said, at=NOW, by=COUNCIL_LEAD, spoke_to="Hal, 01632 960001")
    line.refresh_from_db()
    assert line.spoke_to == "Hal, 01632 960001"


def test_the_clock_is_a_calendar_month_and_is_extended_once(journey: Journey) -> None:
    row = a_request(journey, received_on=date(2026, 1, 30))
    assert row.due_on == date(2026, 3, 2)  # 28 February is a Saturday
    early = datetime(2026, 2, 10, 12, tzinfo=UTC)
    with acting(COUNCIL_LEAD, at=early):
        with pytest.raises(Invalid):
            actions.extend(row.ref, " ", at=early, by=COUNCIL_LEAD)
        actions.extend(row.ref, "Nine agencies hold parts", at=early, by=COUNCIL_LEAD)
        with pytest.raises(Conflict):
            actions.extend(row.ref, "Again", at=early, by=COUNCIL_LEAD)
    row.refresh_from_db()
    assert row.due_on == date(2026, 4, 30)
    late = a_request(journey, received_on=date(2026, 1, 30))
    with acting(COUNCIL_LEAD, at=NOW), pytest.raises(Conflict):
        actions.extend(late.ref, "Too late", at=NOW, by=COUNCIL_LEAD)
    theirs = a_request(journey, by=POLICE_LEAD)
    with acting(POLICE_LEAD, at=NOW), pytest.raises(Conflict, match="Part 3"):
        actions.extend(theirs.ref, "Many", at=NOW, by=POLICE_LEAD)


def clock_of(row: RightsRequest) -> Clock:
    with acting(the_service(), at=NOW, child_id=row.child_id):
        return Clock.objects.get(subject_id=row.pk)


def test_it_is_a_clock_with_its_law_that_tells_the_privacy_lead(journey: Journey) -> None:
    row = a_request(journey, received_on=date(2026, 1, 30))
    clock = clock_of(row)
    assert (clock.kind, clock.strength) == (ClockKind.RIGHTS_ANSWER, Strength.LAW)
    assert clock.due_at == datetime(2026, 3, 2, 23, 59, tzinfo=UTC)
    assert "article 12(3)" in FIXED[ClockKind.RIGHTS_ANSWER].source
    early = datetime(2026, 2, 10, 12, tzinfo=UTC)
    with acting(COUNCIL_LEAD, at=early):
        actions.extend(row.ref, "Nine agencies hold parts", at=early, by=COUNCIL_LEAD)
    assert clock_of(row).due_at == datetime(2026, 4, 30, 22, 59, tzinfo=UTC)
    for ripe in due_now(at=datetime(2026, 5, 1, 12, tzinfo=UTC), most=500):
        if ripe.id == clock.pk:
            while fire(ripe, firer(), at=datetime(2026, 5, 1, 12, tzinfo=UTC)):
                pass
    with acting(COUNCIL_LEAD, at=NOW):
        notices = list(Notice.objects.filter(reference=row.ref))
    assert {one.kind for one in notices} >= {
        "clock.before.rights_answer",
        "clock.due.rights_answer",
    }
    assert {one.person_id for one in notices if one.kind.startswith("clock.before")} == {
        COUNCIL_LEAD.person_id
    }
    assert {one.path for one in notices} == {f"/rights/{row.ref}/"}
    with acting(COUNCIL_LEAD, at=NOW):
        actions.answer(row.ref, Outcome.REFUSED, "It is not hers", at=NOW, by=COUNCIL_LEAD)
    assert clock_of(row).met_at == NOW


def test_that_somebody_asked_is_nothing_for_those_who_work_with_the_child(
    journey: Journey,
) -> None:
    row = a_request(journey)
    with acting(POLICE_LEAD, at=NOW):
        assert not Clock.objects.filter(subject_id=row.pk).exists(), "the database itself"
    for actor in (COUNCIL_LEAD, COORDINATOR):
        with acting(actor, at=NOW):
            kinds = {due.kind for due in clocks.running_for_child(journey.child.pk)}
            assert ClockKind.RIGHTS_ANSWER not in kinds


@pytest.mark.parametrize(
    ("right", "outcome", "stands"),
    [
        (Right.RECTIFICATION, Outcome.STANDS_BESIDE, True),
        (Right.RECTIFICATION, Outcome.REFUSED, False),
        (Right.RESTRICTION, Outcome.GRANTED, True),
        (Right.OBJECTION, Outcome.REFUSED, False),
    ],
)
def test_a_dispute_stands_beside_the_record(
    journey: Journey, right: Right, outcome: Outcome, stands: bool
) -> None:
    row = a_request(journey, right=right, about="She was never in that car")
    with acting(COUNCIL_LEAD, at=NOW):
        with pytest.raises(Invalid):
            actions.answer(row.ref, outcome, "", at=NOW, by=COUNCIL_LEAD)
        actions.answer(row.ref, outcome, "We have looked", at=NOW, by=COUNCIL_LEAD)
        with pytest.raises(Conflict):
            actions.answer(row.ref, outcome, "Again", at=NOW, by=COUNCIL_LEAD)
        with pytest.raises(Conflict):
            actions.prepare(row.ref, at=NOW, by=COUNCIL_LEAD)
    with acting(COORDINATOR, at=NOW), looking("test", by=COORDINATOR):
        found = child_queries.about(COORDINATOR, journey.child, at=NOW)
    words = [remark.words for remark in found.remarks]
    assert words == (["She was never in that car"] if stands else [])
    assert Remark.objects.exists() is stands


def test_access_is_answered_by_the_pack_or_refused(journey: Journey) -> None:
    row = a_request(journey)
    with acting(COUNCIL_LEAD, at=NOW):
        with pytest.raises(Invalid, match="Release the pack"):
            actions.answer(row.ref, Outcome.GRANTED, "Yes", at=NOW, by=COUNCIL_LEAD)
        actions.answer(row.ref, Outcome.REFUSED, "Identity not shown", at=NOW, by=COUNCIL_LEAD)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"asker_name": " "}, "asker_name"),
        ({"identity_how": ""}, "identity_how"),
        ({"asker": Asker.PARENT}, "authority_how"),
        ({"received_on": NOW.date() + timedelta(days=2)}, "received_on"),
        ({"right": Right.OBJECTION}, "about"),
    ],
)
def test_a_request_says_who_asks_and_by_what_right(
    journey: Journey, more: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as caught:
        a_request(journey, **more)  # type: ignore[arg-type]
    assert list(caught.value.fields) == [field]


def test_who_may(journey: Journey) -> None:
    with pytest.raises(NotAllowed):
        a_request(journey, by=SOCIAL_WORKER)
    outsider = people.a_lead(people.FARAWAY)
    with pytest.raises(Invalid, match="Check the reference"):
        a_request(journey, by=outsider)
    row = a_request(journey)
    home = LEADS[people.HARBOUR_VIEW]
    with acting(home, at=NOW), pytest.raises(NotFound):
        actions.prepare(row.ref, at=NOW, by=home)
