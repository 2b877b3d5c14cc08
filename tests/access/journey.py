"""A child's journey as a machine that Hypothesis drives, and the slow model beside it.

Facts of the journey happen through the actions; after each, several people are asked about
every kind, through the fences. The slow model is told what holds by reading the tables row
by row; that the child is missing, by what has happened.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from safereturn.audit.record import recording
from safereturn.children import actions as children
from safereturn.children.rules import NewChild, NewSeal
from safereturn.episodes import actions as episodes
from safereturn.episodes.models import Episode
from safereturn.episodes.rules import Circumstances, Finder, Relation, Reporter, Return
from safereturn.foundation.actor import Actor, Role, the_service
from safereturn.foundation.errors import Conflict, Invalid, NotAllowed, NotFound
from safereturn.foundation.identity import acting
from safereturn.involvement import actions as involvement
from safereturn.involvement.models import Involvement, KeptOut, Named, Seal, Standing
from safereturn.involvement.rules import Basis, Personal
from safereturn.placements import actions as placements
from safereturn.placements.rules import PlacementKind, Stay
from safereturn.return_interviews import actions as interviews
from safereturn.return_interviews.models import Item, ItemDecision, ReturnInterview
from safereturn.return_interviews.rules import (
    Account,
    Choice,
    Disposition,
    Interviewer,
    ItemKind,
    Mode,
    NewItem,
    Outcome,
    Verdict,
)
from safereturn.risk import actions as risk
from safereturn.risk.models import Ask
from safereturn.risk.rules import Piece, Reply, Supplier
from safereturn.sharing import queries as sharing
from safereturn.sharing.policies import decide_all
from safereturn.sharing.rules import Kind
from tests import people, slow_model
from tests.access import cells
from tests.domain.sharing.agreeing import FOUR, KEEPER, NOON, a_draft, dated, of_two, only

HOUR = timedelta(hours=1)
READERS = (
    people.OFFICER, people.COORDINATOR, people.SOCIAL_WORKER, people.CARER, people.NURSE,
    people.TEACHER, people.INTERVIEWER, people.OTHER_OFFICER, people.HOST_COORDINATOR,
    people.OUTSIDER, people.ADMINISTRATOR, the_service(),
)  # fmt: skip
persons = st.sampled_from(READERS[:-1])
REFUSED = (NotAllowed, NotFound, Conflict, Invalid)


def rows(model: Any, child_id: UUID, **more: Any) -> list[Any]:
    """Read the rows of a child; what holds of them is worked out one by one."""
    return list(model.objects.filter(child_id=child_id, **more))


def going_on(standing: list[Any], at: datetime) -> list[str]:
    return [row.circumstance for row in standing if row.starts_at <= at and row.ends_at is None]


Written = dict[Any, list[Any]]


def written_of(child_id: UUID) -> Written:
    """Read what is written of a child, once a step: who asks makes no difference to it."""
    found: Written = {model: rows(model, child_id) for model in (Involvement, Standing)}
    for model in (Seal, Named, KeptOut):
        found[model] = rows(model, child_id, ended_at=None)
    return found


def case_of(written: Written, actor: Actor, at: datetime) -> slow_model.Case:
    """Tell the slow model how somebody stands to the child."""
    case = slow_model.Case([], going_on(written[Standing], at), [], at)
    hosts = []
    for row in written[Involvement]:
        if row.starts_at > at or (row.ends_at is not None and row.ends_at <= at):
            continue
        if row.agency_id == actor.agency_id:
            case.bases.append(row.basis)
            if row.basis == "emergency" and row.subject_id is not None:
                case.broke_the_glass.append(row.subject_id)
        if row.basis == "responsible_authority":
            case.authorities.append(row.agency_id)
        if row.basis == "host_authority":
            hosts.append(row.agency_id)
    case.authorities.extend(hosts)
    case.sealed = bool(written[Seal])
    case.named = [row.person_id for row in written[Named]]
    case.kept_out = [row.person_id for row in written[KeptOut]]
    return case


def papers(at: datetime) -> list[slow_model.Paper]:
    """Put the versions in force on the desk."""
    found = []
    for area in sharing.list_areas(at=at):
        if area.in_force is not None:
            read = sharing.readable(KEEPER, area.in_force.id, at=at)
            found.append(slow_model.paper_of(read, area))
    return found


class Opening(StrEnum):
    """Where in the journey a child is when chance takes over."""

    NOTHING = "nothing"
    ASKED = "asked while missing"
    EMERGENCY = "broken glass"
    ITEMS = "items shared back"


class Journey(RuleBasedStateMachine):
    """One child, from some opening on. `seen` is what was decided, by which clause."""

    seen: ClassVar[set[tuple[int, str]]] = set()

    def __init__(self) -> None:
        super().__init__()
        self.outer = transaction.atomic()
        self.outer.__enter__()
        self.at, self.missing, self.done = NOON, False, 0

    @initialize(opening=st.sampled_from(Opening))
    def a_child(self, opening: Opening) -> None:
        """Begin somewhere in the journey: what lies deep is met more often than by chance."""
        given = NewChild(name="Ada Invented", basis=Basis.RESPONSIBLE_AUTHORITY)
        self.child = children.add(given, at=self.at, by=people.COORDINATOR).pk
        for step in BEFORE[opening]:
            step(self)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.outer.__exit__(None, None, None)

    def happen(self, what: Callable[[], Any]) -> bool:
        """Let something happen; what is refused has changed nothing."""
        self.at += HOUR
        try:
            with transaction.atomic():
                what()
        except REFUSED:
            return False
        self.done += 1
        return True

    def episode(self, **more: Any) -> Episode:
        found = Episode.objects.filter(child_id=self.child, **more).order_by("-started_at").first()
        if found is None:
            raise NotFound
        return found

    @rule(by=st.sampled_from([people.OFFICER, people.CARER, people.OTHER_OFFICER, people.TEACHER]))
    def report(self, by: Actor) -> None:
        what = Circumstances(
            last_seen_at=self.at, last_seen_where="A shop", why_worried="It is late."
        )
        caller = Reporter(name="Kay Caller", relation=Relation.OTHER, phone="01632 960123")
        if self.happen(
            lambda: episodes.report(
                self.child, what, caller, reported_at=self.at, at=self.at, by=by
            )
        ):
            self.missing = True

    @rule()
    def found(self) -> None:
        self.happen(
            lambda: episodes.record_located(
                self.episode().pk, located_at=self.at, where="A park", at=self.at,
                by=people.OFFICER,
            )
        )  # fmt: skip

    @rule(by=st.sampled_from([people.OFFICER, people.COORDINATOR, people.OTHER_OFFICER]))
    def back(self, by: Actor) -> None:
        how = Return(at=self.at + HOUR, where="Home", finder=Finder.POLICE, safe_to_return="Yes")
        if self.happen(lambda: episodes.record_return(self.episode().pk, how, at=self.at, by=by)):
            self.missing = False

    @rule()
    def interview_due(self) -> None:
        self.happen(lambda: interviews.make_due(self.episode().pk, at=self.at, by=the_service()))

    @rule()
    def interviewed(self) -> None:
        def hold() -> None:
            row = ReturnInterview.objects.filter(child_id=self.child, held_at=None).first()
            if row is None:
                raise NotFound
            by = people.INTERVIEWER
            named = Interviewer(name=by.name, person_id=by.person_id)
            interviews.allocate(row.pk, named, at=self.at, by=people.INTERVIEW_MANAGER)
            account = Account(held_at=self.at, mode=Mode.IN_PERSON, place="A café",
                              limits_explained=True, own_words="Words", summary="Gist")  # fmt: skip
            interviews.record_account(row.pk, account, at=self.at, by=by)
            item = NewItem(kind=ItemKind.PERSON, text="A man")
            interviews.add_item(row.pk, item, at=self.at, by=by)
            interviews.hold(row.pk, None, no_actions_because="None", at=self.at, by=by)

        self.happen(hold)

    @rule(to=st.sampled_from([people.EXAMPLESHIRE_POLICE, people.HARBOUR_VIEW]))
    def share(self, to: UUID) -> None:
        def decide() -> None:
            item = Item.objects.filter(child_id=self.child).last()
            if item is None:
                raise NotFound
            verdict = Verdict(item_id=item.pk, agency_id=to, choice=Choice.SHARE,
                              reason="To help", child_told=True)  # fmt: skip
            interviews.decide_items(item.interview_id, [verdict], at=self.at, by=people.INTERVIEWER)

        self.happen(decide)

    @rule(by=st.sampled_from([people.OFFICER, people.CARER]))
    def dispose(self, by: Actor) -> None:
        def answer() -> None:
            given = ItemDecision.objects.filter(
                child_id=self.child, agency_id=by.agency_id, disposed_at=None
            ).last()
            if given is None:
                raise NotFound
            outcome = Outcome(disposition=Disposition.NONE, reason="Known")
            interviews.dispose_item(given.pk, outcome, at=self.at, by=by)

        self.happen(answer)

    @rule(at=st.sampled_from([people.HARBOUR_VIEW, None]))
    def lives(self, at: UUID | None) -> None:
        host = None if at else people.SAMPLEFORD
        stay = Stay(kind=PlacementKind.CHILDRENS_HOME, provider_id=at, provider_name="A home",
                    address="1 Invented Lane", host_authority_id=host)  # fmt: skip
        self.happen(lambda: placements.place(self.child, stay, at=self.at, by=people.COORDINATOR))

    @rule(
        who=st.sampled_from(
            [(people.HEALTH, Basis.HEALTH), (people.COLLEGE, Basis.SCHOOL),
             (people.EXAMPLESHIRE_POLICE, Basis.HOME_FORCE), (people.FARAWAY, Basis.OTHER),
             (people.FARAWAY, Basis.RESPONSIBLE_AUTHORITY)]
        ),
        ends=st.booleans(),
    )  # fmt: skip
    def relation(self, who: tuple[UUID, Basis], ends: bool) -> None:
        agency, basis = who
        by = people.COORDINATOR
        if ends:
            self.happen(
                lambda: children.end_involvement(
                    self.child, agency, basis, because="Left", at=self.at, by=by
                )
            )
        else:
            self.happen(lambda: children.involve(self.child, agency, basis, at=self.at, by=by))

    @rule()
    def ask(self) -> None:
        self.happen(
            lambda: risk.ask(
                self.episode().pk, people.HEALTH, "What?", at=self.at, by=people.OFFICER
            )
        )

    @rule()
    def ask_by_phone(self) -> None:
        """Ask the college, which does not use the service."""
        self.happen(
            lambda: risk.ask_by_phone(
                self.episode().pk, people.COLLEGE, "What?", spoke_to="Yu",
                phone_number="01632 960002", at=self.at, by=people.OFFICER,
            )
        )  # fmt: skip

    @rule(by=st.sampled_from([people.NURSE, people.TEACHER]))
    def answer(self, by: Actor) -> None:
        said = Reply(
            supplier=Supplier(name=by.name, contact="01632 960002"),
            pieces=(Piece(kind=Kind.HEALTH_SAFETY, text="Known"),),
        )

        def reply() -> None:
            asked = Ask.objects.filter(to_agency_id=by.agency_id, answered_at=None).first()
            if asked is None:
                raise NotFound
            risk.answer(asked.pk, said, at=self.at, by=by)

        self.happen(reply)

    @rule(who=persons)
    def seal(self, who: Actor) -> None:
        named = {people.COORDINATOR.person_id, people.SOCIAL_WORKER.person_id, who.person_id}
        seal = NewSeal(
            why="Protected", review_on=self.at.date() + timedelta(days=30),
            desk_agency_id=people.EXAMPLESHIRE, desk_contact="01632 960777",
            people=frozenset(named),
        )  # fmt: skip
        self.happen(lambda: children.seal(self.child, seal, at=self.at, by=people.COORDINATOR))

    @rule()
    def unseal(self) -> None:
        self.happen(
            lambda: children.unseal(self.child, because="Over", at=self.at, by=people.COORDINATOR)
        )

    @rule(who=persons, off=st.booleans())
    def name(self, who: Actor, off: bool) -> None:
        change = children.unname_person if off else children.name_person
        self.happen(lambda: change(self.child, who.person_id, at=self.at, by=people.COORDINATOR))

    @rule(who=persons, off=st.booleans())
    def keep_out(self, who: Actor, off: bool) -> None:
        by = people.COORDINATOR.person_id

        def change() -> None:
            with recording("test.kept_out", by=the_service(), child_id=self.child):
                if off:
                    involvement.let_in(
                        self.child, who.person_id, because="Mended", at=self.at, by=by
                    )
                else:
                    involvement.keep_out(
                        self.child, who.person_id, why=Personal.FAMILY, note="", at=self.at, by=by
                    )

        self.happen(change)

    @rule(who=persons)
    def break_glass(self, who: Actor) -> None:
        def open_() -> None:
            with recording("test.emergency", by=the_service(), child_id=self.child):
                involvement.open_emergency(
                    self.child, who.agency_id, who.person_id, until=self.at + HOUR,
                    because="test", at=self.at,
                )  # fmt: skip

        self.happen(open_)

    @rule()
    def agreement_changes(self) -> None:
        self.happen(lambda: dated(only(of_two(a_draft()), FOUR)))

    @rule(days=st.integers(1, 20))
    def time_passes(self, days: int) -> None:
        self.at += timedelta(days=days)

    @invariant()
    def the_decision_is_the_slow_models(self) -> None:
        if not hasattr(self, "child"):
            return
        written, desk = written_of(self.child), papers(self.at)
        assert ("missing_now" in going_on(written[Standing], self.at)) == self.missing
        for reader in READERS:
            case, asker = case_of(written, reader, self.at), cells.asker(reader)
            with acting(reader, at=self.at):
                said = decide_all(reader, Kind, self.child, at=self.at)
            for kind in Kind:
                should = slow_model.decide(desk, asker, str(kind), case, [])
                found = (int(said[kind].depth), said[kind].clause, said[kind].agreement)
                assert found == (should.depth, should.clause, should.agreement), (reader, kind)
                if not reader.has(Role.SYSTEM):
                    self.seen.add((should.depth, should.clause))


Step = Callable[[Journey], None]
BEFORE: dict[Opening, tuple[Step, ...]] = {
    Opening.NOTHING: (),
    Opening.ASKED: (
        lambda one: one.report(people.OFFICER),
        lambda one: one.ask(),
        lambda one: one.ask_by_phone(),
    ),
    Opening.EMERGENCY: (lambda one: one.break_glass(people.OTHER_OFFICER),),
    Opening.ITEMS: (
        lambda one: one.lives(people.HARBOUR_VIEW),
        lambda one: one.report(people.CARER),
        lambda one: one.back(people.COORDINATOR),
        lambda one: one.interview_due(),
        lambda one: one.interviewed(),
        lambda one: one.share(people.EXAMPLESHIRE_POLICE),
    ),
}
