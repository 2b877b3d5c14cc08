"""A protocol is drafted, changed, published; it moves the clocks that run and says why."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from safereturn.audit.models import Entry
from safereturn.audit.record import recording
from safereturn.clocks import actions
from safereturn.clocks.actions import protocols
from safereturn.clocks.actions.moving import apply_published
from safereturn.clocks.models import Clock, Move, ProtocolVersion
from safereturn.clocks.queries import protocol_for, span_for
from safereturn.clocks.queries.protocols import export_yaml, get_protocol, list_protocols
from safereturn.clocks.rules import ClockKind, read_length
from safereturn.foundation.actor import Role, the_service
from safereturn.foundation.errors import Invalid, NotAllowed, NotFound
from safereturn.foundation.models import PublishedFact
from tests import people
from tests.people import ADMINISTRATOR, COORDINATOR, EXAMPLESHIRE, EXAMPLESHIRE_POLICE, FARAWAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = 60 * MINUTE


def a_draft() -> UUID:
    return protocols.start_draft("Exampleshire", at=NOON, by=ADMINISTRATOR)


def quicker(version_id: UUID, words: str = "30 minutes", edits: int = 0) -> None:
    rule = get_protocol(ADMINISTRATOR, version_id, at=NOON).protocol.rules["first_grading"]
    new = replace(rule, length=read_length(words))
    protocols.set_rule(version_id, new, based_on=edits, by=ADMINISTRATOR)


def published(begins_at: datetime = NOON + HOUR, *, because: str = "Agreed in March.") -> UUID:
    version = a_draft()
    quicker(version)
    both = [EXAMPLESHIRE, EXAMPLESHIRE_POLICE]
    protocols.set_followers(version, both, based_on=1, by=ADMINISTRATOR)
    protocols.publish(version, begins_at, because, based_on=2, at=NOON, by=ADMINISTRATOR)
    return version


def start(at: datetime = NOON, kind: ClockKind = ClockKind.FIRST_GRADING) -> Clock:
    child, episode = uuid4(), uuid4()
    with recording("test", by=the_service(), child_id=child):
        actions.start(
            kind,
            child_id=child,
            subject_id=episode,
            episode_id=episode,
            owner=EXAMPLESHIRE_POLICE,
            authority_id=EXAMPLESHIRE,
            at=at,
        )
    return Clock.objects.get(subject_id=episode)


def test_a_draft_begins_as_what_ships_and_holds_for_nobody() -> None:
    version = a_draft()
    read = get_protocol(ADMINISTRATOR, version, at=NOON)
    assert read.changes == ()
    assert protocol_for([EXAMPLESHIRE], at=NOON).id is None
    with pytest.raises(protocols.DraftInHand):
        a_draft()
    with pytest.raises(NotFound):
        get_protocol(people.OUTSIDER, version, at=NOON)
    assert list_protocols(people.OUTSIDER, at=NOON) == []


def test_from_its_moment_on_it_holds_and_not_before() -> None:
    version = published()
    assert protocol_for([EXAMPLESHIRE], at=NOON).id is None
    assert protocol_for([EXAMPLESHIRE], at=NOON + HOUR).id == version
    assert protocol_for([FARAWAY, EXAMPLESHIRE_POLICE], at=NOON + HOUR).id == version
    assert str(start(NOON).length) == "1 hour"
    later = start(NOON + HOUR)
    assert (later.length, later.protocol_id) == ("30 minutes", version)
    span = span_for(ClockKind.FIRST_GRADING, EXAMPLESHIRE_POLICE, at=NOON + HOUR)
    assert str(span.length) == "30 minutes"


def test_it_moves_the_clocks_that_run_once_and_says_why() -> None:
    clock, law = start(NOON + 50 * MINUTE), start(NOON, ClockKind.RETURN_INTERVIEW)
    version = published()
    assert apply_published(at=NOON + 59 * MINUTE) == 0
    assert apply_published(at=NOON + HOUR) == 2
    clock.refresh_from_db()
    law.refresh_from_db()
    assert (clock.due_at, clock.protocol_id) == (NOON + 80 * MINUTE, version)
    assert clock.next_at == NOON + 65 * MINUTE
    assert law.due_at == NOON + 72 * HOUR, "the law's time stays"
    [move] = Move.objects.all()
    assert (move.was_due_at, move.due_at) == (NOON + 110 * MINUTE, NOON + 80 * MINUTE)
    assert move.because == "Protocol of Exampleshire, version 1: Agreed in March."
    assert Entry.objects.filter(name="clock.moved").count() == 2
    assert PublishedFact.objects.filter(name="ProtocolChanged").count() == 2
    assert apply_published(at=NOON + 2 * HOUR) == 0
    assert Move.objects.count() == 1


def test_killed_half_way_it_goes_on_and_moves_nothing_twice() -> None:
    start(NOON + 50 * MINUTE)
    published()
    apply_published(at=NOON + HOUR)
    with recording("test", by=the_service()):
        ProtocolVersion.objects.update(applied_at=None)
    assert apply_published(at=NOON + HOUR) == 0
    assert Move.objects.count() == 1


def test_an_agencys_own_figure_comes_before_the_protocol() -> None:
    with recording("test", by=the_service()):
        actions.set_length(ClockKind.FIRST_GRADING, EXAMPLESHIRE_POLICE, 45)
    clock = start(NOON + 50 * MINUTE)
    published()
    apply_published(at=NOON + HOUR)
    clock.refresh_from_db()
    assert clock.due_at == NOON + 95 * MINUTE
    assert start(NOON + HOUR).length == "45 minutes"


def test_what_the_law_says_cannot_be_changed_on_a_page_either() -> None:
    version = a_draft()
    rules = get_protocol(ADMINISTRATOR, version, at=NOON).protocol.rules
    new = replace(rules["return_interview"], pause=True)
    with pytest.raises(protocols.Mistakes, match="can never be paused"):
        protocols.set_rule(version, new, based_on=0, by=ADMINISTRATOR)
    assert ProtocolVersion.objects.get().edits == 0


def test_two_who_edit_at_once_lose_nothing() -> None:
    version = a_draft()
    quicker(version)
    with pytest.raises(protocols.Overtaken):
        quicker(version, "20 minutes")


def test_a_file_goes_out_and_comes_back_and_a_wrong_one_changes_nothing() -> None:
    version = a_draft()
    text = export_yaml(ADMINISTRATOR, version, at=NOON)
    new = text.replace("within: 1 hour", "within: 40 minutes", 1)
    protocols.import_yaml(version, new, at=NOON, by=ADMINISTRATOR)
    [(was, is_)] = get_protocol(ADMINISTRATOR, version, at=NOON).changes
    assert was and is_
    assert (str(was.length), str(is_.length)) == ("1 hour", "40 minutes")
    before = ProtocolVersion.objects.get().text
    with pytest.raises(protocols.Mistakes) as caught:
        protocols.import_yaml(version, new.replace("due", "dew"), at=NOON, by=ADMINISTRATOR)
    assert len(caught.value.mistakes) > 9
    assert ProtocolVersion.objects.get().text == before


def test_a_rule_taken_out_is_as_it_ships_or_gone() -> None:
    version = a_draft()
    protocols.remove_rule(version, "missing_28_days", based_on=0, by=ADMINISTRATOR)
    protocols.remove_rule(version, "first_grading", based_on=1, by=ADMINISTRATOR)
    rules = get_protocol(ADMINISTRATOR, version, at=NOON).protocol.rules
    assert "missing_28_days" not in rules
    assert str(rules["first_grading"].length) == "1 hour"


def test_publishing_needs_a_reason_and_no_past() -> None:
    version = a_draft()
    with pytest.raises(Invalid) as caught:
        protocols.publish(version, NOON - HOUR, " ", based_on=0, at=NOON, by=ADMINISTRATOR)
    assert set(caught.value.fields) == {"begins_at", "because"}


def test_what_is_published_never_changes() -> None:
    version = published()
    with pytest.raises(NotAllowed, match="published"):
        quicker(version, edits=3)
    with pytest.raises(NotAllowed):
        protocols.discard(version, by=ADMINISTRATOR)
    assert a_draft() != version, "the next one begins as a copy"
    draft = ProtocolVersion.objects.get(published_at=None)
    protocols.discard(draft.pk, by=ADMINISTRATOR)
    assert ProtocolVersion.objects.count() == 1


def test_nobody_writes_another_areas_protocol() -> None:
    with pytest.raises(NotAllowed):
        protocols.start_draft("X", at=NOON, by=COORDINATOR)
    version = a_draft()
    with pytest.raises(Invalid):
        protocols.set_followers(version, [FARAWAY], based_on=0, by=ADMINISTRATOR)
    other = replace(ADMINISTRATOR, agency_id=FARAWAY)
    rule = get_protocol(ADMINISTRATOR, version, at=NOON).protocol.rules["answer"]
    with pytest.raises(NotAllowed):
        protocols.set_rule(version, rule, based_on=0, by=other)


def test_an_agency_follows_one_area() -> None:
    version, theirs = a_draft(), published_by_police()
    protocols.set_followers(version, [EXAMPLESHIRE_POLICE], based_on=0, by=ADMINISTRATOR)
    with pytest.raises(protocols.FollowsAnother):
        protocols.publish(version, NOON, "Why", based_on=1, at=NOON, by=ADMINISTRATOR)
    assert protocol_for([EXAMPLESHIRE_POLICE], at=NOON).id == theirs


def published_by_police() -> UUID:
    admin = replace(people.SUPERVISOR, roles=frozenset({Role.ADMINISTRATOR}), person_id=uuid4())
    version = protocols.start_draft("Police", at=NOON, by=admin)
    protocols.publish(version, NOON, "Why", based_on=0, at=NOON, by=admin)
    return version


def test_a_clock_rests_only_where_the_area_says_so_and_the_law_never() -> None:
    clock, law = start(), start(kind=ClockKind.RETURN_INTERVIEW)
    owner = people.OFFICER
    for one in (clock, law):
        with pytest.raises(NotAllowed):
            actions.pause(one.pk, "The officer is at court", at=NOON, by=owner)
    with recording("test", by=the_service()):
        Clock.objects.update(may_pause=True)
    with pytest.raises(NotAllowed, match="runs on"):
        actions.pause(law.pk, "No reason is good enough", at=NOON, by=owner)
    actions.pause(clock.pk, "The officer is at court", at=NOON + 10 * MINUTE, by=owner)
    assert [one.id for one in actions.due_now(at=NOON + 9 * HOUR, most=9)] == []
    actions.resume(clock.pk, at=NOON + 30 * MINUTE, by=owner)
    clock.refresh_from_db()
    assert (clock.due_at, clock.next_at) == (NOON + 80 * MINUTE, NOON + 65 * MINUTE)


def test_of_the_versions_of_an_area_one_holds_on_its_own_page_too() -> None:
    first = published(NOON)
    second = protocols.start_draft("Exampleshire", at=NOON, by=ADMINISTRATOR)
    quicker(second, "20 minutes")
    protocols.publish(second, NOON, "Again.", based_on=1, at=NOON, by=ADMINISTRATOR)
    for at in (NOON, NOON + HOUR):
        holds = {one.id: one.holds for one in list_protocols(ADMINISTRATOR, at=at)}
        assert holds == {first: False, second: True}
        for version in (first, second):
            assert get_protocol(ADMINISTRATOR, version, at=at).line.holds is holds[version]
        assert protocol_for([EXAMPLESHIRE], at=at).id == second


def rested() -> Clock:
    """Return a clock of an hour that has rested for twenty minutes."""
    clock = start()
    with recording("test", by=the_service()):
        Clock.objects.update(may_pause=True)
    actions.pause(clock.pk, "At court", at=NOON + 10 * MINUTE, by=people.OFFICER)
    actions.resume(clock.pk, at=NOON + 30 * MINUTE, by=people.OFFICER)
    return clock


def test_what_a_clock_has_rested_stays_when_it_is_counted_anew() -> None:
    clock = rested()
    with recording("test", by=the_service(), child_id=clock.child_id):
        actions.recount(
            ClockKind.FIRST_GRADING, clock.subject_id, starts_at=NOON - 5 * MINUTE,
            at=NOON + 31 * MINUTE,
        )  # fmt: skip
    clock.refresh_from_db()
    assert clock.due_at == NOON + 75 * MINUTE
    published(NOON + 32 * MINUTE)
    apply_published(at=NOON + 33 * MINUTE)
    clock.refresh_from_db()
    assert clock.due_at == NOON + 45 * MINUTE, "thirty minutes now, and the twenty it rested"


def test_a_protocol_that_lets_nothing_rest_lets_what_rests_run_on() -> None:
    clock = start()
    with recording("test", by=the_service()):
        Clock.objects.update(may_pause=True)
    actions.pause(clock.pk, "At court", at=NOON + 10 * MINUTE, by=people.OFFICER)
    published(NOON + 20 * MINUTE)
    apply_published(at=NOON + 20 * MINUTE)
    clock.refresh_from_db()
    assert (clock.paused_at, clock.may_pause) == (None, False)
    assert clock.due_at == NOON + 40 * MINUTE and clock.next_at is not None
