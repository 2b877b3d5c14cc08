"""Minutes reach an agency without an account on paper: a disclosure like any other."""

from datetime import datetime
from uuid import UUID

from safereturn.agencies import queries as agencies
from safereturn.audit.record import recording
from safereturn.audit.rules import Act
from safereturn.casework.actions.meetings import find_run, locked
from safereturn.casework.models import Meeting, MeetingInvite, MeetingMinutes
from safereturn.casework.queries.minutes import answers_of, kinds_given
from safereturn.casework.rules.meetings import MINUTES_KINDS, PaperHow
from safereturn.foundation.actor import Actor
from safereturn.foundation.errors import Invalid, NotFound
from safereturn.sharing import actions as sharing
from safereturn.sharing.policies import decide_all


def give_on_paper(
    ref: str, number: int, invite_id: UUID, to: str, how: PaperHow, *, at: datetime, by: Actor
) -> MeetingInvite:
    """Write down that an agency without an account was given a version, by whom, to whom, how.

    Each kind of information in it goes into the ledger, by the clause that gives it to that
    agency. Raises Invalid where the agreement gives it no part, NotFound for an invitation of an
    agency that reads its minutes here, or of a person of none.
    """
    known = find_run(ref, at=at, by=by)
    row = MeetingMinutes.objects.filter(meeting=known, number=number).first()
    agency_id = _without_account(known, invite_id)
    if row is None:
        raise NotFound
    if not to.strip():
        raise Invalid(fields={"to": "Enter who you gave it to"})
    own = decide_all(by, MINUTES_KINDS, known.child_id, at=at)
    theirs = answers_of(agency_id, known.child_id, at=at)
    given = kinds_given(row, own, theirs)
    if given is None:
        raise Invalid(
            "The agreement gives this agency no part of these minutes: ring them instead."
        )
    with recording(
        "meeting.minutes_given", by=by, child_id=known.child_id, act=Act.DISCLOSURE, refs=[ref],
        to=[agency_id],
    ):  # fmt: skip
        locked(known, held=True)
        invite = MeetingInvite.objects.select_for_update().get(pk=invite_id)
        for kind in sorted(given):
            sharing.disclose(
                agency_id,
                kind,
                theirs[kind],
                child_id=known.child_id,
                episode_id=known.episode_id,
                reason=theirs[kind].sentence,
                inputs={"minutes": ref, "version": number, "how": how.value},
                at=at,
                by=by,
            )
        invite.paper_number, invite.paper_to, invite.paper_how = number, to.strip(), how
        invite.paper_at, invite.paper_by_id = at, by.person_id
        invite.save()
    return invite


def _without_account(meeting: Meeting, invite_id: UUID) -> UUID:
    row = MeetingInvite.objects.filter(meeting=meeting, pk=invite_id, dropped_at=None).first()
    agency_id = row.agency_id if row else None
    if agency_id is None or agency_id not in agencies.without_accounts([agency_id]):
        raise NotFound
    return agency_id
