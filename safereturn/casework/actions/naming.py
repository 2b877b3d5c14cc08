"""Who is meant where an agency's own system acts for a colleague."""

from datetime import datetime
from uuid import UUID

from safereturn.agencies import queries as agencies
from safereturn.foundation.actor import NO_CASEWORK, Actor, Door
from safereturn.foundation.errors import Invalid


def named(by: Actor, *, at: datetime) -> UUID:
    """Return who acts: whoever has signed in, or the colleague whom the agency's system names.

    Raises Invalid when a system names nobody who works with children there: nothing can be in
    the hands of a key, and a "no" needs somebody to tell.
    """
    if by.door is Door.API:
        work = agencies.colleagues([by.agency_id], at=at, but=NO_CASEWORK)
        if by.asserted_person_id not in {one.person_id for one in work}:
            said = "Send the staff number or e-mail address of a colleague who works with children"
            raise Invalid(fields={"X-User-Reference": said})
    return by.named_id
