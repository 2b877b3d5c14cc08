"""Telling an agency that no notice reaches: a person rings it, and writes down the call."""

from datetime import datetime
from uuid import UUID

from safereturn.agencies import queries as agencies
from safereturn.audit.record import recording
from safereturn.audit.rules import Act
from safereturn.clocks import actions as clocks
from safereturn.episodes import policies, rules
from safereturn.episodes.actions.information import write_telling
from safereturn.episodes.actions.locking import get
from safereturn.episodes.actions.telling import OPENS, disclose, ties_of_involved
from safereturn.episodes.models import Telling
from safereturn.episodes.rules import Moment
from safereturn.foundation.actor import Actor
from safereturn.foundation.errors import Invalid
from safereturn.notifications.actions import Answered
from safereturn.notifications.rules import Acknowledgement

AN_AGENCY = "agency"


def record_call(episode_id: UUID, call: rules.AgencyRung, *, at: datetime, by: Actor) -> Telling:
    """Record that an involved agency was told by phone: whom, on what number, when (25).

    What such a call gives is written to the ledger of disclosures, like a notice. It answers
    the notices that the agency has not acknowledged: they climb no further.
    """
    if call.rung_at > at:
        raise Invalid(fields={"rung_at": "The time must be in the past"})
    known = get(episode_id)
    policies.can_tell(by, known, at=at).require()
    ties = ties_of_involved(known, at=at)
    if call.agency_id not in ties:
        raise Invalid(fields={"agency": "This agency is not involved with the child"})
    told = rules.PersonTold(
        moment=Moment.MISSING if known.is_open else Moment.RETURNED,
        person_name=agencies.names([call.agency_id])[call.agency_id],
        relation=AN_AGENCY,
        told=True,
        told_at=call.rung_at,
        how=f"By phone on {call.phone}, spoke to {call.spoke_to}",
        agency_id=call.agency_id,
    )
    with recording(
        "episode.agency_rung",
        by=by,
        child_id=known.child_id,
        act=Act.DISCLOSURE,
        refs=[known.ref],
        to=[call.agency_id],
    ):
        disclose(known, agencies.kinds([call.agency_id]), ties, OPENS, at=at, by=by)
        clocks.acknowledge_all(
            call.agency_id,
            known.pk,
            Answered(Acknowledgement.PHONE, call.spoke_to, call.phone),
            child_id=known.child_id,
            at=at,
            by=by,
            said_at=call.rung_at,
        )
        return write_telling(known, told, at=at, by=by)
