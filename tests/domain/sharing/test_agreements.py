"""An agreement from its first draft to the day it ends."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from safereturn.audit.record import recording
from safereturn.foundation.actor import Actor, AgencyKind, the_service
from safereturn.foundation.decision import ALLOW, Decision
from safereturn.foundation.errors import Conflict, Invalid, NotAllowed, NotFound
from safereturn.involvement import actions as involvement
from safereturn.involvement.rules import Basis
from safereturn.sharing import actions, queries
from safereturn.sharing.models import ClauseRow, Party, Version
from safereturn.sharing.policies import decide, governing
from safereturn.sharing.rules import (
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


@pytest.mark.parametrize("again", [False, True], ids=["reopened", "reopened and proposed again"])
def test_what_is_reopened_while_somebody_signs_is_not_signed(
    monkeypatch: pytest.MonkeyPatch, again: bool
) -> None:
    """The page was open, and the keeper was quicker: what they read is not what would be signed."""
    draft = of_two(a_draft())
    actions.propose(draft.pk, at=NOON, by=KEEPER)
    [police] = Party.objects.filter(version=draft, agency_id=people.EXAMPLESHIRE_POLICE)
    asked: list[object] = []

    def meanwhile(*args: object, **kwargs: object) -> Decision:
        if not asked:
            asked.append(args)
            actions.reopen(draft.pk, at=NOON, by=KEEPER)
            if again:
                actions.propose(draft.pk, at=NOON, by=KEEPER)
            return ALLOW
        return really(*args, **kwargs)  # type: ignore[arg-type]

    really = governing.can_sign
    monkeypatch.setattr(governing, "can_sign", meanwhile)
    with pytest.raises(NotFound):
        actions.sign(police.pk, name="A", title="B", at=NOON, by=POLICE_LEAD)
    assert not Party.objects.filter(version=draft).exclude(signed_at=None).exists()


def test_what_is_dated_while_somebody_signs_is_not_signed(monkeypatch: pytest.MonkeyPatch) -> None:
    draft = of_two(a_draft())
    actions.propose(draft.pk, at=NOON, by=KEEPER)
    [police] = Party.objects.filter(version=draft, agency_id=people.EXAMPLESHIRE_POLICE)
    really = governing.can_sign
    asked: list[object] = []

    def meanwhile(actor: Actor, party: Party, **how: bool) -> Decision:
        if not asked:
            asked.append(party)
            with recording("test.dated", by=the_service()):
                Version.objects.filter(pk=draft.pk).update(
                    state=State.IN_FORCE, effective_from=IN_APRIL
                )
            return ALLOW
        return really(actor, party, **how)

    monkeypatch.setattr(governing, "can_sign", meanwhile)
    with pytest.raises(NotAllowed, match="until it is dated"):
        actions.sign(police.pk, name="A", title="B", at=NOON, by=POLICE_LEAD)
