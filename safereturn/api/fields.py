"""The kinds of value that calls carry, each no wider than the database and the domain take."""

from datetime import date
from typing import Annotated, Any, Self
from uuid import UUID

from django.utils.translation import gettext as _
from ninja import Path
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
)

from safereturn.return_interviews.rules import State

FIRST_YEAR, LAST_YEAR = 1900, 2200
LONG, SHORT = 50_000, 500


class In(BaseModel):
    """The base of what is sent to us: a field we do not know is an error, not a silence."""

    model_config = ConfigDict(extra="forbid")


class Out(BaseModel):
    """The base of what we answer with: the fields it names and no others."""

    model_config = ConfigDict(from_attributes=True)

    @classmethod
    def of(cls, shown: object, **more: object) -> Self:
        """Take the fields that this answer names from what a query showed.

        `more` gives the fields that it names otherwise, or has to narrow.
        """
        if not more:
            return cls.model_validate(shown)
        taken = {name: getattr(shown, name) for name in cls.model_fields if name not in more}
        return cls.model_validate(taken | more)


def _is_text(value: str) -> str:
    """Refuse NUL, which PostgreSQL does not take."""
    if "\x00" in value:
        raise ValueError(_("This holds a character that is not text."))
    return value


def _says_something(value: str) -> str:
    if not value.strip():
        raise ValueError(_("This must not be empty."))
    return _is_text(value)


def _sensible(value: date) -> date:
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        words = _("The year must be from %(first)s to %(last)s.")
        raise ValueError(words % {"first": FIRST_YEAR, "last": LAST_YEAR})
    return value


def _has_offset(value: Any) -> Any:
    if not isinstance(value, str) or "T" not in value.upper():
        raise ValueError(_("Give the time as 2026-03-02T14:30:00Z or with its offset, +01:00."))
    return value


def _is_day(value: Any) -> Any:
    if not isinstance(value, str) or len(value) != len("2026-03-02"):
        raise ValueError(_("Give the day as 2026-03-02."))
    return value


Text = Annotated[str, Field(max_length=LONG), AfterValidator(_is_text)]
Words = Annotated[str, Field(min_length=1, max_length=LONG), AfterValidator(_says_something)]
Line = Annotated[str, Field(max_length=SHORT), AfterValidator(_is_text)]
Name = Annotated[str, Field(min_length=1, max_length=SHORT), AfterValidator(_says_something)]
Moment = Annotated[
    AwareDatetime,
    BeforeValidator(_has_offset),
    AfterValidator(_sensible),
    Field(description="ISO 8601 with its offset: 2026-03-02T14:30:00Z"),
]
Day = Annotated[date, BeforeValidator(_is_day), AfterValidator(_sensible)]
Flag = Annotated[bool, Field(strict=True)]
Whole = Annotated[int, Field(strict=True, ge=0, le=1_000)]
Id = UUID

# Two domains have a State; in the document of the API a name stands for one thing.
InterviewState = Annotated[
    State, WithJsonSchema({"type": "string", "enum": [state.value for state in State]})
]

Ref = Annotated[
    str,
    Path(
        description="An opaque reference, such as MC-7K2Q9FD.",
        pattern=r"^[A-Z]{2}-[0-9A-Z]{7}$",
    ),
]
RowId = Annotated[UUID, Path(description="An opaque identifier that an answer gave.")]
