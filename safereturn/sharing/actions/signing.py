"""The parties sign or decline; what is signed is dated; what is dated may be withdrawn."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from uuid import UUID

from safereturn.agencies.rules import Nation
from safereturn.audit.record import recording
from safereturn.foundation.actor import Actor
from safereturn.foundation.errors import Conflict, Invalid, NotFound
from safereturn.involvement.actions import agreements_changed
from safereturn.sharing.actions.drafting import unready
from safereturn.sharing.models import Area, CommencementRow, Party, Version
from safereturn.sharing.policies import governing
from safereturn.sharing.queries.agreements import find_version
from safereturn.sharing.queries.reading import sign_here
from safereturn.sharing.rules import AWAITED, Gateway, State, midnight


class AlreadyAnswered(Conflict):
    """This party has answered already."""


class NotDatable(Conflict):
    """Only a version that has been proposed can be given a date."""


class Withdrawn(Conflict):
    """This version holds no more."""


@contextmanager
def _answering(
    name: str, party_id: UUID, *, by: Actor, at: datetime, on_paper: bool = False
) -> Iterator[Party]:
    party = Party.objects.select_related("version__area").filter(pk=party_id).first()
    if party is None:
        raise NotFound
    find_version(by, party.version_id)
    signs_here = bool(on_paper and sign_here([party], at=at))
    governing.can_sign(by, party, on_paper=on_paper, signs_here=signs_here).require()
    with recording(name, by=by, refs=[str(party.version_id)]):
        # Asked again behind the lock: it may have been reopened or dated while the page lay open.
        Version.objects.select_for_update(of=("self",)).get(pk=party.version_id)
        rows = Party.objects.select_for_update(of=("self",)).select_related("version__area")
        found = rows.filter(pk=party_id).first()
        if found is None:
            raise NotFound
        party = found
        governing.can_sign(by, party, on_paper=on_paper, signs_here=signs_here).require()
        if party.signed_at is not None or party.declined_at is not None:
            raise AlreadyAnswered
        party.on_paper, party.answered_by_id = on_paper, by.person_id
        yield party
        party.save()


def sign(
    party_id: UUID,
    *,
    name: str,
    title: str,
    on_paper: bool = False,
    at: datetime,
    by: Actor,
) -> None:
    """Sign for a party. `on_paper`: the lead agency writes down a signature on paper."""
    wrong = {
        field: words
        for field, value, words in (
            ("name", name, "Enter who signs"),
            ("title", title, "Enter what they are: their title"),
        )
        if not value.strip()
    }
    if wrong:
        raise Invalid(fields=wrong)
    with _answering("agreement.signed", party_id, by=by, at=at, on_paper=on_paper) as party:
        party.signed_at = at
        party.signed_by_name, party.signed_by_title = name.strip(), title.strip()


def decline(
    party_id: UUID, because: str, *, on_paper: bool = False, at: datetime, by: Actor
) -> None:
    """Say no for a party, and why: the agreement then does not hold for it."""
    if not because.strip():
        raise Invalid(fields={"because": "Enter why: it stays on the record"})
    with _answering("agreement.declined", party_id, by=by, at=at, on_paper=on_paper) as party:
        party.declined_at, party.declined_because = at, because.strip()


def put_in_force_from(version_id: UUID, on: date, *, at: datetime, by: Actor) -> None:
    """Let it hold from midnight in London at the beginning of this day, not in the past.

    Every party must have answered, and the lead agency signed. It follows the version
    before it without a gap.
    """
    version, _ = find_version(by, version_id)
    governing.can_keep(by, version.area).require()
    begins = midnight(on)
    with recording("agreement.dated", by=by, refs=[str(version_id)]):
        version = Version.objects.select_for_update(of=("self",)).get(pk=version_id)
        if version.state != State.PROPOSED:
            raise NotDatable
        wrong = _undatable(version, on, at)
        if wrong:
            raise Invalid(fields=wrong)
        version.state, version.effective_from = State.IN_FORCE, begins
        version.save()
        agreements_changed()


def _undatable(version: Version, on: date, at: datetime) -> dict[str, str]:
    """Return why it cannot begin on this day: field → what to do."""
    parties = list(Party.objects.filter(version=version))
    wrong = unready(version, parties, on)
    begins = midnight(on)
    if begins < at:
        wrong["on"] = "Choose a day from tomorrow: what holds today does not change."
    later = Version.objects.filter(
        area=version.area_id, state=State.IN_FORCE, effective_from__gte=begins
    )
    if later.exists():
        wrong["on"] = "Choose a day after the version before it begins."
    if version.area.is_region:
        return wrong  # the region's binds whoever has no other: nobody signs it
    if any(party.signed_at is None and party.declined_at is None for party in parties):
        wrong["parties"] = "Every party signs or declines first."
    lead = version.area.lead_agency_id
    if not any(party.agency_id == lead and party.signed_at is not None for party in parties):
        wrong["parties"] = "The agency that keeps this agreement is party to it, and signs first."
    return wrong


def withdraw(version_id: UUID, because: str, *, at: datetime, by: Actor) -> None:
    """End a version: a draft is dropped, one to come never begins, one in force ends now."""
    if not because.strip():
        raise Invalid(fields={"because": "Enter why: it stays on the record"})
    version, _ = find_version(by, version_id)
    governing.can_withdraw(by, version, at=at).require()
    with recording("agreement.withdrawn", by=by, refs=[str(version_id)]):
        version = Version.objects.select_for_update(of=("self",)).get(pk=version_id)
        if version.withdrawn_at is not None:
            raise Withdrawn
        begun = version.state == State.IN_FORCE and (version.effective_from or at) <= at
        if not begun:
            version.state = State.WITHDRAWN
        version.withdrawn_at, version.withdrawn_by_id = at, by.person_id
        version.withdrawn_because = because.strip()
        version.save()
        agreements_changed()


def commence(
    gateway: Gateway, nation: Nation, on: date, source: str, *, at: datetime, by: Actor
) -> None:
    """Write down the day on which a gateway begins, with its source.

    The region's governance lead, or the service's own command; written again, it is mended.
    """
    governing.can_commence(by, Area.objects.get(is_region=True)).require()
    wrong = {}
    if (gateway, nation) not in AWAITED:
        wrong["gateway"] = "Its beginning is known: only what awaits commencement is written down."
    if not source.strip():
        wrong["source"] = "Name the commencement order"
    if wrong:
        raise Invalid(fields=wrong)
    with recording("agreement.gateway_commenced", by=by, refs=[f"{gateway} {nation} {on}"]):
        CommencementRow.objects.update_or_create(
            gateway=gateway,
            nation=nation,
            defaults={
                "begins_on": on,
                "source": source.strip(),
                "set_at": at,
                "set_by_id": by.person_id,
            },
        )
        agreements_changed()
