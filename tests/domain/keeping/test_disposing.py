"""What goes, what stays, and what is left: through the actions, behind the fences."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Q
from django.utils import timezone
from psycopg import sql

from safereturn.audit.models import Change, Entry
from safereturn.audit.record import recording
from safereturn.audit.rules import Act
from safereturn.children import actions as children
from safereturn.children.models import Child, Flag
from safereturn.children.rules import FlagKind, NewFlag
from safereturn.episodes.models import Episode
from safereturn.foundation.actor import the_service
from safereturn.foundation.errors import Conflict, Invalid, NotAllowed, NotFound
from safereturn.foundation.identity import acting
from safereturn.oversight import actions, jobs
from safereturn.oversight.models import Hold, KeepingPeriod, KeepingReview, Tombstone
from safereturn.oversight.queries import keeping, whose
from safereturn.oversight.rules.keeping import Record
from safereturn.oversight.rules.reviewing import Said, Verdict
from safereturn.oversight.rules.schedule import DECIDED, FOLLOWING, Stays
from safereturn.oversight.rules.tables import OF_A_CHILD
from safereturn.risk.models import Assessment, Picture
from tests import people
from tests.beside_journey import NAME, WORD
from tests.domain.keeping.making import (
    COUNCIL_LEAD,
    DAY,
    DISPOSE,
    LEADS,
    POLICE_LEAD,
    decide,
    dispose,
    dispose_of_all,
    in_years,
    propose,
    scalar,
    units,
)
from tests.people import (
    EXAMPLESHIRE,
    EXAMPLESHIRE_POLICE,
    HARBOUR_VIEW,
    SOCIAL_WORKER,
    YOUTH_JUSTICE,
)
from tests.whole_journey import Journey

pytestmark = pytest.mark.django_db


def rows_of(child: Child) -> dict[str, int]:
    """Count what each table holds about a child, as somebody who sees all."""
    found = {}
    for table in whose.of({table.record for table in OF_A_CHILD}):
        with connection.cursor() as cursor:
            cursor.execute(
                sql.SQL("select count(*) from {} t where {}").format(
                    sql.Identifier(table.name), whose.child_is(table)
                ),
                {"child": child.pk},
            )
            (found[table.name],) = cursor.fetchone()
    return {name: count for name, count in found.items() if count}


def words_left(child: Child) -> int:
    """Count the rows of the history about a child that still say something."""
    return (
        Change.objects.filter(child_id=child.pk)
        .filter(Q(old__isnull=False) | Q(new__isnull=False))
        .count()
    )


def test_nothing_is_due_while_the_law_says_keep(journey: Journey) -> None:
    assert propose(journey.child, at=in_years(5)) == 0
    kept = units(journey.child, at=in_years(5))
    assert {unit.due.stays for unit in kept.values()} == {Stays.NOT_DUE}
    assert kept[EXAMPLESHIRE, Record.INTERVIEW].due.line.key == "council_looked_after"
    assert kept[HARBOUR_VIEW, Record.CARE].due.years == 75


def test_retention_follows_the_controller(journey: Journey) -> None:
    """After ten years the police's part is due, and nobody else's."""
    assert propose(journey.child, at=in_years(11)) > 0
    due = KeepingReview.objects.filter(child_id=journey.child.pk)
    # Youth justice said something in the picture: until the child would be 25.
    assert {review.agency_id for review in due} == {EXAMPLESHIRE_POLICE, YOUTH_JUSTICE}
    theirs = {Record(review.record) for review in due if review.agency_id == EXAMPLESHIRE_POLICE}
    assert {Record.POLICE, Record.MISSING} <= theirs
    assert propose(journey.child, at=in_years(11)) == 0


def test_the_polices_part_goes_and_the_others_stays(journey: Journey) -> None:
    at = in_years(11)
    child = journey.child
    before = rows_of(child)
    stones = dispose_of_all(child, at=at)
    assert {stone.agency_id for stone in stones} == {EXAMPLESHIRE_POLICE, YOUTH_JUSTICE}
    # The council's "we disagree" still points at the grade: of that only the shell is left.
    assert set(Assessment.objects.filter(child=child).values_list("reasons")) == {("[removed]",)}
    assert [
        body for (body,) in Picture.objects.filter(child=child).values_list("body") if body
    ] == []
    after = rows_of(child)
    assert after["return_interviews_returninterview"] == before["return_interviews_returninterview"]
    assert Episode.objects.filter(child=child).exclude(circumstances="[removed]").exists()
    assert child.name in Child.objects.get(pk=child.pk).name
    assert propose(child, at=at) == 0


def test_the_last_to_go_takes_everything(journey: Journey) -> None:
    child, at = journey.child, in_years(100)
    before = set(rows_of(child))
    digests, newest = digests_of(child)
    stones = dispose_of_all(child, at=at)
    assert {stone.agency_id for stone in stones} >= {EXAMPLESHIRE, EXAMPLESHIRE_POLICE}
    left = set(rows_of(child))
    assert left == {"oversight_keepingreview", "oversight_tombstone"}
    assert {"children_child", "episodes_episode", "return_interviews_item"} <= before
    told = [table.name for table in whose.of([*DECIDED, *FOLLOWING])]
    assert len(told) > 30
    # Of the child only what says that it was decided: the history of those two tables.
    kept = Change.objects.filter(child_id=child.pk).filter(
        Q(old__isnull=False) | Q(new__isnull=False)
    )
    assert set(kept.values_list("table_name", flat=True)) == left
    for said in (Tombstone, KeepingReview, Change):
        for row in said.objects.filter(child_id=child.pk).values():
            assert NAME not in str(row) and WORD not in str(row)
    # What was emptied is proved as before: its digest, which nobody can guess without the salt.
    assert (
        Change.objects.filter(child_id=child.pk, old__isnull=True, new__isnull=True).count() > 100
    )
    assert digests_of(child, newest)[0] == digests


def digests_of(child: Child, newest: object = None) -> tuple[object, object]:
    """Return what is sealed of the history about a child up to a line, and the newest line."""
    newest = newest or scalar("select max(id) from audit_change")
    lines = "select string_agg(audit_change_digest(c), '' order by c.id) from audit_change c"
    return scalar(f"{lines} where c.child_id = %s and c.id <= %s", child.pk, newest), newest


def test_what_others_are_kept_by_outlives_its_words(journey: Journey) -> None:
    """The council's warning goes first: the police's record of that child is kept no shorter."""
    child, at = journey.child, in_years(11)
    flag = NewFlag(
        kind=FlagKind.TRAFFICKING, text=WORD, evidence=WORD, review_on=at.date(),
    )  # fmt: skip
    children.set_flag(child.pk, flag, at=datetime.now(UTC), by=SOCIAL_WORKER)
    with acting(COUNCIL_LEAD, at=at):
        for line in ("council_looked_after", "council"):
            actions.set_period(line, 1, "Ours", at=at, by=COUNCIL_LEAD)
    propose(child, at=at)
    review = KeepingReview.objects.get(agency_id=EXAMPLESHIRE, record=Record.CARE)
    decide(review, DISPOSE, at=at, by=COUNCIL_LEAD)
    dispose(review, at=at)
    assert set(Flag.objects.filter(child=child).values_list("text")) == {("[removed]",)}
    police = units(child, at=at)[EXAMPLESHIRE_POLICE, Record.POLICE]
    assert police.due.line.key == "police_grave"


def test_a_hold_of_anybody_holds_everything(journey: Journey) -> None:
    child, at = journey.child, in_years(11)
    propose(child, at=at)
    review = KeepingReview.objects.filter(child_id=child.pk, record=Record.POLICE).get()
    decide(review, DISPOSE, at=at, by=POLICE_LEAD)
    with acting(COUNCIL_LEAD, at=at):
        hold = actions.place_hold(child.ref, "Inquiry 7", at=at, by=COUNCIL_LEAD)
    with pytest.raises(actions.NotDisposable):
        dispose(review, at=at)
    assert units(child, at=at)[EXAMPLESHIRE_POLICE, Record.POLICE].due.stays is Stays.HELD
    with acting(COUNCIL_LEAD, at=at), pytest.raises(Invalid):
        actions.lift_hold(hold.pk, " ", at=at, by=COUNCIL_LEAD)
    with acting(POLICE_LEAD, at=at), pytest.raises(NotFound):
        actions.lift_hold(hold.pk, "Over", at=at, by=POLICE_LEAD)
    with acting(COUNCIL_LEAD, at=at):
        actions.lift_hold(hold.pk, "The inquiry has reported", at=at, by=COUNCIL_LEAD)
    assert dispose(review, at=at).record == Record.POLICE


def test_a_hold_of_all_that_an_agency_keeps(journey: Journey) -> None:
    with acting(COUNCIL_LEAD, at=in_years(11)):
        actions.place_hold("", "National inquiry", at=in_years(11), by=COUNCIL_LEAD)
    assert propose(journey.child, at=in_years(11)) == 0
    with acting(COUNCIL_LEAD, at=in_years(11)):
        for ref, reason in (("MC-NOBODY", "Why"), ("", " ")):
            with pytest.raises(Invalid):
                actions.place_hold(ref, reason, at=in_years(11), by=COUNCIL_LEAD)


def test_nothing_goes_undecided_nor_twice(journey: Journey) -> None:
    child, at = journey.child, in_years(11)
    propose(child, at=at)
    review = KeepingReview.objects.filter(agency_id=EXAMPLESHIRE_POLICE).first()
    assert review is not None
    with pytest.raises(actions.NotDisposable):
        dispose(review, at=at)
    decide(review, DISPOSE, at=at, by=POLICE_LEAD)
    with pytest.raises(actions.NotDisposable):
        dispose(review, at=at - 8 * 366 * DAY)  # not due any more, had the period been longer
    dispose(review, at=at)
    with pytest.raises(actions.NotDisposable):
        dispose(review, at=at)
    with acting(POLICE_LEAD, at=at), pytest.raises(Conflict):
        actions.decide(review.pk, DISPOSE, at=at, by=POLICE_LEAD)


def test_a_refused_disposal_leaves_everything(journey: Journey) -> None:
    child = journey.child
    before = rows_of(child)
    said = pytest.raises(DatabaseError, match="no erasure is under way")
    with acting(the_service(), at=in_years(11), child_id=child.pk), said:  # noqa: SIM117
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select oversight_scrub(array[%s]::uuid[])", [child.pk])
    assert rows_of(child) == before and words_left(child) > 0


def test_a_grading_stands_until_an_erasure(journey: Journey) -> None:
    refused = pytest.raises(DatabaseError, match="cannot be altered")
    with refused, transaction.atomic(), recording("test", by=the_service()):
        Assessment.objects.filter(child=journey.child).update(reasons="Other")
    with recording("test", by=the_service(), act=Act.ERASURE):
        Assessment.objects.filter(child=journey.child).update(reasons="[removed]")


def test_what_is_kept_comes_back_when_its_date_has_passed(journey: Journey) -> None:
    child, at = journey.child, in_years(11)
    propose(child, at=at)
    review = KeepingReview.objects.filter(agency_id=EXAMPLESHIRE_POLICE).first()
    assert review is not None
    until = (at + 300 * DAY).date()
    keep = Said(verdict=Verdict.KEEP, reason="A civil claim", keep_until=until)
    decide(review, keep, at=at, by=POLICE_LEAD)
    assert propose(child, at=at + 10 * DAY) == 0
    with acting(the_service(), at=at, child_id=child.pk):
        kept = keeping.kept_until(child.pk)
    assert kept == {(review.agency_id, Record(review.record)): until}
    assert propose(child, at=at + 301 * DAY) == 1


def test_who_decides(journey: Journey) -> None:
    child, at = journey.child, in_years(11)
    propose(child, at=at)
    review = KeepingReview.objects.filter(agency_id=EXAMPLESHIRE_POLICE).first()
    assert review is not None
    with acting(SOCIAL_WORKER, at=at), pytest.raises(NotAllowed):
        actions.decide(review.pk, DISPOSE, at=at, by=SOCIAL_WORKER)
    with acting(COUNCIL_LEAD, at=at), pytest.raises(NotFound):
        actions.decide(review.pk, DISPOSE, at=at, by=COUNCIL_LEAD)


def test_the_years_are_the_agencys_but_never_less_than_the_laws(journey: Journey) -> None:
    at = in_years(11)
    with acting(POLICE_LEAD, at=at):
        for years in (20, 30):
            actions.set_period("police_grave", years, "Force policy 3", at=at, by=POLICE_LEAD)
            actions.set_period("police", years, "Force policy 3", at=at, by=POLICE_LEAD)
    assert KeepingPeriod.objects.filter(ended_at=None).count() == 2
    propose(journey.child, at=at)
    assert not KeepingReview.objects.filter(agency_id=EXAMPLESHIRE_POLICE).exists()
    with acting(POLICE_LEAD, at=at):
        with pytest.raises(NotFound):
            actions.set_period("home", 80, "Law", at=at, by=POLICE_LEAD)
        with pytest.raises(Invalid):
            actions.set_period("police", 0, "", at=at, by=POLICE_LEAD)
    home = next(lead for agency, lead in LEADS.items() if agency == HARBOUR_VIEW)
    with acting(home, at=at), pytest.raises(Invalid, match="fixes 75 years"):
        actions.set_period("home", 10, "Ours", at=at, by=home)


def test_a_tombstone_cannot_be_altered(journey: Journey) -> None:
    dispose_of_all(journey.child, at=in_years(11))
    refused = pytest.raises(DatabaseError, match="stands")
    with refused, transaction.atomic(), recording("test", by=the_service()):
        Tombstone.objects.update(deleted=0)


def test_the_erasure_is_in_the_log(journey: Journey) -> None:
    stones = dispose_of_all(journey.child, at=in_years(11))
    entries = Entry.objects.filter(child_id=journey.child.pk, act=Act.ERASURE)
    assert entries.count() == len(stones)


def test_facts_are_told_only_of_the_child_at_hand(journey: Journey) -> None:
    with acting(the_service(), at=in_years(1)):
        assert keeping.about(journey.child.pk) is None


def test_the_nightly_round_goes_through_everybody_and_carries_out_decisions(
    journey: Journey, monkeypatch: pytest.MonkeyPatch
) -> None:
    at, child = in_years(11), journey.child
    monkeypatch.setattr(timezone, "now", lambda: at)
    for job in (jobs.propose_due, jobs.dispose_decided):
        monkeypatch.setattr(job, "defer", job)
    jobs.keep_records(0)
    reviews = list(KeepingReview.objects.filter(child_id=child.pk))
    assert reviews and not Tombstone.objects.exists()
    for review in reviews:
        decide(review, DISPOSE, at=at, by=people.a_lead(review.agency_id))
    hold = Hold(agency_id=EXAMPLESHIRE, child_id=child.pk, reason="x", placed_at=at)
    hold.placed_by_id = COUNCIL_LEAD.person_id
    with recording("test", by=the_service()):
        hold.save()
    jobs.keep_records(0)
    assert not Tombstone.objects.exists()
    with recording("test", by=the_service()):
        hold.delete()
    jobs.keep_records(0)
    assert Tombstone.objects.count() == len(reviews)
