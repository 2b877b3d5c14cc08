"""Asking and answering: in the service, by phone, by a link; each once, each told."""

from datetime import timedelta
from uuid import uuid4

import pytest

from safereturn.audit.record import recording
from safereturn.children.models import Child
from safereturn.clocks.models import Clock
from safereturn.clocks.rules import ClockKind
from safereturn.foundation.actor import Actor, Door, the_service
from safereturn.foundation.errors import Conflict, Invalid, NotAllowed, NotFound
from safereturn.foundation.models import PublishedFact
from safereturn.involvement.models import Involvement
from safereturn.involvement.queries import ties
from safereturn.involvement.rules import Basis
from safereturn.risk import actions, queries
from safereturn.risk.models import Ask, Contribution
from safereturn.risk.rules import ContributionState, Piece, Reply
from safereturn.sharing.models import Disclosure
from safereturn.sharing.rules import Kind
from tests.domain.risk.making import (
    HOUR,
    NOW,
    NURSE_DESK,
    a_missing_child,
    an_ask,
    back,
    holds_nothing,
    looking_as,
    nurse_adds,
    picture,
    says,
    section,
    withholds,
)
from tests.people import (
    ADMINISTRATOR,
    CALL_HANDLER,
    CARER,
    COLLEGE,
    COORDINATOR,
    EXAMPLESHIRE,
    EXAMPLESHIRE_POLICE,
    HEALTH,
    NURSE,
    OFFICER,
    OUT_OF_HOURS,
    OUTSIDER,
    SOCIAL_WORKER,
    TEACHER,
    YOUTH_JUSTICE,
    YOUTH_WORKER,
)

pytestmark = pytest.mark.usefixtures("town")


@pytest.mark.parametrize(
    ("actor", "may"),
    [
        pytest.param(OFFICER, True, id="the searching force"),
        pytest.param(COORDINATOR, True, id="the responsible council"),
        pytest.param(OUT_OF_HOURS, True, id="its night team"),
        pytest.param(CARER, False, id="the home"),
        pytest.param(NURSE, False, id="health"),
        pytest.param(ADMINISTRATOR, False, id="no casework"),
    ],
)
def test_who_asks(actor: Actor, may: bool) -> None:
    episode = a_missing_child()
    if may:
        assert an_ask(episode, by=actor).asked_by_agency_id == actor.agency_id
    else:
        with pytest.raises(NotAllowed):
            an_ask(episode, by=actor)


def test_asking_the_uninvolved_discloses_who_it_is_about_and_nothing_else() -> None:
    episode = a_missing_child()
    ask = an_ask(episode, YOUTH_JUSTICE)
    assert ties(YOUTH_JUSTICE, episode.child_id, at=NOW).bases == {Basis.ASKED}
    [row] = Disclosure.objects.filter(agency_id=YOUTH_JUSTICE)
    assert (row.kind, row.clause, row.episode_id) == (Kind.IDENTITY, "asked", episode.pk)
    [fact] = PublishedFact.objects.filter(name="AgencyAsked")
    assert fact.body["ask_id"] == str(ask.pk)
    clock = Clock.objects.get(kind=ClockKind.ANSWER)
    assert (clock.subject_id, clock.owner_agency_id) == (ask.pk, YOUTH_JUSTICE)
    assert clock.due_at == ask.due_at == NOW + HOUR


def test_asking_an_involved_agency_discloses_nothing() -> None:
    an_ask(a_missing_child(), HEALTH)
    assert not Disclosure.objects.filter(agency_id=HEALTH, clause="asked").exists()
    assert not Involvement.objects.filter(basis=Basis.ASKED).exists()


def test_the_same_agency_is_not_asked_twice_while_it_waits() -> None:
    episode = a_missing_child()
    first = an_ask(episode, HEALTH)
    with pytest.raises(actions.AlreadyAsked):
        an_ask(episode, HEALTH)
    an_ask(episode, HEALTH, by=COORDINATOR)  # the council has its own question
    actions.answer(first.pk, says(), at=NOW, by=NURSE)
    an_ask(episode, HEALTH)


def test_who_was_only_asked_is_shown_nothing_once_the_child_is_back() -> None:
    episode = a_missing_child()
    asked = an_ask(episode)
    token = actions.make_reply_link(asked.pk, at=NOW, by=OFFICER)
    assert queries.find_reply(token, at=NOW).pk == asked.pk
    back(episode, at=NOW)
    actions.stop_asking(episode.pk, at=NOW, by=the_service())
    later = NOW + timedelta(minutes=1)
    with looking_as(YOUTH_WORKER, at=later), pytest.raises(NotFound):
        queries.get_ask(YOUTH_WORKER, asked.ref, at=later)
    with pytest.raises(NotFound):
        queries.find_reply(token, at=later)


def test_no_list_holds_a_question_about_a_sealed_child() -> None:
    asked = an_ask(a_missing_child())
    assert [one.pk for one in queries.list_waiting(YOUTH_WORKER)] == [asked.pk]
    with recording("test.sealed", by=COORDINATOR, child_id=asked.child_id):
        Child.objects.filter(pk=asked.child_id).update(sealed=True)
    assert queries.list_waiting(YOUTH_WORKER) == []


def test_what_cannot_be_asked() -> None:
    episode = a_missing_child()
    with pytest.raises(Invalid, match="by phone"):
        an_ask(episode, COLLEGE)
    with pytest.raises(Invalid, match="own agency"):
        an_ask(episode, EXAMPLESHIRE_POLICE)
    with pytest.raises(Invalid, match="what you want to know"):
        actions.ask(episode.pk, HEALTH, "  ", at=NOW, by=OFFICER)
    with pytest.raises(Invalid) as error:
        actions.ask_by_phone(
            episode.pk, COLLEGE, "?", spoke_to="", phone_number=" ", at=NOW, by=OFFICER
        )
    assert set(error.value.fields) == {"spoke_to", "phone_number"}
    back(episode, at=NOW)
    with pytest.raises(Conflict, match="not missing any more"):
        an_ask(episode, HEALTH)


@pytest.mark.parametrize(
    ("actor", "may"),
    [
        pytest.param(NURSE, True, id="the agency that was asked"),
        pytest.param(OFFICER, False, id="whoever asked"),
        pytest.param(TEACHER, False, id="another agency"),
    ],
)
def test_who_answers(actor: Actor, may: bool) -> None:
    ask = an_ask(a_missing_child(), HEALTH)
    if may:
        assert actions.answer(ask.pk, says(), at=NOW, by=actor)
        return
    with pytest.raises(NotAllowed):
        actions.answer(ask.pk, says(), at=NOW, by=actor)
    with pytest.raises(NotFound), looking_as(actor):
        queries.get_ask(actor, ask.ref, at=NOW)


def test_an_answer_may_hold_several_kinds_and_something_withheld() -> None:
    episode = a_missing_child()
    ask = an_ask(episode, HEALTH)
    pieces = (
        Piece(kind=Kind.HEALTH_SAFETY, text="Insulin"),
        Piece(kind=Kind.PLANS, text="CAMHS"),
    )
    reply = Reply(supplier=NURSE_DESK, pieces=pieces, withheld=withholds().withheld)
    rows = actions.answer(ask.pk, reply, at=NOW, by=NURSE)
    assert [row.kind for row in rows] == [Kind.HEALTH_SAFETY, Kind.PLANS, Kind.RISK]
    assert rows[-1].withheld_because
    ask.refresh_from_db()
    assert ask.answered_at == NOW
    assert Clock.objects.get(subject_id=ask.pk).met_at == NOW
    [fact] = PublishedFact.objects.filter(name="AgencyAnswered")
    assert fact.body["contribution_id"] == str(rows[0].pk)
    with pytest.raises(actions.AlreadyAnswered):
        actions.answer(ask.pk, reply, at=NOW, by=NURSE)


@pytest.mark.parametrize(
    ("reply", "bases"),
    [
        pytest.param(says(), {Basis.OTHER}, id="content: works with the child"),
        pytest.param(holds_nothing(), set(), id="nothing held: let go"),
        pytest.param(withholds(), {Basis.ASKED}, id="withheld: told nothing more"),
    ],
)
def test_what_an_answer_makes_of_an_agency_that_was_only_asked(
    reply: Reply, bases: set[Basis]
) -> None:
    episode = a_missing_child()
    ask = an_ask(episode, YOUTH_JUSTICE)
    actions.answer(ask.pk, reply, at=NOW, by=YOUTH_WORKER)
    later = NOW + HOUR
    assert ties(YOUTH_JUSTICE, episode.child_id, at=later).bases == bases


def test_the_short_ways_to_hold_nothing_and_to_withhold() -> None:
    episode = a_missing_child()
    first = an_ask(episode, HEALTH)
    [row] = actions.nothing_held(first.pk, NURSE_DESK, at=NOW, by=NURSE)
    assert row.state == ContributionState.NOTHING_HELD
    second = an_ask(episode, HEALTH)
    what = withholds().withheld
    assert what
    [row] = actions.withhold(second.pk, NURSE_DESK, what, at=NOW, by=NURSE)
    assert row.state == ContributionState.WITHHELD


def test_contributing_answers_what_was_asked() -> None:
    episode = a_missing_child()
    ask = an_ask(episode, HEALTH)
    nurse_adds(episode, at=NOW + HOUR)
    ask.refresh_from_db()
    assert ask.answered_at == NOW + HOUR
    assert section(picture(episode), HEALTH).state is ContributionState.ANSWERED


@pytest.mark.parametrize("actor", [YOUTH_WORKER, ADMINISTRATOR])
def test_who_does_not_contribute(actor: Actor) -> None:
    episode = a_missing_child()
    an_ask(episode, YOUTH_JUSTICE)
    with pytest.raises(NotAllowed):
        actions.contribute(episode.pk, says(), at=NOW, by=actor)
    with pytest.raises(NotFound):
        actions.contribute(episode.pk, says(), at=NOW, by=OUTSIDER)


def test_told_by_phone_then_what_was_said_by_phone() -> None:
    episode = a_missing_child()
    ask = actions.ask_by_phone(
        episode.pk,
        COLLEGE,
        "Was she in?",
        spoke_to="Porter",
        phone_number="01632 960009",
        at=NOW,
        by=OFFICER,
    )
    [row] = actions.record_by_phone(
        episode.pk, COLLEGE, says("Not in today.", Kind.WHEREABOUTS), at=NOW, by=OFFICER
    )
    assert row.ask_id == ask.pk
    assert (row.agency_id, row.by_agency_id) == (COLLEGE, EXAMPLESHIRE_POLICE)
    with pytest.raises(Invalid, match="own agency"):
        actions.record_by_phone(episode.pk, EXAMPLESHIRE_POLICE, says(), at=NOW, by=OFFICER)
    assert queries.unconfirmed(COLLEGE, episode.pk) == [row]


@pytest.mark.parametrize(
    ("actor", "may"),
    [
        pytest.param(NURSE, True, id="the agency itself"),
        pytest.param(OFFICER, True, id="whoever took the call"),
        pytest.param(SOCIAL_WORKER, False, id="another agency"),
        pytest.param(ADMINISTRATOR, False, id="no casework"),
    ],
)
def test_who_confirms(actor: Actor, may: bool) -> None:
    episode = a_missing_child()
    [row] = actions.record_by_phone(episode.pk, HEALTH, says(), at=NOW, by=OFFICER)
    if not may:
        with pytest.raises(NotAllowed):
            actions.confirm(row.pk, "Rang back", at=NOW, by=actor)
        return
    with pytest.raises(Invalid):
        actions.confirm(row.pk, " ", at=NOW, by=actor)
    assert actions.confirm(row.pk, "Rang back", at=NOW, by=actor).confirmed_at == NOW
    with pytest.raises(actions.AlreadyConfirmed):
        actions.confirm(row.pk, "Rang back", at=NOW, by=actor)


def test_what_is_not_there_is_not_found() -> None:
    with pytest.raises(NotFound):
        actions.confirm(uuid4(), "x", at=NOW, by=OFFICER)
    with pytest.raises(NotFound):
        actions.answer(uuid4(), says(), at=NOW, by=OFFICER)
    with pytest.raises(NotFound):
        actions.make_reply_link(uuid4(), at=NOW, by=OFFICER)


def a_link(**more: object) -> tuple[Ask, str]:
    """Ask the college by phone and make a link for its answer."""
    ask = actions.ask_by_phone(
        a_missing_child().pk,
        COLLEGE,
        "Was she in?",
        spoke_to="Porter",
        phone_number="01632 960009",
        at=NOW,
        by=OFFICER,
    )
    return ask, actions.make_reply_link(ask.pk, at=NOW, by=OFFICER)


def test_a_reply_link_answers_once_and_its_token_is_not_stored() -> None:
    ask, token = a_link()
    ask.refresh_from_db()
    assert len(token) >= 43  # 256 bits
    assert token not in str(Ask.objects.filter(pk=ask.pk).values())
    holder = queries.reply_actor(token, at=NOW)
    assert (holder.door, holder.agency_id, holder.roles) == (Door.REPLY, COLLEGE, frozenset())
    with looking_as(holder):
        assert queries.get_reply(token, at=NOW).question == "Was she in?"
    [row] = actions.answer_by_reply(token, says("No.", Kind.WHEREABOUTS), at=NOW)
    assert (row.agency_id, row.state) == (COLLEGE, ContributionState.ANSWERED)
    with pytest.raises(NotFound, match="has been used"):
        actions.answer_by_reply(token, says(), at=NOW)
    assert Contribution.objects.count() == 1
    with pytest.raises(actions.AlreadyAnswered):
        actions.make_reply_link(ask.pk, at=NOW, by=OFFICER)


def test_a_reply_link_ends_after_a_day_or_when_another_is_made() -> None:
    ask, token = a_link()
    with pytest.raises(NotFound):
        queries.reply_actor(token, at=NOW + timedelta(hours=24))
    newer = actions.make_reply_link(ask.pk, at=NOW, by=OFFICER)
    with pytest.raises(NotFound):
        queries.reply_actor(token, at=NOW)
    assert queries.find_reply(newer, at=NOW) == ask
    with pytest.raises(NotFound):
        queries.find_reply("", at=NOW)


def test_who_makes_a_reply_link() -> None:
    ask, _ = a_link()
    with pytest.raises(NotAllowed):
        actions.make_reply_link(ask.pk, at=NOW, by=CARER)


def test_open_questions_are_in_the_asked_agencys_list() -> None:
    episode = a_missing_child()
    ask = an_ask(episode, HEALTH)
    assert queries.list_waiting(NURSE) == [ask]
    assert queries.open_ask(HEALTH, episode.pk) == ask
    assert not queries.list_waiting(OFFICER)
    with looking_as(NURSE):
        shown = queries.get_ask(NURSE, ask.ref, at=NOW)
    assert shown.asked_by == "Olu Officer, Exampleshire Police"
    assert shown.desk


def test_when_the_child_is_back_nobody_stays_asked() -> None:
    episode = a_missing_child()
    ask = an_ask(episode, YOUTH_JUSTICE)
    for _ in range(2):
        actions.stop_asking(episode.pk, at=NOW + HOUR, by=the_service())
    assert not ties(YOUTH_JUSTICE, episode.child_id, at=NOW + 2 * HOUR)
    assert Clock.objects.get(subject_id=ask.pk).stopped_at == NOW + HOUR
    with pytest.raises(NotAllowed):
        actions.stop_asking(episode.pk, at=NOW, by=OFFICER)


def test_a_sealed_childs_question_is_not_there() -> None:
    episode = a_missing_child()
    ask = an_ask(episode, HEALTH)
    with recording("test.sealed", by=the_service()):
        Child.objects.filter(pk=episode.child_id).update(sealed=True)
    with pytest.raises(NotFound):
        actions.answer(ask.pk, says(), at=NOW, by=NURSE)
    with pytest.raises(NotFound), looking_as(NURSE):
        queries.get_ask(NURSE, ask.ref, at=NOW)
    with pytest.raises(NotFound):
        an_ask(episode, EXAMPLESHIRE)


def test_who_was_asked_in_the_service_and_then_rung_is_told_once() -> None:
    episode = a_missing_child()
    asked = actions.ask(episode.pk, HEALTH, "What?", at=NOW, by=OFFICER)
    rung = {"spoke_to": " Night sister ", "phone_number": "01632 960009"}
    later = NOW + HOUR
    row = actions.ask_by_phone(episode.pk, HEALTH, "?", **rung, at=later, by=CALL_HANDLER)
    assert (row.pk, row.told_at, row.spoke_to) == (asked.pk, later, "Night sister")
    assert (row.asked_at, row.due_at, row.question) == (NOW, asked.due_at, "What?")
    assert row.told_by_id == CALL_HANDLER.person_id
    part = section(picture(episode, at=later), HEALTH)
    assert part.told_by_phone and part.asked
    assert (part.asked.told_at, part.asked.told_by) == (later, "Cal Handler")
    with pytest.raises(actions.AlreadyAsked):
        actions.ask_by_phone(episode.pk, HEALTH, "?", **rung, at=later, by=OFFICER)
    with pytest.raises(Invalid):
        actions.ask_by_phone(
            episode.pk, HEALTH, "?", spoke_to="", phone_number="", at=later, by=OFFICER
        )
