"""One child's record in which each kind of information has words of its own.

`SPOTS` says of each word where it is written, as what kind, and how deep one must see that
kind to read it. Everything is written by agencies that read nothing here, so that nobody
finds a word because it is their own. Nobody here is real.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from safereturn.agencies.models import Agency, Appointment, Person
from safereturn.agencies.rules import Nation
from safereturn.audit.record import looking, recording
from safereturn.casework.actions import trigger_plans
from safereturn.children import actions as children
from safereturn.children.models import Child
from safereturn.children.rules import DetailKind, FlagKind, NewChild, NewFlag, NewPerson
from safereturn.documents import actions as documents
from safereturn.documents.rules import Authority, NewPhoto
from safereturn.episodes import actions as episodes
from safereturn.episodes.models import Episode
from safereturn.episodes.rules import (
    Circumstances,
    EntryKind,
    Finder,
    NewEntry,
    PreventionCheck,
    Relation,
    Reporter,
    Return,
)
from safereturn.foundation.actor import AgencyKind, the_service
from safereturn.foundation.identity import acting
from safereturn.involvement import actions as involvement
from safereturn.involvement.rules import Basis
from safereturn.notifications.models import Notice
from safereturn.placements import actions as placements
from safereturn.placements.rules import PlacementKind, Stay
from safereturn.return_interviews import actions as interviews
from safereturn.return_interviews.models import ReturnInterview
from safereturn.return_interviews.rules import (
    Account,
    Choice,
    Interviewer,
    ItemKind,
    ItemUse,
    Mode,
    NewItem,
    OfferAnswer,
    OfferMade,
    Verdict,
)
from safereturn.risk import actions as risk
from safereturn.risk.rules import Grade, Level, Piece, Reply, Supplier
from safereturn.sharing.rules import Depth, Kind
from tests import people
from tests.access import cells
from tests.domain.casework.making import a_plan, a_task, an_action
from tests.people import (
    CARER,
    COORDINATOR,
    EXAMPLESHIRE,
    EXAMPLESHIRE_POLICE,
    HARBOUR_VIEW,
    INTERVIEW_MANAGER,
    INTERVIEWER,
    OFFICER,
    SUPERVISOR,
    YOUTH_JUSTICE,
)
from tests.unit.documents.corpus import a_picture

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Spot:
    """One word of the record: as what kind it is shared, from which depth on it is shown."""

    kind: Kind
    depth: Depth

    @property
    def is_full(self) -> bool:
        """Say whether a summary leaves it out."""
        return self.depth is Depth.FULL


# word → what it is. Each stands in one place of the record, and nowhere else.
SPOTS: dict[str, Spot] = {}


def _word(word: str, kind: Kind, depth: Depth = Depth.SUMMARY) -> str:
    assert word not in SPOTS
    SPOTS[word] = Spot(kind, depth)
    return word


_F = Depth.FULL
NAME = _word("Zidentname", Kind.IDENTITY)
DESCRIPTION = _word("zidentdescription", Kind.IDENTITY, _F)
PHONE = _word("zwherephone", Kind.WHEREABOUTS)
LAST_SEEN = _word("zwherelastseen", Kind.WHEREABOUTS, _F)
HAPPENED = _word("zwherehappened", Kind.WHEREABOUTS, _F)
SIGHTING = _word("zwheresighting", Kind.WHEREABOUTS, _F)
TASK = _word("zwheretask", Kind.WHEREABOUTS, _F)
ADDRESS = _word("zlivesaddress", Kind.PLACEMENT_ADDRESS)
HOME = _word("zliveshome", Kind.PLACEMENT_ADDRESS)
HEALTH = _word("zhealthgist", Kind.HEALTH_SAFETY)
HEALTH_EVIDENCE = _word("zhealthevidence", Kind.HEALTH_SAFETY, _F)
HEALTH_SAID = _word("zhealthsaid", Kind.HEALTH_SAFETY)
EXPLOITATION = _word("zexploitgist", Kind.EXPLOITATION)
EXPLOITATION_EVIDENCE = _word("zexploitevidence", Kind.EXPLOITATION, _F)
OFFENDING = _word("zoffendingsaid", Kind.OFFENDING)
INTELLIGENCE = _word("zintelligencesaid", Kind.INTELLIGENCE)
WORRY = _word("zriskworry", Kind.RISK)
WARNING = _word("zriskwarning", Kind.RISK)
WARNING_EVIDENCE = _word("zriskevidence", Kind.RISK, _F)
REASONS = _word("zriskreasons", Kind.RISK, _F)
DISSENT = _word("zriskdissent", Kind.RISK, _F)
EARLIER_SEEN = _word("zearlierlastseen", Kind.EPISODE_HISTORY, _F)
EARLIER_FOUND = _word("zearlierfound", Kind.EPISODE_HISTORY, _F)
EARLIER_WITH = _word("zearlierwithwhom", Kind.EPISODE_HISTORY, _F)
EARLIER_REF = _word("ZEARLIER77", Kind.EPISODE_HISTORY, _F)
CHECKED_BY = _word("zcheckofficer", Kind.PREVENTION_INTERVIEW)
CHECKED = _word("zcheckbeen", Kind.PREVENTION_INTERVIEW, _F)
CHECKED_CONCERNS = _word("zcheckconcerns", Kind.PREVENTION_INTERVIEW)
SUMMARY = _word("zsummarygist", Kind.INTERVIEW_SUMMARY)
ACCOUNT = _word("zaccountwords", Kind.CHILDS_ACCOUNT)
ITEM = _word("zitemheld", Kind.INFORMATION_ITEM, _F)
GIVEN = _word("zitemgiven", Kind.INFORMATION_ITEM)
CONCERN = _word("zthirdname", Kind.THIRD_PARTY)
CONCERN_NOTE = _word("zthirdnote", Kind.THIRD_PARTY, _F)
FRIEND = _word("zthirdfriend", Kind.THIRD_PARTY)
PROFILE = _word("zprofilehelps", Kind.CARER_PROFILE)
MOTHER = _word("zfamilymother", Kind.FAMILY)
MOTHER_NOTE = _word("zfamilynote", Kind.FAMILY, _F)
PHOTO = _word("zphotogivenby", Kind.PHOTOGRAPH, _F)
STATUS = _word("zplansstatus", Kind.PLANS)
TEAM = _word("zplansteam", Kind.PLANS)
USUALLY = _word("zplansusually", Kind.PLANS, _F)
PLANNED = _word("zplansaction", Kind.PLANS, _F)
WATCHED = _word("zintelligenceaction", Kind.INTELLIGENCE, _F)
BORN = date(2011, 3, 4)


@dataclass(frozen=True, slots=True)
class Record:
    """The child, and what stands behind each part of an address."""

    child: Child
    over: Episode
    open: Episode
    interview: ReturnInterview
    police_ref: str
    plan_ref: str
    ids: dict[str, UUID]
    received: dict[UUID, UUID]
    notices: dict[UUID, UUID]


def settle_readers() -> None:
    """Write down the agencies that read, and their people."""
    readers = [one for one in cells.readers().values() if one.agency_name]
    with recording("test.readers", by=the_service()):
        for kind in sorted(AgencyKind, key=lambda kind: kind is not AgencyKind.POLICE):
            home_force = cells.reading_agency(AgencyKind.POLICE)
            Agency(
                pk=cells.reading_agency(kind),
                name=f"Reading {kind}",
                kind=kind,
                nation=Nation.ENGLAND,
                home_force_id=None if kind is AgencyKind.POLICE else home_force,
            ).save(force_insert=True)
        with_roles = [one for one in readers if one.roles]
        Person.objects.bulk_create(
            Person(pk=one.person_id, name=one.name, email=f"{one.person_id}@readers.example",
                   password="!")
            for one in with_roles
        )  # fmt: skip
        Appointment.objects.bulk_create(
            Appointment(
                pk=one.appointment_id,
                person_id=one.person_id,
                agency_id=one.agency_id,
                roles=sorted(one.roles),
                title="reader",
                starts_at=people.SETTLED,
            )
            for one in with_roles
        )


def a_record() -> Record:
    """Write the whole of it, up to an hour ago. The readers' relations are over at the end."""
    now = datetime.now(UTC)
    ids: dict[str, UUID] = {}
    child = _a_child(now - 60 * DAY, ids)
    over = _first_episode(child, now - 5 * DAY, ids)
    received: dict[UUID, UUID] = {}
    interview = _interview(over, now - 4 * DAY, ids, received)
    plan_ref = _trigger_plan(child, now - 3 * DAY)
    open_ = _second_episode(child, now - 3 * HOUR, ids)
    notices = _tell_readers(child, open_, now - HOUR)
    numbers = ("ZOPEN 78/26", plan_ref)
    return Record(child, over, open_, interview, *numbers, ids, received, notices)


def _a_child(at: datetime, ids: dict[str, UUID]) -> Child:
    given = NewChild(name=f"Amira {NAME}", born_on=BORN, basis=Basis.RESPONSIBLE_AUTHORITY)
    child = children.add(given, at=at, by=COORDINATOR)
    children.involve(child.pk, EXAMPLESHIRE_POLICE, Basis.HOME_FORCE, at=at, by=COORDINATOR)
    stay = Stay(kind=PlacementKind.CHILDRENS_HOME, provider_id=HARBOUR_VIEW, address=ADDRESS)
    placements.place(child.pk, stay, at=at, by=COORDINATOR)
    for what, text in (
        (DetailKind.DESCRIPTION, DESCRIPTION),
        (DetailKind.PHONE, PHONE),
        (DetailKind.HOME_ADDRESS, HOME),
        (DetailKind.FRIEND, FRIEND),
        (DetailKind.SOCIAL_WORKER, TEAM),
    ):
        ids["detail_id"] = children.add_detail(child.pk, what, text, at=at, by=COORDINATOR).pk
    for flag, text, evidence in (
        (FlagKind.MEDICAL, HEALTH, HEALTH_EVIDENCE),
        (FlagKind.SEXUAL_EXPLOITATION, EXPLOITATION, EXPLOITATION_EVIDENCE),
        (FlagKind.OTHER, WARNING, WARNING_EVIDENCE),
    ):
        warning = NewFlag(kind=flag, text=text, evidence=evidence, review_on=at.date() + 90 * DAY)
        ids["flag_id"] = children.set_flag(child.pk, warning, at=at, by=COORDINATOR).pk
    for name, note, of_concern in ((MOTHER, MOTHER_NOTE, False), (CONCERN, CONCERN_NOTE, True)):
        person = NewPerson(name=name, relation="Known", note=note, of_concern=of_concern)
        ids["person_id"] = children.add_person(child.pk, person, at=at, by=COORDINATOR).pk
    children.set_legal_status(child.pk, "ZC1", STATUS, starts_on=at.date(), at=at, by=COORDINATOR)
    children.save_profile(child.pk, {"what_helps": PROFILE}, at=at, by=CARER)
    said = NewPhoto(given_by=PHOTO, authority=Authority.CHILD)
    documents.add_photo(child, a_picture(400, 300), said, at=at, by=CARER)
    return child


def _report(child: Child, where: str, ref: str, at: datetime, *, worry: str) -> Episode:
    what = Circumstances(
        last_seen_at=at - HOUR,
        last_seen_where=where,
        why_worried=worry,
        circumstances=HAPPENED if worry == WORRY else "",
    )
    reporter = Reporter(name="Kay Caller", relation=Relation.CARER, phone="01632 960123")
    return episodes.report(
        child.pk, what, reporter, reported_at=at, police_ref=ref, at=at, by=OFFICER
    )


def _first_episode(child: Child, at: datetime, ids: dict[str, UUID]) -> Episode:
    episode = _report(child, EARLIER_SEEN, EARLIER_REF, at, worry="It was late.")
    back = at + 6 * HOUR
    episodes.record_located(
        episode.pk, located_at=back, where=EARLIER_FOUND, finder=Finder.POLICE,
        with_whom=EARLIER_WITH, at=back, by=OFFICER,
    )  # fmt: skip
    how = Return(
        at=back,
        where=EARLIER_FOUND,
        finder=Finder.POLICE,
        with_whom=EARLIER_WITH,
        safe_to_return="Yes",
    )
    episodes.record_return(episode.pk, how, at=back, by=COORDINATOR)
    check = PreventionCheck(
        seen=True, held_at=back, officer_name=CHECKED_BY, where_been=CHECKED,
        concerns=CHECKED_CONCERNS,
    )  # fmt: skip
    episodes.record_prevention_interview(episode.pk, check, at=back, by=OFFICER)
    episode.refresh_from_db()
    return episode


def _interview(
    episode: Episode, at: datetime, ids: dict[str, UUID], received: dict[UUID, UUID]
) -> ReturnInterview:
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
        own_words=ACCOUNT,
        summary=SUMMARY,
    )
    interviews.record_account(row.pk, account, at=at, by=INTERVIEWER)
    items = [
        interviews.add_item(
            row.pk,
            NewItem(kind=ItemKind.PERSON, text=text, use=ItemUse.ACT_FREELY),
            at=at,
            by=INTERVIEWER,
        )
        for text in (ITEM, GIVEN)
    ]
    interviews.hold(row.pk, None, no_actions_because="None", at=at, by=INTERVIEWER)
    given = items[1].pk
    with_readers(episode.child_id, at=at - HOUR)
    for kind in AgencyKind:
        verdict = Verdict(item_id=given, agency_id=cells.reading_agency(kind),
                          choice=Choice.SHARE, reason="To find her", child_told=True)  # fmt: skip
        [decision] = interviews.decide_items(row.pk, [verdict], at=at, by=INTERVIEWER)
        received[verdict.agency_id] = decision.pk
    without_readers(episode.child_id, at=at + HOUR)
    ids["item_id"], ids["decision_id"] = given, decision.pk
    row.refresh_from_db()
    return row


def with_readers(child_id: UUID, *, at: datetime) -> None:
    """Let every reading agency work with the child, to be given what it is to find later."""
    with recording("test.relations", by=the_service(), child_id=child_id):
        for kind in AgencyKind:
            involvement.open_(
                child_id, cells.reading_agency(kind), Basis.OTHER, because="test", at=at
            )


def without_readers(child_id: UUID, *, at: datetime) -> None:
    """End what `with_readers` began."""
    with recording("test.relations", by=the_service(), child_id=child_id):
        for kind in AgencyKind:
            involvement.end(
                child_id, cells.reading_agency(kind), Basis.OTHER, because="test", at=at
            )


def _trigger_plan(child: Child, at: datetime) -> str:
    """Write a plan that the council and the police have agreed to; return its reference."""
    plan = a_plan(child.ref, USUALLY, at=at)
    an_action(plan.ref, PLANNED, EXAMPLESHIRE, at=at)
    an_action(plan.ref, WATCHED, EXAMPLESHIRE_POLICE, at=at, by=SUPERVISOR, kind=Kind.INTELLIGENCE)
    trigger_plans.propose(plan.ref, at=at, by=COORDINATOR)
    trigger_plans.agree(plan.ref, at=at, by=SUPERVISOR)
    return plan.ref


def _second_episode(child: Child, at: datetime, ids: dict[str, UUID]) -> Episode:
    episode = _report(child, LAST_SEEN, "ZOPEN 78/26", at, worry=WORRY)
    sighting = NewEntry(
        kind=EntryKind.SIGHTING, text=SIGHTING, where="A park", happened_at=at, how_known="seen"
    )
    ids["entry_id"] = episodes.add_entry(episode.pk, sighting, at=at, by=OFFICER).pk
    ids["task_id"] = a_task(episode.ref, TASK, EXAMPLESHIRE_POLICE, at=at, by=OFFICER).pk
    said = Reply(
        supplier=Supplier(name="Yu", contact="01632 960002"),
        pieces=(
            Piece(kind=Kind.HEALTH_SAFETY, text=HEALTH_SAID),
            Piece(kind=Kind.OFFENDING, text=OFFENDING),
            Piece(kind=Kind.INTELLIGENCE, text=INTELLIGENCE),
        ),
    )
    by_phone = risk.record_by_phone(episode.pk, YOUTH_JUSTICE, said, at=at, by=OFFICER)
    ids["contribution_id"] = by_phone[0].pk
    with acting(OFFICER, at=at), looking("test.page", by=OFFICER):
        shown = risk.keep_picture(episode, at=at, by=OFFICER)
    grade = Grade(level=Level.HIGH, reasons=REASONS)
    graded = risk.assess(
        episode.pk, grade, picture_id=shown.picture_id, review_at=at + 9 * HOUR, at=at, by=OFFICER
    )
    ids["assessment_id"] = graded.pk
    ids["disagreement_id"] = risk.disagree(episode.pk, graded.pk, DISSENT, at=at, by=COORDINATOR).pk
    return episode


def _tell_readers(child: Child, episode: Episode, at: datetime) -> dict[UUID, UUID]:
    """Leave a notice of the report with every reading agency."""
    with_readers(child.pk, at=at)
    episodes.tell_agencies(
        episode,
        "episode.reported",
        key="matrix",
        path=f"/episodes/{episode.ref}/",
        at=at,
        by=the_service(),
    )
    without_readers(child.pk, at=at + timedelta(minutes=1))
    rows = Notice.objects.values_list("agency_id", "pk")
    return dict(rows.order_by("pk"))
