"""A report is made that fits a sealed child: the named desk rings, vital risk gets through.

The report itself was taken as one about a child nobody knows. What happens here happens
after every report, in a job, so that neither the answer nor its time tells anything.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from safereturn.agencies import queries as agencies
from safereturn.audit.record import recording
from safereturn.audit.rules import Act
from safereturn.children import policies
from safereturn.children.models import ProtectedLine, SealedReport
from safereturn.children.rules import VITAL_DETAILS, VITAL_FLAGS, vital_words
from safereturn.foundation.actor import Actor, Role
from safereturn.foundation.errors import Conflict, Invalid, NotFound
from safereturn.foundation.hidden import is_hidden
from safereturn.foundation.identity import acting
from safereturn.involvement import queries as involvement
from safereturn.notifications.actions import notify


class AlreadyRung(Conflict):
    """Somebody has rung already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """What the desk needs in order to ring whoever reported."""

    child_id: UUID
    episode_id: UUID
    episode_ref: str
    caller_name: str
    caller_phone: str
    by_agency_id: UUID


@dataclass(frozen=True, slots=True)
class _Match:
    child_id: UUID
    desk_agency_id: UUID
    desk_contact: str
    vital: list[str]


def protect(reported: Reported, *, at: datetime, by: Actor) -> bool:
    """Look for a sealed child behind a report, link it quietly; say whether there was one.

    For the service's job. Run twice, it links, tells and keeps once.
    """
    assert by.has(Role.SYSTEM), "only the service looks across a seal"
    matches = _matches(reported.child_id)
    for match in matches:
        _link(match, reported, at=at, by=by)
    if matches:
        _keep_line(matches, reported, at=at, by=by)
    return bool(matches)


def _matches(child_id: UUID) -> list[_Match]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select * from children_sealed_match(%s, %s, %s)",
            [child_id, list(VITAL_FLAGS), list(VITAL_DETAILS)],
        )
        return [_Match(*row) for row in cursor.fetchall()]


def _link(match: _Match, reported: Reported, *, at: datetime, by: Actor) -> None:
    with (
        acting(by, at=at, child_id=match.child_id),
        recording("child.sealed_report_linked", by=by, child_id=match.child_id),
    ):
        link, made = SealedReport.objects.get_or_create(
            child_id=match.child_id,
            episode_id=reported.episode_id,
            defaults={
                "episode_ref": reported.episode_ref,
                "caller_name": reported.caller_name,
                "caller_phone": reported.caller_phone,
                "reported_by_agency_id": reported.by_agency_id,
                "made_at": at,
            },
        )
        if made:
            _tell_named(match, link, at=at)


def _tell_named(match: _Match, link: SealedReport, *, at: datetime) -> None:
    """Tell each person who is named, and nobody else: their colleagues know of no such child."""
    named = involvement.ties(match.desk_agency_id, match.child_id, at=at).named
    people = agencies.people(named, at=at)
    for person in people:
        notify(
            person.agency_id,
            "sealed.reported",
            key=f"sealed:{link.pk}:{person.person_id}",
            reference=link.episode_ref,
            path=f"/protected/{link.pk}/",
            at=at,
            child_id=match.child_id,
            person_id=person.person_id,
            urgent=True,
            addresses=[person.email],
        )
    if not people:
        _tell_the_lead(match.desk_agency_id, link, at=at)


def _tell_the_lead(desk_agency_id: UUID, link: SealedReport, *, at: datetime) -> None:
    """Nobody named works here any more: whoever governs information must name somebody.

    Where nobody does that either, the administrators must find somebody: never nobody is told.
    They are not told of which report: they work with no child.
    """
    for lead in agencies.watchers([desk_agency_id], at=at):
        notify(
            lead.agency_id,
            "sealed.nobody_named",
            key=f"sealed:{link.pk}:{lead.person_id}",
            reference=link.episode_ref if lead.role is Role.GOVERNANCE_LEAD else "",
            path=lead.path,
            at=at,
            person_id=lead.person_id,
            urgent=True,
            addresses=[lead.email] if lead.email else [],
        )


def _keep_line(matches: Iterable[_Match], reported: Reported, *, at: datetime, by: Actor) -> None:
    found = list(matches)
    text = vital_words((words for match in found for words in match.vital), found[0].desk_contact)
    with (
        acting(by, at=at, child_id=reported.child_id),
        recording(
            "child.protected_line_kept",
            by=by,
            child_id=reported.child_id,
            act=Act.DISCLOSURE,
            refs=[reported.episode_ref],
        ),
    ):
        ProtectedLine.objects.get_or_create(
            episode_id=reported.episode_id,
            defaults={"child_id": reported.child_id, "text": text, "made_at": at},
        )


def record_rung(link_id: UUID, result: str, *, at: datetime, by: Actor) -> SealedReport:
    """Say that the caller was rung and what came of it. Raises AlreadyRung for a second.

    For those who are not named in the record there is no such report: NotFound.
    """
    link = SealedReport.objects.filter(pk=link_id).first()
    if link is None or is_hidden(by.person_id, link.child_id):
        raise NotFound
    policies.can_ring_for(by, link.child_id, at=at).require()
    if not result.strip():
        raise Invalid(fields={"result": "Enter whom you spoke to, and what happens now"})
    with recording("child.sealed_report_rung", by=by, child_id=link.child_id):
        row = SealedReport.objects.select_for_update().get(pk=link_id)
        if row.rung_at:
            raise AlreadyRung
        row.rung_at, row.rung_by_id, row.result = at, by.person_id, result.strip()
        row.save(update_fields=["rung_at", "rung_by_id", "result"])
    return row
