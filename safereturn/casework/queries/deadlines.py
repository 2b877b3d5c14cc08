"""The deadlines of one episode: what runs, and what has been told to whom at which moment."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from safereturn.agencies import queries as agencies
from safereturn.casework.models import MeetingDuty
from safereturn.clocks import queries as clocks
from safereturn.clocks.policies import BY_HAND
from safereturn.clocks.queries import Due, Told
from safereturn.clocks.rules import ClockKind
from safereturn.episodes import queries as episodes
from safereturn.episodes.models import Episode
from safereturn.foundation.actor import Actor


@dataclass(frozen=True, slots=True)
class Running:
    """A clock that runs, who owes it, and whether this reader says when it is done."""

    due: Due
    owner: str
    may_finish: bool
    # The duty to meet that a count has opened: closed on its own page.
    duty_ref: str = ""


@dataclass(frozen=True, slots=True)
class Deadlines:
    """What one page shows."""

    episode: Episode
    running: list[Running]
    told: list[tuple[Told, str]]


def deadlines(actor: Actor, ref: str, *, at: datetime) -> Deadlines:
    """Return the deadlines of an episode, and note the look. Raises as `get_episode` does.

    Of each step that has fired: which agencies were told, in which part; never a person.
    """
    episode = episodes.get_episode(actor, ref, at=at)
    running = clocks.running_for_episode(episode.pk)
    told = clocks.fired_for_episode(episode.pk)
    counts = [due.id for due in running if due.kind is ClockKind.REPEAT]
    refs = MeetingDuty.objects.filter(clock_id__in=counts) if counts else MeetingDuty.objects.none()
    duties = dict(refs.values_list("clock_id", "ref"))
    wanted = {UUID(one["agency"]) for step in told for one in step.told}
    names = agencies.names(wanted | {due.owner_agency_id for due in running})
    return Deadlines(
        episode,
        [
            Running(
                due,
                names.get(due.owner_agency_id, ""),
                due.kind in BY_HAND and due.owner_agency_id == actor.agency_id,
                duties.get(due.id, ""),
            )
            for due in running
        ],
        [(step, _whom(step, names)) for step in told],
    )


def _whom(step: Told, names: dict[UUID, str]) -> str:
    said = (
        names.get(UUID(one["agency"]), "") + (" (ring)" if one.get("ring") else "")
        for one in step.told
    )
    return ", ".join(dict.fromkeys(said))
