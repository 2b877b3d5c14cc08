"""What stands beside a child's journey: files, an odd look, a spooled report, ledger, rights."""

from datetime import datetime
from uuid import UUID

from safereturn.audit.models import Entry
from safereturn.audit.record import recording
from safereturn.casework.actions import ledger, requests
from safereturn.casework.models import SpooledReport
from safereturn.casework.rules import SpoolState
from safereturn.children.models import Child
from safereturn.documents import actions as documents
from safereturn.documents.rules import Authority, DocumentKind, NewDocument, NewPhoto
from safereturn.foundation.actor import the_service
from safereturn.foundation.identity import acting
from safereturn.oversight import actions as oversight
from safereturn.oversight.models import KeepingReview, OddLook
from safereturn.oversight.rules.keeping import Record
from safereturn.oversight.rules.rights import Asker, Right
from safereturn.oversight.rules.rights import NewRequest as RightsAsked
from safereturn.oversight.rules.schedule import SCHEDULE
from safereturn.sharing.rules import Kind, NewRequest
from tests.people import (
    COORDINATOR,
    EXAMPLESHIRE,
    OFFICER,
    SOCIAL_WORKER,
    a_lead,
)
from tests.unit.documents.corpus import a_pdf, a_picture

# What no stranger's page may hold: the child's name, and a word that is in all the rest.
NAME, WORD = "Zebrafinch", "quokka"


def records_desk(child: Child, at: datetime, ids: dict[str, UUID]) -> str:
    """Hold the record, propose one class of it, and log a request: the request's reference."""
    lead = a_lead(EXAMPLESHIRE)
    ids["hold_id"] = oversight.place_hold(child.ref, f"{WORD} inquiry", at=at, by=lead).pk
    with recording("test.due", by=the_service(), child_id=child.pk):
        review = KeepingReview.objects.create(
            child_id=child.pk,
            agency_id=EXAMPLESHIRE,
            record=Record.MISSING,
            line=SCHEDULE[0].key,
            due_on=at.date(),
            rows=1,
            proposed_at=at,
        )
    ids["review_id"] = review.pk
    asked = RightsAsked(
        right=Right.ACCESS,
        asker=Asker.CHILD,
        asker_name=NAME,
        asker_contact=f"{WORD} Lane",
        received_on=at.date(),
        identity_how=WORD,
    )
    with acting(lead, at=at):
        return oversight.log_request(child.ref, asked, at=at, by=lead).ref


def files(child: Child, at: datetime, ids: dict[str, UUID]) -> None:
    """Keep a photograph and a document."""
    said = NewPhoto(given_by=WORD, authority=Authority.CHILD)
    ids["photo_id"] = documents.add_photo(child, a_picture(), said, at=at, by=COORDINATOR).pk
    paper = NewDocument(kind=DocumentKind.CARE_PLAN, words=f"{WORD} plan")
    ids["document_id"] = documents.add_document(child, a_pdf(), paper, at=at, by=COORDINATOR).pk


def an_odd_look(child: Child, at: datetime) -> UUID:
    """Draw a look of the council's as one that stands out."""
    entry = Entry.objects.filter(child_id=child.pk, agency_id=EXAMPLESHIRE).latest("at")
    with recording("test.odd", by=the_service(), child_id=child.pk):
        row = OddLook.objects.create(
            entry_id=entry.pk,
            child_id=child.pk,
            agency_id=EXAMPLESHIRE,
            person_id=COORDINATOR.person_id,
            looked_at=at,
            act=entry.act,
            signals=["surname"],
            score=5,
            sampled_at=at,
        )
    return row.pk


def a_spooled_report(at: datetime) -> UUID:
    """Keep a report of the council's that could not be entered: every word of it is there."""
    with recording("test.spooled", by=the_service()):
        row = SpooledReport.objects.create(
            number="S1-ABCD",
            hash="abcd",
            taken_at=at,
            agency_id=EXAMPLESHIRE,
            person_id=SOCIAL_WORKER.person_id,
            said={"post": {"name": [NAME], "why_worried": [f"{WORD} words, EX 77/26"]}},
            state=SpoolState.FOR_A_PERSON,
        )
    return row.pk


def ledger_of(child: Child, at: datetime, ids: dict[str, UUID]) -> tuple[str, str]:
    """Ask for what is withheld, refuse it, correct what was wrong: a request and a correction."""
    why = NewRequest(reason=f"{WORD} reason")
    request = requests.request_information(
        child.pk, EXAMPLESHIRE, Kind.CHILDS_ACCOUNT, why, at=at, by=OFFICER
    )
    requests.refuse(request.ref, f"{WORD} detriment", at=at, by=COORDINATOR)
    mended = ledger.correct(child.pk, Kind.RISK, f"{WORD} was wrong", at=at, by=COORDINATOR)
    ids["recipient_id"] = mended.recipients.earliest("agency_id").pk
    return request.ref, mended.ref
