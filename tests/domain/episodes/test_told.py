"""Who is to be told, in what order; and agencies that somebody rings."""

import pytest

from safereturn.agencies.models import ContactPoint
from safereturn.audit.record import looking, recording
from safereturn.children import actions as children
from safereturn.children.rules import MayTell, NewPerson
from safereturn.episodes import actions, queries
from safereturn.episodes.models import Episode, Telling
from safereturn.episodes.queries import ToTell
from safereturn.episodes.rules import (
    CARERS,
    REVIEWING_OFFICER,
    AgencyRung,
    Moment,
    PersonTold,
    is_carer,
    is_reviewing,
)
from safereturn.foundation.actor import Actor
from safereturn.foundation.errors import Invalid, NotAllowed
from safereturn.involvement.rules import Basis
from safereturn.sharing.models import Disclosure
from tests.domain.episodes.cases import HOUR, MINUTE, NOW, a_report, involve, returned
from tests.people import (
    AGENCIES,
    CARER,
    COLLEGE,
    FARAWAY,
    HARBOUR_VIEW,
    NURSE,
    OFFICER,
    SOCIAL_WORKER,
)

pytestmark = pytest.mark.usefixtures("town")


def somebody(episode: Episode, name: str, relation: str, *, parental: bool = False) -> None:
    person = NewPerson(
        name=name,
        relation=relation,
        parental_responsibility=parental,
        may_tell=MayTell.YES,
    )
    children.add_person(episode.child_id, person, at=NOW, by=SOCIAL_WORKER)


def to_tell(episode: Episode, *, by: Actor = SOCIAL_WORKER) -> ToTell:
    with looking("test", by=by):
        return queries.people_to_tell(by, episode.ref, at=NOW + HOUR)


def said(work: ToTell) -> list[tuple[str, str]]:
    return [(prompt.name, prompt.relation) for prompt in work.prompts]


def test_parents_first_then_the_offices_around_a_child_in_care_then_others() -> None:
    episode = a_report()
    somebody(episode, "Ann Uncle", "uncle")
    somebody(episode, "Mo Ther", "mother", parental=True)
    work = to_tell(episode)
    assert said(work) == [
        ("Mo Ther", "mother"),
        ("", REVIEWING_OFFICER),
        (AGENCIES[HARBOUR_VIEW][0], CARERS),
        ("Ann Uncle", "uncle"),
    ]
    assert not work.lacks_parent


def test_nobody_with_parental_responsibility_is_said_and_the_family_may_be_closed() -> None:
    episode = a_report()
    assert to_tell(episode).lacks_parent
    assert not to_tell(episode, by=NURSE).lacks_parent


def test_an_officer_who_is_on_record_stands_for_the_office() -> None:
    episode = a_report()
    somebody(episode, "Ira Office", "Independent Reviewing Officer")
    somebody(episode, "Fay Oster", "foster carer")
    assert said(to_tell(episode)) == [
        ("Fay Oster", "foster carer"),
        ("Ira Office", "Independent Reviewing Officer"),
    ]


def test_the_carers_who_rang_are_not_told_what_they_said_but_told_of_the_return() -> None:
    episode = a_report(by=CARER)
    assert CARERS not in [relation for _, relation in said(to_tell(episode))]
    back = returned(episode, by=OFFICER)
    assert (AGENCIES[HARBOUR_VIEW][0], CARERS) in said(to_tell(back))
    assert CARERS not in [relation for _, relation in said(to_tell(back, by=CARER))]


def test_each_is_told_once_at_each_moment() -> None:
    episode = a_report()
    told = PersonTold(
        moment=Moment.MISSING,
        person_name="Ira Office",
        relation=REVIEWING_OFFICER,
        told=True,
        told_at=NOW,
        how="by phone",
    )
    actions.tell(episode.pk, told, at=NOW, by=SOCIAL_WORKER)
    assert ("", REVIEWING_OFFICER) not in said(to_tell(episode))
    assert ("", REVIEWING_OFFICER) in said(to_tell(returned(episode)))


def test_a_child_at_home_has_no_offices() -> None:
    assert said(to_tell(at_home(a_report()))) == []


def at_home(episode: Episode) -> Episode:
    """Take the placement out of the record of an episode."""
    with recording("test.changed", by=SOCIAL_WORKER, child_id=episode.child_id):
        Episode.objects.filter(pk=episode.pk).update(placement_agency_id=None, placement_kind="")
    return Episode.objects.get(pk=episode.pk)


def test_a_child_in_foster_care_whose_carers_no_agency_stands_for() -> None:
    episode = at_home(a_report())
    with recording("test.changed", by=SOCIAL_WORKER, child_id=episode.child_id):
        Episode.objects.filter(pk=episode.pk).update(placement_kind="foster")
    assert said(to_tell(episode)) == [("", REVIEWING_OFFICER), ("", CARERS)]


@pytest.mark.parametrize(
    ("relation", "reviewing", "carer"),
    [
        ("Independent Reviewing Officer", True, False),
        (" IRO ", True, False),
        ("foster carer", False, True),
        ("Carers", False, True),
        ("mother", False, False),
    ],
)
def test_what_the_words_of_a_relation_mean(relation: str, reviewing: bool, carer: bool) -> None:
    assert is_reviewing(relation) is reviewing
    assert is_carer(relation) is carer


def a_call(**change: object) -> AgencyRung:
    given: dict[str, object] = {
        "agency_id": COLLEGE, "spoke_to": "Tea Cher", "phone": "01632 960001", "rung_at": NOW,
    }  # fmt: skip
    return AgencyRung(**(given | change))  # type: ignore[arg-type]


def at_college() -> Episode:
    """Return an episode of a child whose college has no accounts."""
    episode = a_report()
    involve(episode.child_id, COLLEGE, Basis.SCHOOL)
    return episode


def ringing(episode: Episode) -> list[str]:
    return [desk.agency for desk in to_tell(episode).to_ring]


def test_an_agency_without_accounts_is_rung_once_at_each_moment() -> None:
    episode = at_college()
    assert ringing(episode) == ["Example College"]
    actions.record_call(episode.pk, a_call(), at=NOW, by=SOCIAL_WORKER)
    row = Telling.objects.get()
    assert (row.person_name, row.told_at, row.agency_id) == ("Example College", NOW, COLLEGE)
    assert row.how == "By phone on 01632 960001, spoke to Tea Cher"
    assert ringing(episode) == []
    back = returned(episode)
    assert ringing(back) == ["Example College"]
    actions.record_call(back.pk, a_call(), at=NOW + HOUR, by=SOCIAL_WORKER)
    assert ringing(back) == []


def test_a_call_is_in_the_ledger_of_disclosures_like_a_notice() -> None:
    episode = at_college()
    actions.record_call(episode.pk, a_call(), at=NOW, by=SOCIAL_WORKER)
    assert Disclosure.objects.filter(agency_id=COLLEGE, child_id=episode.child_id).exists()


def test_an_agency_that_was_only_asked_is_not_told() -> None:
    episode = a_report()
    involve(episode.child_id, COLLEGE, Basis.ASKED)
    assert ringing(episode) == []
    with pytest.raises(Invalid, match="not involved"):
        actions.record_call(episode.pk, a_call(), at=NOW, by=SOCIAL_WORKER)


def test_an_agency_without_a_desk_is_named_all_the_same() -> None:
    episode = at_college()
    with recording("test.no_desk", by=SOCIAL_WORKER):
        ContactPoint.objects.filter(agency_id=COLLEGE).update(ended_at=NOW)
    [desk] = to_tell(episode).to_ring
    assert (desk.agency, desk.phone, desk.is_open) == ("Example College", "", False)


@pytest.mark.parametrize("missing", ["spoke_to", "phone"])
def test_a_call_says_who_answered_on_what_number(missing: str) -> None:
    with pytest.raises(Invalid) as refused:
        a_call(**{missing: " "})
    assert set(refused.value.fields) == {missing}


def test_a_call_is_in_the_past_and_of_an_agency_that_is_involved() -> None:
    episode = at_college()
    with pytest.raises(Invalid, match="past"):
        actions.record_call(episode.pk, a_call(rung_at=NOW + MINUTE), at=NOW, by=OFFICER)
    with pytest.raises(Invalid, match="not involved"):
        actions.record_call(episode.pk, a_call(agency_id=FARAWAY), at=NOW, by=OFFICER)


@pytest.mark.parametrize(("actor", "may"), [(OFFICER, True), (CARER, True), (NURSE, False)])
def test_who_may_record_a_call(actor: Actor, may: bool) -> None:
    episode = at_college()
    if may:
        assert actions.record_call(episode.pk, a_call(), at=NOW, by=actor)
        return
    with pytest.raises(NotAllowed):
        actions.record_call(episode.pk, a_call(), at=NOW, by=actor)
