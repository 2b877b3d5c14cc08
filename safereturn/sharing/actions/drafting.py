"""A draft is started, edited clause by clause or from a file, and proposed.

`based_on` is the `edits` of the clause or version that the editor saw: an edit of an older
state raises `Overtaken` with both texts.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from uuid import UUID

from safereturn.agencies.rules import Nation
from safereturn.foundation.actor import Actor, AgencyKind
from safereturn.sharing.rules import Clause, Text


def make_area(
    name: str,
    nation: Nation,
    lead_agency_id: UUID,
    authorities: Iterable[UUID],
    *,
    at: datetime,
    by: Actor,
) -> UUID:
    """Make an area whose agreement is that of these authorities' children."""
    raise NotImplementedError


def start_draft(area_id: UUID, *, at: datetime, by: Actor) -> UUID:
    """Start the next version as a copy of the newest dated one (else of the region's)."""
    raise NotImplementedError


def save_clause(
    version_id: UUID,
    clause: Clause,
    *,
    was: str = "",
    based_on: int | None = None,
    at: datetime,
    by: Actor,
) -> None:
    """Put a clause into a draft: a new one, or instead of the one numbered `was`.

    Raises NotADraft, Overtaken, or Invalid with what to mend, field by field.
    """
    raise NotImplementedError


def remove_clause(version_id: UUID, number: str, *, based_on: int, at: datetime, by: Actor) -> None:
    """Take a clause out of a draft. Raises NotADraft or Overtaken."""
    raise NotImplementedError


def save_text(
    version_id: UUID,
    texts: Mapping[Text, str],
    review_on: date | None,
    *,
    based_on: int,
    at: datetime,
    by: Actor,
) -> None:
    """Replace parts of a draft's text. Raises NotADraft or Overtaken."""
    raise NotImplementedError


def save_parties(
    version_id: UUID,
    agencies: Iterable[UUID],
    kinds: Iterable[AgencyKind],
    *,
    at: datetime,
    by: Actor,
) -> None:
    """Say who is party to a draft: named agencies, and every agency of some kinds."""
    raise NotImplementedError


def import_yaml(version_id: UUID, text: str, *, at: datetime, by: Actor) -> None:
    """Replace a draft by what a file says; raises Mistakes with all of them at once."""
    raise NotImplementedError


def propose(version_id: UUID, *, at: datetime, by: Actor) -> None:
    """Put a draft before its parties: from now on it can be signed and not edited."""
    raise NotImplementedError


def reopen(version_id: UUID, *, at: datetime, by: Actor) -> None:
    """Take a proposal back to a draft; who had signed or declined answers anew."""
    raise NotImplementedError
