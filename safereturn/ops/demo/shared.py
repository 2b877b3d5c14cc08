"""What was asked for, given and refused; what a child was told; what was wrong, put right."""

from datetime import datetime
from uuid import UUID

from safereturn.casework.actions import ledger, requests
from safereturn.casework.queries.ledger import get_ledger
from safereturn.children.models import Child
from safereturn.foundation.actor import Actor
from safereturn.foundation.identity import acting
from safereturn.ops.demo.stage import Stage
from safereturn.sharing.models import Correction, InformationRequest
from safereturn.sharing.rules import Gateway, Gift, Kind, NewRequest, Telling


def tell(stage: Stage) -> None:
    """Write them about Ruby, who is back, and Amira, who is missing."""
    with acting(stage.cast["social_worker"], at=stage.now):
        ruby = Child.objects.get(name="Ruby Testcase")
        amira = Child.objects.get(name="Amira Testcase")
    _answered(stage, ruby)
    _waiting(stage, amira)
    _told(stage, ruby)
    _put_right(stage, ruby)
    _taken_back(stage, amira)


def _ask(
    stage: Stage, who: str, hours_ago: float, child: Child, of: str, kind: Kind, reason: str
) -> InformationRequest:
    row: InformationRequest = stage.do(
        who, stage.ago(hours_ago), requests.request_information,
        child.pk, stage.agency(of), kind, NewRequest(reason=reason),
    )  # fmt: skip
    return row


def _answered(stage: Stage, ruby: Child) -> None:
    """One refused, with the harm; one given, with the law, and read."""
    refused = _ask(
        stage, "missing_unit", 16, ruby, "voices", Kind.CHILDS_ACCOUNT,
        "To learn who drives the van, before she goes there again.",
    )  # fmt: skip
    stage.do(
        "interview_manager", stage.ago(15.5), requests.refuse, refused.ref,
        "She spoke because we promised that her own words stay with us. What names the van is"
        " with you as an item; more would end the talking.",
    )  # fmt: skip
    given = _ask(
        stage, "meadow_manager", 14, ruby, "voices", Kind.INTERVIEW_SUMMARY,
        "To plan her evenings with her: what draws her out?",
    )  # fmt: skip
    gift = Gift(
        words="She goes when nobody has asked about her day. She likes to be asked.",
        gateway=Gateway.CHILDREN_ACT_2004_S11,
    )
    stage.do("interviewer", stage.ago(13.2), requests.give, given.ref, gift)
    stage.do("meadow_manager", stage.ago(12), requests.read_answer, given.ref)


def _waiting(stage: Stage, amira: Child) -> None:
    """Two wait for the council: one since less than its hour, one for longer."""
    _ask(
        stage, "school_lead", 2.5, amira, "council", Kind.PLANS,
        "She is due in school tomorrow: what has been agreed for when she is back?",
    )  # fmt: skip
    _ask(
        stage, "supervisor", 0.4, amira, "council", Kind.CHILDS_ACCOUNT,
        "To know the flat she spoke of: insulin is due and officers are in Station Road.",
    )  # fmt: skip


def _lines(by: Actor, child: Child, at: datetime) -> tuple[list[UUID], list[UUID]]:
    """Return the disclosures that a child may be told of, and those that are for staff."""
    with acting(by, at=at):
        found = get_ledger(by, child.ref, at=at).lines
    return (
        [line.id for line in found if not line.for_staff],
        [line.id for line in found if line.for_staff],
    )


def _told(stage: Stage, ruby: Child) -> None:
    may, not_yet = stage.do(
        "interviewer", stage.ago(11), lambda *, by, at: _lines(by, ruby, at)
    )  # fmt: skip
    together = Telling(told=True, how="We read the list together after tea.")
    kept = Telling(told=False, not_told_because="It would show her who else spoke of Bex.")
    stage.do("interviewer", stage.ago(11), ledger.tell_child, ruby.pk, may, together)
    stage.do("interviewer", stage.ago(11), ledger.tell_child, ruby.pk, not_yet, kept)


def _put_right(stage: Stage, ruby: Child) -> None:
    stage.do(
        "interviewer", stage.ago(9), ledger.correct, ruby.pk, Kind.INFORMATION_ITEM,
        "The van is grey, not white. She said so when she read the list.",
    )  # fmt: skip


def _taken_back(stage: Stage, amira: Child) -> None:
    """The college was sent what it did not need; it has no accounts, so somebody rang."""
    at = stage.ago(days=10)
    row: Correction = stage.do(
        "coordinator", at, ledger.recall, amira.pk, stage.agency("college"),
        "Sent to the college by mistake: she has left the course. Destroy what you were sent.",
        kind=Kind.INFORMATION_ITEM,
    )  # fmt: skip
    with stage.seeing(amira.pk):
        recipients = list(row.recipients.values_list("pk", flat=True))
    for recipient in recipients:
        stage.do("coordinator", at, ledger.record_rung, recipient, "Sim Specimen, front office")
