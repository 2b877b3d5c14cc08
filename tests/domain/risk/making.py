"""A missing child of the town, and what agencies say of her. Nobody here is real."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from safereturn.audit.record import looking
from safereturn.children.models import Child
from safereturn.episodes import actions as episodes
from safereturn.episodes.models import Episode
from safereturn.episodes.rules import Circumstances, Danger, Finder, Relation, Reporter, Return
from safereturn.foundation.actor import Actor
from safereturn.foundation.identity import acting
from safereturn.risk import actions, queries
from safereturn.risk.models import Ask, Assessment
from safereturn.risk.queries import AgencySection, PictureView
from safereturn.risk.rules import Grade, Level, Piece, Reply, Supplier, Withheld
from safereturn.sharing.rules import Kind
from tests.domain.children.making import a_child
from tests.people import CALL_HANDLER, CARER, NURSE, OFFICER, YOUTH_JUSTICE

NOW = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NURSE_DESK = Supplier(name="Noor Se", contact="01632 960002")
INSULIN = "Needs insulin every twelve hours."


def a_missing_child(
    child: Child | None = None, *, at: datetime = NOW - HOUR, by: Actor = CALL_HANDLER
) -> Episode:
    """Report her missing at `at`, last seen an hour before."""
    child = child or a_child()
    what = Circumstances(
        last_seen_at=at - HOUR,
        last_seen_where="Wharf Road",
        why_worried="She has no insulin with her.",
        dangers=frozenset({Danger.MEDICINE}),
    )
    who = Reporter(name="Kay Rer", relation=Relation.CARER, phone="01632 960001")
    return episodes.report(child.pk, what, who, reported_at=at, at=at, by=by)


def back(episode: Episode, *, at: datetime) -> None:
    """Bring her home."""
    how = Return(
        at=at,
        where="Harbour View",
        finder=Finder.RETURNED_BY_SELF,
        safe_to_return="The staff asked her.",
    )
    episodes.record_return(episode.pk, how, at=at, by=CARER)


@contextmanager
def looking_as(actor: Actor, *, at: datetime = NOW) -> Iterator[None]:
    """Look at a record as a page does."""
    with acting(actor, at=at), looking("test.page", by=actor):
        yield


def picture(episode: Episode, actor: Actor = OFFICER, *, at: datetime = NOW) -> PictureView:
    """Return the picture as `actor` may see it."""
    with looking_as(actor, at=at):
        return queries.get_picture(actor, episode, at=at)


def section(view: PictureView, agency_id: object) -> AgencySection:
    """Return one agency's part of a picture."""
    return next(part for part in view.agencies if part.agency_id == agency_id)


def an_ask(
    episode: Episode, to: object = YOUTH_JUSTICE, *, at: datetime = NOW, by: Actor = OFFICER
) -> Ask:
    """Ask an agency what it knows."""
    return actions.ask(episode.pk, to, "What do you know?", at=at, by=by)  # type: ignore[arg-type]


def says(
    text: str = INSULIN, kind: Kind = Kind.HEALTH_SAFETY, *, supplier: Supplier = NURSE_DESK
) -> Reply:
    """Return an answer of one piece."""
    return Reply(supplier=supplier, pieces=(Piece(kind=kind, text=text),))


def holds_nothing(supplier: Supplier = NURSE_DESK) -> Reply:
    """Return an answer that nothing is held."""
    return Reply(supplier=supplier, nothing_held=True)


def withholds(supplier: Supplier = NURSE_DESK) -> Reply:
    """Return an answer that withholds."""
    what = Withheld(because="It would put her at risk.", ring="Duty nurse 01632 960002")
    return Reply(supplier=supplier, withheld=what)


def nurse_adds(episode: Episode, reply: Reply | None = None, *, at: datetime = NOW) -> None:
    """Let the nurse add what she knows without being asked."""
    actions.contribute(episode.pk, reply or says(), at=at, by=NURSE)


def kept(episode: Episode, by: Actor = OFFICER, *, at: datetime = NOW) -> actions.Kept:
    """Show the grading page to somebody."""
    with looking_as(by, at=at):
        return actions.keep_picture(episode, at=at, by=by)


def a_grade(level: Level = Level.HIGH, **more: object) -> Grade:
    """Return a grade with its reasons."""
    return Grade(level=level, reasons="No insulin since noon.", **more)  # type: ignore[arg-type]


def graded(
    episode: Episode,
    grade: Grade | None = None,
    *,
    at: datetime = NOW,
    by: Actor = OFFICER,
) -> Assessment:
    """Open the picture and grade on it."""
    shown = kept(episode, by, at=at)
    return actions.assess(
        episode.pk,
        grade or a_grade(),
        picture_id=shown.picture_id,
        review_at=at + 2 * HOUR,
        at=at,
        by=by,
    )
