"""The picture: what every agency knows, and what nobody has said.

One reading of the ties decides every kind of information; each line is then shown, shown
as existing with who to ring, or left out. Five queries, whatever there is to show.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from safereturn.agencies import queries as agencies
from safereturn.audit.record import note
from safereturn.children import queries as children
from safereturn.episodes.models import Episode
from safereturn.episodes.rules import State
from safereturn.foundation.actor import Actor
from safereturn.involvement import queries as involvement
from safereturn.risk import policies
from safereturn.risk.queries import history, sections, views
from safereturn.risk.queries.eyes import Eyes
from safereturn.risk.queries.gather import Gathered, gather
from safereturn.risk.queries.views import PictureView
from safereturn.sharing.rules import Depth, Kind


@dataclass(frozen=True, slots=True)
class Reading:
    """One picture, whose eyes it was made for, and what was shown for the first time."""

    view: PictureView
    eyes: Eyes
    first_time: frozenset[Kind]


def get_picture(actor: Actor, episode: Episode, *, at: datetime) -> PictureView:
    """Return the picture of an episode as this actor may see it, and note the look.

    Raises NotAllowed when the actor's agency may not see it. A carer-held profile that
    sharing gives only while the child is missing is in it once it has been released:
    `actions.open_picture` does that, and is what pages and the API call.
    """
    return read(actor, episode, at=at).view


def read(actor: Actor, episode: Episode, *, release: bool = False, at: datetime) -> Reading:
    """Read a picture; `release` shows what the caller is about to record as disclosed."""
    ties = involvement.ties_for(actor, episode.child_id, at=at)
    policies.can_see_picture(actor, ties).require()
    rows = gather(
        episode.pk,
        episode.child_id,
        children.same_child(episode.child_id),
        reader=actor.agency_id,
    )
    eyes = Eyes.of(actor, ties)
    view = _view(rows, eyes, episode, release=release)
    desks = agencies.desks_for((part.agency_id for part in view.agencies), at=at)
    view = replace(view, agencies=tuple(_with_desk(part, desks) for part in view.agencies))
    note([episode.child_id], refs=[view.child.ref, episode.ref], rule=_rules_used(eyes))
    had = {(row.kind, row.clause) for row in rows.disclosed}
    new = {kind for kind in eyes.shown if (kind, eyes.answers[kind].clause) not in had}
    return Reading(view, eyes, frozenset(new))


def _rules_used(eyes: Eyes) -> str:
    return " ".join(f"{kind}:{eyes.answers[kind].clause}" for kind in sorted(eyes.shown))


def _with_desk(part: views.AgencySection, desks: dict[UUID, agencies.Desk]) -> views.AgencySection:
    desk = desks.get(part.agency_id)
    if desk is None:
        return part
    line = views.DeskLine(
        name=desk.name, phone=desk.phone, is_open=desk.is_open, opens_at=desk.opens_at
    )
    return replace(part, desk=line)


def _view(rows: Gathered, eyes: Eyes, episode: Episode, *, release: bool) -> PictureView:
    eyes.sees(Kind.IDENTITY)
    return PictureView(
        episode_id=episode.pk,
        episode_ref=episode.ref,
        state=State(episode.state),
        started_at=episode.started_at,
        child=sections.who(rows),
        reported=sections.reported(rows, eyes),
        flags=sections.flags(rows, eyes),
        agencies=sections.agencies(rows, eyes, episode),
        profile=sections.profile(rows, eyes, release=release),
        earlier=history.earlier(rows, eyes),
        prevention=history.prevention(rows, eyes),
        interviews=history.interviews(rows, eyes),
        interview_items=history.interview_items(rows, eyes),
        gradings=history.gradings(rows, eyes, episode),
        screenings=history.screenings(rows, eyes),
        disagreements=history.disagreements(rows, eyes),
        given=_given(eyes),
        protected=tuple(row.text for row in rows.protected) if _grades(eyes, episode) else (),
    )


def _grades(eyes: Eyes, episode: Episode) -> bool:
    """Say whether this is whom a protected record speaks to: the force that is looking.

    Not the reporter, nor anybody else who may read the picture: one of them may be the
    danger, and must not learn that there is such a record.
    """
    return eyes.actor.agency_id == episode.force_id and bool(eyes.answers[Kind.HEALTH_SAFETY])


def _given(eyes: Eyes) -> tuple[views.Given, ...]:
    return tuple(
        views.Given(
            kind=kind,
            depth=int(answer.depth),
            clause=answer.clause,
            sentence=answer.sentence,
            version_id=answer.version_id,
        )
        for kind, answer in eyes.answers.items()
        if answer.depth > Depth.NOTHING
    )
