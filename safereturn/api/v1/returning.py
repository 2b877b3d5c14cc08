"""Found, seen, back, or ended otherwise; the police's prevention interview; true times."""

from uuid import UUID

from safereturn.api.edge import Call
from safereturn.api.fields import Flag, In, Line, Moment, Ref, Text, Words
from safereturn.api.operations import Journey, write
from safereturn.api.v1.reporting import EpisodeMadeOut, made
from safereturn.api.v1.shared import IdOut
from safereturn.episodes import actions, queries, rules

journey = Journey("Found and back")


class LocatedIn(In):
    """Where the child was found; the child is still missing until they are back."""

    located_at: Moment
    where: Words
    finder: rules.Finder | None = None
    with_whom: Text = ""
    condition: Text = ""


class SeenIn(In):
    """When the police saw the child."""

    seen_at: Moment


class ReturnIn(In):
    """How the child came back, and how you know that going back there is safe."""

    at: Moment
    where: Words
    finder: rules.Finder
    ending: rules.Ending = rules.Ending.RETURNED
    kept_safe: rules.KeptSafe | None = None
    condition: Text = ""
    with_whom: Text = ""
    safe_to_return: Text = ""
    detail: Text = ""


class LaterIn(In):
    """When and where a child who did not go back is back after all."""

    returned_at: Moment
    where: Words


class EndIn(In):
    """How else the episode ended, and how you know."""

    ending: rules.Ending
    detail: Words
    ended_at: Moment


class PreventionIn(In):
    """The police's own check after a return, or why the child was not seen."""

    seen: Flag
    held_at: Moment | None = None
    not_seen_because: Text = ""
    where: Line = ""
    officer_name: Line = ""
    alone: Flag = False
    where_been: Text = ""
    with_whom: Text = ""
    harm: Text = ""
    offences: Text = ""
    concerns: Text = ""
    safeguarding_done: Text = ""


class TimesIn(In):
    """The true times, and why the first ones were wrong. What is left out stays as it is."""

    because: Words
    last_seen_at: Moment | None = None
    reported_at: Moment | None = None
    located_at: Moment | None = None
    returned_at: Moment | None = None


def _episode_id(request: Call, ref: str) -> UUID:
    return queries.get_episode(request.actor, ref, at=request.received_at).pk


@write(journey, "/episodes/{ref}/located", gives=EpisodeMadeOut)
def record_located(request: Call, ref: Ref, found: LocatedIn) -> EpisodeMadeOut:
    """Record that the child has been found and is not back yet."""
    row = actions.record_located(
        _episode_id(request, ref),
        **found.model_dump(),
        at=request.received_at,
        by=request.actor,
    )
    return made(row)


@write(journey, "/episodes/{ref}/seen", gives=EpisodeMadeOut)
def record_seen(request: Call, ref: Ref, seen: SeenIn) -> EpisodeMadeOut:
    """Record that the police have seen the child, before or after the return."""
    row = actions.record_seen(
        _episode_id(request, ref), seen_at=seen.seen_at, at=request.received_at, by=request.actor
    )
    return made(row)


@write(journey, "/episodes/{ref}/returned", gives=EpisodeMadeOut)
def record_return(request: Call, ref: Ref, back: ReturnIn) -> EpisodeMadeOut:
    """Record that the child is back, or kept safe elsewhere.

    A return home interview is owed within 72 hours from then.
    """
    row = actions.record_return(
        _episode_id(request, ref),
        rules.Return(**back.model_dump()),
        at=request.received_at,
        by=request.actor,
    )
    return made(row)


@write(journey, "/episodes/{ref}/later-return", gives=EpisodeMadeOut)
def record_later_return(request: Call, ref: Ref, back: LaterIn) -> EpisodeMadeOut:
    """Record that a child who was found and did not go back is back after all.

    Home or in any care setting: the 72 hours of the return home interview, owed since the
    episode ended, run from here.
    """
    row = actions.record_later_return(
        _episode_id(request, ref),
        **back.model_dump(),
        at=request.received_at,
        by=request.actor,
    )
    return made(row)


@write(journey, "/episodes/{ref}/ended", gives=EpisodeMadeOut)
def end_otherwise(request: Call, ref: Ref, end: EndIn) -> EpisodeMadeOut:
    """End an episode in another way than a return, with what that ending brings."""
    row = actions.end_otherwise(
        _episode_id(request, ref),
        end.ending,
        end.detail,
        ended_at=end.ended_at,
        at=request.received_at,
        by=request.actor,
    )
    return made(row)


@write(journey, "/episodes/{ref}/prevention-interview", gives=IdOut)
def record_prevention_interview(request: Call, ref: Ref, done: PreventionIn) -> IdOut:
    """Record the police's prevention interview, or why the child was not seen.

    It does not replace the return home interview.
    """
    row = actions.record_prevention_interview(
        _episode_id(request, ref),
        rules.PreventionCheck(**done.model_dump()),
        at=request.received_at,
        by=request.actor,
    )
    return IdOut(id=row.pk)


@write(journey, "/episodes/{ref}/times", gives=EpisodeMadeOut)
def correct_times(request: Call, ref: Ref, times: TimesIn) -> EpisodeMadeOut:
    """Put a time right, saying why the first one was wrong. What stood there is kept."""
    row = actions.correct_times(
        _episode_id(request, ref),
        rules.TimesCorrection(**times.model_dump()),
        at=request.received_at,
        by=request.actor,
    )
    return made(row)
