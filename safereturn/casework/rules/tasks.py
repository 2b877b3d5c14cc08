"""An agreed action as it is set, who owns it, and what can happen to it. No Django here."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from safereturn.episodes.rules.tasks import TaskSource
from safereturn.foundation.errors import Invalid
from safereturn.sharing.rules import Kind


class TaskEvent(StrEnum):
    """What happened to a task."""

    SET = "set"
    TAKEN = "taken"
    HANDED_OVER = "handed_over"
    DUE_CHANGED = "due_changed"
    TOLD_BY_PHONE = "told_by_phone"
    DONE = "done"
    NOT_DONE = "not_done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Who does it: an agency, and if it is known a team or a person there.

    `name` is somebody there who has no account, as they are called.
    """

    agency_id: UUID
    team_id: UUID | None = None
    person_id: UUID | None = None
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTask:
    """Something to be done. Raises Invalid when it does not say what.

    `kind` is the kind of information that its words are: an agreement says who else than
    its owner reads them. `step` is the name of the standard line it was made from.
    """

    text: str
    owner: Owner
    due_at: datetime | None = None
    kind: Kind = Kind.WHEREABOUTS
    source: TaskSource = TaskSource.SEARCH
    source_id: UUID | None = None
    step: str = ""

    def __post_init__(self) -> None:
        """Refuse a task that says nothing."""
        if not self.text.strip():
            raise Invalid(fields={"text": "Enter what is to be done"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldByPhone:
    """That somebody of an agency no notice reaches was told: who, on what number, when."""

    spoke_to: str
    phone: str
    at: datetime

    def checked_against(self, now: datetime) -> None:
        """Raise Invalid with what to mend."""
        wrong = {}
        if not self.spoke_to.strip():
            wrong["spoke_to"] = "Enter who you spoke to"
        if not self.phone.strip():
            wrong["phone"] = "Enter the number you rang"
        if self.at > now:
            wrong["told_at"] = "The time must be in the past"
        if wrong:
            raise Invalid(fields=wrong)
