"""After a fact about risk, the agencies concerned are told: a link, never content."""

from datetime import datetime
from uuid import UUID

from safereturn.agencies import queries as agencies
from safereturn.audit.record import recording
from safereturn.audit.rules import Act
from safereturn.children.queries import addresses_about
from safereturn.episodes.actions import tell_agencies
from safereturn.foundation.actor import Actor
from safereturn.notifications import actions as notifications
from safereturn.risk import policies
from safereturn.risk.models import Ask, Assessment, Contribution, Disagreement
from safereturn.risk.rules import Level
from safereturn.sharing.rules import Kind


def tell_assessed(assessment_id: UUID, *, at: datetime, by: Actor) -> None:
    """Tell the agencies involved that there is a grade; a high one is urgent.

    A high grade rings, and one that is another than before; a first one below high does not.
    """
    row = Assessment.objects.select_related("episode").get(pk=assessment_id)
    earlier = Assessment.objects.filter(episode=row.episode, assessed_at__lt=row.assessed_at)
    before = earlier.order_by("-assessed_at").values_list("level", flat=True).first()
    tell_agencies(
        row.episode,
        "risk.assessed",
        key=f"assessed:{row.pk}",
        path=f"/episodes/{row.episode.ref}/picture/",
        at=at,
        by=by,
        but=row.assessed_by_agency_id,
        urgent=row.level == Level.HIGH,
        rings=row.level == Level.HIGH or (before is not None and before != row.level),
        opens=(Kind.RISK,),
    )


def tell_asked(ask_id: UUID, *, at: datetime, by: Actor) -> None:
    """Put the question in the asked agency's list, if it has one and has not answered.

    Not by `tell_agencies`: whoever was only asked is told this and nothing else. What it
    opens was written down when the question was asked.
    """
    policies.can_import(by).require()
    row = Ask.objects.get(pk=ask_id)
    agency = agencies.get_agency(row.to_agency_id)
    if not agency.has_accounts or row.answered_at:
        return
    addresses = addresses_about(row.child_id, [agency.pk], at=at).get(agency.pk, [])
    with recording(
        "risk.agency_told",
        by=by,
        child_id=row.child_id,
        act=Act.DISCLOSURE,
        refs=[row.ref],
        to=[agency.pk],
    ):
        notifications.notify(
            agency.pk,
            "risk.asked",
            key=f"asked:{row.pk}",
            reference=row.ref,
            path=f"/asks/{row.ref}/",
            at=at,
            child_id=row.child_id,
            urgent=True,
            addresses=addresses,
        )


def tell_answered(contribution_id: UUID, *, at: datetime, by: Actor) -> None:
    """Tell whoever asked, and the force that looks for the child."""
    row = Contribution.objects.select_related("episode", "ask").get(pk=contribution_id)
    assert row.episode is not None, "what is said now is said in an episode"
    concerned = {row.episode.force_id, row.ask.asked_by_agency_id if row.ask else None}
    tell_agencies(
        row.episode,
        "risk.answered",
        key=f"answered:{row.pk}",
        path=f"/episodes/{row.episode.ref}/picture/",
        at=at,
        by=by,
        only=[agency for agency in concerned if agency],
        but=row.by_agency_id,
        opens=(),
    )


def tell_disputed(disagreement_id: UUID, *, at: datetime, by: Actor) -> None:
    """Tell the force that graded, or, once answered, the council that disagreed."""
    row = Disagreement.objects.select_related("episode", "assessment").get(pk=disagreement_id)
    answered = row.answered_at is not None
    tell_agencies(
        row.episode,
        "risk.dispute_answered" if answered else "risk.disputed",
        key=f"{'dispute_answered' if answered else 'disputed'}:{row.pk}",
        path=f"/episodes/{row.episode.ref}/picture/",
        at=at,
        by=by,
        only=[row.agency_id if answered else row.assessment.assessed_by_agency_id],
        urgent=not answered,
        opens=(),
    )
