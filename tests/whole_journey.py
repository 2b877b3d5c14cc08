"""One child's whole journey, written through the actions: a record behind every address.

The first episode is over: interviewed, items shared and answered. The second is open: the
nurse's agency has been asked and has not answered, so that it may match the child and
learns nothing else. Nobody here is real.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.db.models import F

from safereturn.agencies.models import Agency, Appointment, Person
from safereturn.audit.models import Entry
from safereturn.audit.record import looking, recording
from safereturn.casework.actions import handover
from safereturn.casework.models import TriggerPlan
from safereturn.casework.rules import HandoverWords
from safereturn.children import actions as children
from safereturn.children.models import Child, SealedReport
from safereturn.children.rules import (
    DetailKind,
    FlagKind,
    IdentifierKind,
    NewChild,
    NewFlag,
    NewPerson,
    NewSeal,
)
from safereturn.episodes import actions as episodes
from safereturn.episodes.models import Episode, Task
from safereturn.episodes.rules import (
    Circumstances,
    EntryKind,
    Finder,
    Moment,
    NewEntry,
    PersonTold,
    PoliceStance,
    PreventionCheck,
    Relation,
    Reporter,
    Return,
    StanceTaken,
)
from safereturn.foundation.actor import Actor, AgencyKind, Role, the_service
from safereturn.foundation.identity import acting
from safereturn.involvement.models import KeptOut
from safereturn.involvement.rules import Basis, Personal
from safereturn.notifications.models import Notice
from safereturn.oversight import actions as oversight
from safereturn.placements import actions as placements
from safereturn.placements.rules import PlacementKind, Stay
from safereturn.return_interviews import actions as interviews
from safereturn.return_interviews.rules import (
    Account,
    Choice,
    Interviewer,
    ItemKind,
    ItemUse,
    Mode,
    NewFollowUp,
    NewItem,
    OfferAnswer,
    OfferMade,
    Verdict,
)
from safereturn.risk import actions as risk
from safereturn.risk.rules import Grade, Level, Piece, Reply, Supplier
from safereturn.sharing.rules import Kind
from tests.beside_journey import (
    NAME,
    WORD,
    a_spooled_report,
    an_odd_look,
    files,
    ledger_of,
    records_desk,
)
from tests.domain.casework.making import a_plan, a_task, an_action
from tests.meetings_of_journey import a_duty, a_meeting
from tests.people import (
    CARER,
    COORDINATOR,
    EXAMPLESHIRE,
    EXAMPLESHIRE_POLICE,
    HARBOUR_VIEW,
    HEALTH,
    INTERVIEW_MANAGER,
    INTERVIEWER,
    OFFICER,
    OUT_OF_HOURS,
    SETTLED,
    SOCIAL_WORKER,
    SUPERVISOR,
    YOUTH_JUSTICE,
)

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BORN = date(2011, 3, 4)
OTHER_HOME = UUID("5afe0000-0000-4000-8000-00000000beef")
OTHER_CARER = Actor(
    person_id=UUID("5afe0000-0000-4000-8000-00000000cafe"),
    agency_id=OTHER_HOME,
    agency_kind=AgencyKind.CHILDRENS_HOME,
    roles=frozenset({Role.CARER}),
    name="Ote Rcarer",
    agency_name="Lower Lea House",
    appointment_id=UUID("5afe0000-0000-4000-8000-00000000fade"),
)


@dataclass(frozen=True, slots=True)
class Journey:
    """The child, and the reference or id behind each part of an address."""

    child: Child
    over: Episode
    open: Episode
    interview_ref: str
    ask_ref: str
    request_ref: str
    correction_ref: str
    handover_ref: str
    ids: dict[str, UUID]
    rights_ref: str = ""
    duty_ref: str = ""
    meeting_ref: str = ""

    @property
    def plan_ref(self) -> str:
        """Return the reference of the child's trigger plan."""
        return TriggerPlan.objects.values_list("ref", flat=True).get(child=self.child)

    @property
    def task_ref(self) -> str:
        """Return the reference of the task of the open episode."""
        return Task.objects.values_list("ref", flat=True).get(pk=self.ids["task_id"])


def settle_other_home() -> None:
    """Write another home into the town, with a carer who has nothing to do with the child."""
    with recording("test.town", by=the_service()):
        home = Agency(pk=OTHER_HOME, name="Lower Lea House", kind=AgencyKind.CHILDRENS_HOME)
        home.save(force_insert=True)
        Person.objects.create(
            pk=OTHER_CARER.person_id,
            name=OTHER_CARER.name,
            email="ote.rcarer@people.example",
            password="!",
        )
        Appointment.objects.create(
            pk=OTHER_CARER.appointment_id,
            person_id=OTHER_CARER.person_id,
            agency_id=OTHER_HOME,
            roles=[Role.CARER],
            title="carer",
            starts_at=SETTLED,
        )


def a_journey() -> Journey:
    """Write the whole of it, up to an hour ago."""
    now = datetime.now(UTC)
    ids: dict[str, UUID] = {}
    child = _a_child(now - 60 * DAY, ids)
    over = _first_episode(child, now - 5 * DAY, ids)
    interview_ref = _interview(over, now - 4 * DAY, ids)
    open_ = _second_episode(child, now - 3 * HOUR, ids)
    ask = risk.ask(open_.pk, HEALTH, "What do you know?", at=now - 2 * HOUR, by=OFFICER)
    episodes.tell_agencies(
        open_,
        "episode.reported",
        key="sweep",
        path=f"/episodes/{open_.ref}/",
        at=now,
        by=the_service(),
    )
    _shields(child, now, ids)
    files(child, now, ids)
    # One that waits to be acknowledged: opening it shows the notice itself.
    waiting = Notice.objects.filter(agency_id=EXAMPLESHIRE, answers_id=F("pk"))
    ids["notice_id"] = waiting.filter(acknowledged_at=None).earliest("made_at", "key").pk
    request, correction = ledger_of(child, now, ids)
    ids["report_id"] = a_spooled_report(now)
    ids["look_id"] = an_odd_look(child, now)
    hand = handover.give(
        open_.ref, OFFICER.person_id, HandoverWords(stands=f"{WORD} stands"), at=now, by=SUPERVISOR
    )
    plan = a_plan(child.ref, f"{WORD} pattern", at=now)
    ids["action_id"] = an_action(plan.ref, f"{WORD} action", HARBOUR_VIEW, at=now).pk
    duty_ref = a_duty(open_, now)
    return Journey(
        child,
        over,
        open_,
        interview_ref,
        ask.ref,
        request,
        correction,
        hand.ref,
        ids,
        duty_ref=duty_ref,
        meeting_ref=a_meeting(child, now, ids),
    )


def with_records_desk(journey: Journey) -> Journey:
    """Hold the record, propose a class of it and log a request of rights, beside the journey.

    Apart: a hold keeps everything, and a request in hand keeps what it is about.
    """
    ref = records_desk(journey.child, datetime.now(UTC), journey.ids)
    return replace(journey, rights_ref=ref)


def _shields(child: Child, at: datetime, ids: dict[str, UUID]) -> None:
    """Leave an opening to review, a line of the trail, and a colleague who is kept out."""
    children.restrict(child.pk, True, because=WORD, at=at, by=COORDINATOR)
    with acting(CARER, at=at):
        opening = children.open_restricted(child.ref, f"{WORD} reason", at=at, by=CARER)
    children.restrict(child.pk, False, because=WORD, at=at, by=COORDINATOR)
    ids["opening_id"] = opening.pk
    with acting(OUT_OF_HOURS, at=at):
        oversight.keep_out(
            child.ref, OUT_OF_HOURS.person_id, Personal.FAMILY, WORD, at=at, by=OUT_OF_HOURS
        )
    ids["kept_id"] = KeptOut.objects.get(person_id=OUT_OF_HOURS.person_id).pk
    ids["entry_id"] = Entry.objects.filter(child_id=child.pk).latest("at").pk
    ids["link_id"] = _a_report_of_a_sealed_child(at)


def _a_report_of_a_sealed_child(at: datetime) -> UUID:
    """Seal another child, and let the service find them behind a report; return the link."""
    given = NewChild(name=f"Wren {NAME}", born_on=BORN, basis=Basis.RESPONSIBLE_AUTHORITY)
    sealed = children.add(given, at=at, by=COORDINATOR)
    seal = NewSeal(
        why=WORD,
        review_on=at.date() + 90 * DAY,
        desk_agency_id=EXAMPLESHIRE,
        desk_contact="Protected desk, 01632 960777",
        people=frozenset({SOCIAL_WORKER.person_id}),
    )
    children.seal(sealed.pk, seal, at=at, by=COORDINATOR)
    what = Circumstances(last_seen_at=at, last_seen_where="A shop", why_worried="Not home")
    reporter = Reporter(name="Ann Caller", relation=Relation.PARENT, phone="01632 960456")
    episode = episodes.report_new_child(
        NewChild(name=f"Wren {NAME}", born_on=BORN),
        what,
        reporter,
        reported_at=at,
        at=at,
        by=OFFICER,
    )
    with acting(the_service(), at=at, child_id=episode.child_id) as service:
        episodes.look_for_protected(episode.pk, at=at, by=service)
    return SealedReport.objects.get(child=sealed).pk


def _a_child(at: datetime, ids: dict[str, UUID]) -> Child:
    given = NewChild(name=f"Amira {NAME}", born_on=BORN, basis=Basis.RESPONSIBLE_AUTHORITY)
    child = children.add(given, at=at, by=COORDINATOR)
    children.involve(child.pk, EXAMPLESHIRE_POLICE, Basis.HOME_FORCE, at=at, by=COORDINATOR)
    stay = Stay(kind=PlacementKind.CHILDRENS_HOME, provider_id=HARBOUR_VIEW, address=f"{WORD} Lane")
    placements.place(child.pk, stay, at=at, by=COORDINATOR)
    person = NewPerson(name=f"Pat {WORD}", relation="Mother")
    ids["person_id"] = children.add_person(child.pk, person, at=at, by=COORDINATOR).pk
    detail = children.add_detail(child.pk, DetailKind.PHONE, f"{WORD} phone", at=at, by=CARER)
    ids["detail_id"] = detail.pk
    flag = NewFlag(
        kind=FlagKind.MEDICAL, text=f"{WORD} insulin", evidence=WORD, review_on=at.date() + 90 * DAY
    )
    ids["flag_id"] = children.set_flag(child.pk, flag, at=at, by=COORDINATOR).pk
    number = children.add_identifier(
        child.pk, IdentifierKind.COUNCIL_ID, "C1234", agency_id=EXAMPLESHIRE, at=at, by=COORDINATOR
    )
    ids["identifier_id"] = number.pk
    children.save_profile(child.pk, {"what_helps": WORD}, at=at, by=CARER)
    return child


def _report(child: Child, at: datetime) -> Episode:
    what = Circumstances(
        last_seen_at=at - HOUR,
        last_seen_where=f"{WORD} Road",
        why_worried=f"{WORD} worry",
        circumstances=f"{WORD} happened",
    )
    reporter = Reporter(name=f"Kay {WORD}", relation=Relation.CARER, phone="01632 960123")
    return episodes.report(
        child.pk, what, reporter, reported_at=at, police_ref="EX 77/26", at=at, by=OFFICER
    )


def _first_episode(child: Child, at: datetime, ids: dict[str, UUID]) -> Episode:
    episode = _report(child, at)
    declined = StanceTaken(
        stance=PoliceStance.ADVICE_ONLY, reason=WORD, who_does_what=WORD, until_at=at + HOUR
    )
    stance = episodes.take_stance(episode.pk, declined, at=at, by=OFFICER)
    episodes.challenge(stance.pk, f"{WORD} challenge", at=at, by=COORDINATOR)
    ids["stance_id"] = stance.pk
    how = Return(
        at=at + 6 * HOUR,
        where=f"{WORD} home",
        finder=Finder.RETURNED_BY_SELF,
        with_whom=WORD,
        safe_to_return=WORD,
    )
    back = at + 6 * HOUR
    episodes.record_return(episode.pk, how, at=back, by=COORDINATOR)
    check = PreventionCheck(seen=True, held_at=back, officer_name="PC One", concerns=WORD)
    episodes.record_prevention_interview(episode.pk, check, at=back, by=OFFICER)
    episode.refresh_from_db()
    return episode


def _interview(episode: Episode, at: datetime, ids: dict[str, UUID]) -> str:
    row = interviews.make_due(episode.pk, at=at, by=the_service())
    assert row is not None
    named = Interviewer(name=INTERVIEWER.name, person_id=INTERVIEWER.person_id)
    interviews.allocate(row.pk, named, at=at, by=INTERVIEW_MANAGER)
    offer = OfferMade(
        offered_at=at, made_to="child", made_by="worker", how="phone", answer=OfferAnswer.ACCEPTED
    )
    interviews.offer(row.pk, offer, at=at, by=INTERVIEWER)
    account = Account(
        held_at=at,
        mode=Mode.IN_PERSON,
        place="A café",
        limits_explained=True,
        own_words=f"{WORD} said the child",
        summary=f"{WORD} summary",
    )
    interviews.record_account(row.pk, account, at=at, by=INTERVIEWER)
    item = interviews.add_item(
        row.pk,
        NewItem(kind=ItemKind.PERSON, text=f"A man called {WORD}", use=ItemUse.ACT_FREELY),
        at=at,
        by=INTERVIEWER,
    )
    promise = NewFollowUp(
        text=f"{WORD} pass", owner_agency_id=EXAMPLESHIRE, due_on=at.date() + 20 * DAY
    )
    ids["follow_up_id"] = interviews.add_follow_up(row.pk, promise, at=at, by=INTERVIEWER).pk
    ids["referral_id"] = interviews.act_now(row.pk, f"{WORD} harm", at=at, by=INTERVIEWER).pk
    interviews.hold(row.pk, None, at=at, by=INTERVIEWER)
    verdict = Verdict(item_id=item.pk, agency_id=EXAMPLESHIRE_POLICE, choice=Choice.SHARE,
                      reason="To find her", child_told=True)  # fmt: skip
    [decision] = interviews.decide_items(row.pk, [verdict], at=at, by=INTERVIEWER)
    ids["item_id"], ids["decision_id"] = item.pk, decision.pk
    return row.ref


def _second_episode(child: Child, at: datetime, ids: dict[str, UUID]) -> Episode:
    episode = _report(child, at)
    sighting = NewEntry(
        kind=EntryKind.SIGHTING, text=f"{WORD} seen", where=WORD, happened_at=at, how_known="seen"
    )
    ids["entry_id"] = episodes.add_entry(episode.pk, sighting, at=at, by=CARER).pk
    ids["task_id"] = a_task(episode.ref, f"{WORD} task", EXAMPLESHIRE_POLICE, at=at, by=OFFICER).pk
    told = PersonTold(
        moment=Moment.MISSING, person_name=f"Pat {WORD}", relation="Mother", told=False,
        not_told_because=WORD,
    )  # fmt: skip
    episodes.tell(episode.pk, told, at=at, by=OFFICER)
    said = Reply(
        supplier=Supplier(name="Yu", contact="01632 960002"),
        pieces=(Piece(kind=Kind.HEALTH_SAFETY, text=f"{WORD} known"),),
    )
    by_phone = risk.record_by_phone(episode.pk, YOUTH_JUSTICE, said, at=at, by=OFFICER)
    ids["contribution_id"] = by_phone[0].pk
    with acting(OFFICER, at=at), looking("test.page", by=OFFICER):
        shown = risk.keep_picture(episode, at=at, by=OFFICER)
    grade = Grade(level=Level.HIGH, reasons=f"{WORD} reasons")
    graded = risk.assess(
        episode.pk, grade, picture_id=shown.picture_id, review_at=at + 9 * HOUR, at=at, by=OFFICER
    )
    ids["assessment_id"] = graded.pk
    ids["disagreement_id"] = risk.disagree(
        episode.pk, graded.pk, f"{WORD} dissent", at=at, by=COORDINATOR
    ).pk
    return episode
