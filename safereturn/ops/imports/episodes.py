"""One line of a file of missing episodes that are over: written as history."""

from dataclasses import dataclass
from datetime import datetime

from safereturn.agencies.models import Agency
from safereturn.agencies.queries import find_by_reference
from safereturn.children.models import Child
from safereturn.episodes.actions.history import import_past
from safereturn.episodes.models import Episode
from safereturn.episodes.rules import DfeCategory
from safereturn.episodes.rules.past import PastEpisode
from safereturn.foundation.actor import Actor, AgencyKind
from safereturn.ops.imports.cells import BadCells, Cells
from safereturn.ops.imports.children import find
from safereturn.ops.imports.reading import Column, Problem, Row
from safereturn.return_interviews.actions.history import import_interview
from safereturn.return_interviews.models import InterviewEpisode
from safereturn.return_interviews.rules import OfferAnswer, Past
from safereturn.risk.actions.grading import import_grade
from safereturn.risk.models import Assessment
from safereturn.risk.rules import Grade, Level

COLUMNS = (
    Column("child_id", "Your own number for the child, as in the file of children.",
           ("id", "child", "person id", "council id", "la child id"), required=True),
    Column("episode_id", "Your own number for the episode. It finds the episode again.",
           ("missing id", "episode", "missing episode id")),
    Column("police_reference", "The police’s reference.", ("police ref", "compact reference")),
    Column("category", "M missing, A away from placement without authorisation.",
           ("missing", "mis type", "type")),
    Column("missing_from", "Date last seen, with the time in the same cell or the next column.",
           ("mis start", "start", "start date", "last seen"), required=True),
    Column("missing_from_time", "Time last seen, hh:mm.", ("start time", "last seen time")),
    Column("reported", "Date reported, if another than the start.", ("reported date",)),
    Column("reported_time", "Time reported."),
    Column("found", "Date found, if another than the return.", ("located", "found date")),
    Column("found_time", "Time found.", ("located time",)),
    Column("returned", "Date of the return. An episode that is not over is reported, not imported.",
           ("mis end", "end", "end date", "return date"), required=True),
    Column("returned_time", "Time of the return.", ("end time", "return time")),
    Column("last_seen_where", "Where the child was last seen.", ("from where",)),
    Column("found_where", "Where the child was found or came back to.", ("location found",)),
    Column("circumstances", "What happened, in your words.", ("notes", "reason")),
    Column("risk", "The police’s grade: high, medium, low, no apparent risk, absent, very low.",
           ("risk level", "police risk")),
    Column("force", "The police force: its name in the service, or its GSS code.",
           ("police force",)),
    Column("interview_offered", "Date the return interview was offered.", ("rhi offered",)),
    Column("interview_answer", "accepted or declined.", ("rhi accepted", "rhi answer")),
    Column("interview_held", "Date the return interview was held.", ("rhi held", "rhi date")),
    Column("interview_not_held_because", "Why it was not held.", ("rhi not held reason",)),
)  # fmt: skip

CATEGORY = {
    "m": DfeCategory.MISSING, "missing": DfeCategory.MISSING,
    "a": DfeCategory.AWAY, "away": DfeCategory.AWAY,
}  # fmt: skip
_NONE = Level.NO_APPARENT_RISK
RISK: dict[str, Level | None] = {
    "high": Level.HIGH, "medium": Level.MEDIUM, "low": Level.LOW, "standard": Level.LOW,
    "noapparentrisk": _NONE, "nar": _NONE, "absent": _NONE, "verylow": _NONE,
    "highrisk": Level.HIGH, "mediumrisk": Level.MEDIUM, "lowrisk": Level.LOW,
    "verylowrisk": _NONE,
}  # fmt: skip
ANSWER: dict[str, OfferAnswer | None] = {
    "accepted": OfferAnswer.ACCEPTED, "yes": OfferAnswer.ACCEPTED, "y": OfferAnswer.ACCEPTED,
    "declined": OfferAnswer.DECLINED, "no": OfferAnswer.DECLINED, "n": OfferAnswer.DECLINED,
    "refused": OfferAnswer.DECLINED,
}  # fmt: skip
NO_OUTCOME = "The imported file records no outcome."
ONLY_DATES = "Imported. Only the date is known, not the time, of: "


@dataclass(frozen=True, slots=True)
class EpisodeRow:
    """What one line says."""

    line: int
    number: str
    past: PastEpisode
    level: Level | None
    interview: Past | None


def read(row: Row) -> EpisodeRow:
    """Return what the line says, or raise BadCells with everything to mend."""
    cells = Cells(row)
    number = cells.text("child_id", required=True)
    started, exact = cells.moment("missing_from", "missing_from_time", required=True)
    reported, _ = cells.moment("reported", "reported_time", last=True)
    found, _ = cells.moment("found", "found_time", last=True)
    returned, exact_end = cells.moment("returned", "returned_time", last=True, required=True)
    category = cells.choice("category", CATEGORY, DfeCategory.MISSING)
    level = cells.choice("risk", RISK, None)
    interview = _interview(cells)
    force = _force(cells)
    cells.finish()
    assert started
    assert returned
    unknown = [name for name, known in (("last seen", exact), ("return", exact_end)) if not known]
    words = [row["circumstances"], ONLY_DATES + ", ".join(unknown) if unknown else ""]
    past = PastEpisode(
        reference=row["episode_id"],
        police_ref=row["police_reference"],
        started_at=started,
        reported_at=reported,
        # The last minute of a day stands for an unknown time: never after a known return.
        located_at=min(found, returned) if found else None,
        returned_at=returned,
        dfe_category=category,
        last_seen_where=row["last_seen_where"],
        returned_where=row["found_where"],
        circumstances="\n".join(word for word in words if word),
        force_id=force.pk if force else None,
    )
    return EpisodeRow(row.line, number, past, level, interview)


def _force(cells: Cells) -> Agency | None:
    said = cells.text("force")
    if not said:
        return None
    forces = Agency.objects.filter(kind=AgencyKind.POLICE, ended_at=None)
    found = find_by_reference(said) or forces.filter(name__iexact=said).first()
    if found is None:
        cells.wrong("force", "No police force of this name or code takes part; leave it empty")
    return found


def _interview(cells: Cells) -> Past | None:
    offered, _ = cells.moment("interview_offered", "")
    held, _ = cells.moment("interview_held", "")
    answer = cells.choice("interview_answer", ANSWER, None)
    why_not = cells.text("interview_not_held_because")
    if not (offered or held or answer or why_not):
        return None
    open_still = not held and answer is not OfferAnswer.DECLINED
    return Past(
        offered_at=offered,
        answer=answer,
        held_at=held,
        not_possible_because=(why_not or NO_OUTCOME) if open_still else "",
    )


def apply(said: EpisodeRow, *, at: datetime, by: Actor) -> str:
    """Make the record agree with the line; return "added", "changed" or "unchanged"."""
    child = find(said.number, by)
    if child is None:
        reason = "No child of yours has this number. Import the children first"
        raise BadCells([Problem(said.line, "child_id", reason)])
    new = not _known(child, said.past)
    episode, written = import_past(child.pk, said.past, at=at, by=by)
    steps = [written, _grade(episode, said, by), _interviewed(episode, said, at, by)]
    if new:
        return "added"
    return "changed" if any(steps) else "unchanged"


def _known(child: Child, past: PastEpisode) -> bool:
    rows = Episode.objects.filter(child=child)
    if past.reference:
        return rows.filter(council_ref=past.reference).exists()
    return rows.filter(started_at=past.started_at).exists()


def _grade(episode: Episode, said: EpisodeRow, by: Actor) -> bool:
    """Write the grade with the label in force on that day, unless it stands already."""
    if said.level is None:
        return False
    latest = Assessment.objects.filter(episode=episode).order_by("-assessed_at").first()
    if latest and latest.level == said.level:
        return False
    import_grade(
        episode.pk,
        Grade(level=said.level, reasons="Imported: the file gives no reasons."),
        assessed_at=episode.reported_at or episode.started_at,
        assessed_by_agency_id=episode.force_id or by.agency_id,
        by=by,
    )
    return True


def _interviewed(episode: Episode, said: EpisodeRow, at: datetime, by: Actor) -> bool:
    if said.interview is None or InterviewEpisode.objects.filter(episode=episode).exists():
        return False
    import_interview([episode.pk], said.interview, at=at, by=by)
    return True
