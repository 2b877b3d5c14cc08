"""What the town's stories are told with: one line for each thing that somebody does.

Everything goes through the actions, as the person who would do it, at the time given in
hours (or days) before now.
"""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from safereturn.audit.record import looking
from safereturn.children import actions as children
from safereturn.children.models import Child
from safereturn.children.rules import FlagKind, IdentifierKind, NewChild, NewFlag, Sex
from safereturn.episodes import actions as episodes
from safereturn.episodes.models import Episode
from safereturn.episodes.rules import Circumstances, Finder, Relation, Reporter, Return
from safereturn.foundation.actor import Actor, Door, the_service
from safereturn.foundation.events import as_history
from safereturn.foundation.identity import acting
from safereturn.involvement.rules import Basis
from safereturn.ops.demo import history as h
from safereturn.ops.demo.cast import Cast
from safereturn.ops.demo.play import Player
from safereturn.placements import actions as placements
from safereturn.placements.rules import PlacementKind, Stay
from safereturn.return_interviews import actions as interviews
from safereturn.return_interviews.models import ReturnInterview
from safereturn.risk import actions as risk
from safereturn.risk.models import Assessment
from safereturn.risk.rules import Grade, Level

SERVICE = the_service(door=Door.COMMAND)
YEAR = 365.25


class Stage:
    """The town as it is now, and its people, ready to act."""

    def __init__(self, cast: Cast, now: datetime) -> None:
        self.cast, self.now, self._number = cast, now, 0

    def ago(self, hours: float = 0, *, days: float = 0) -> datetime:
        """Return a moment before now."""
        return self.now - timedelta(hours=hours, days=days)

    def on(self, days: float) -> date:
        """Return a day from now on (or, below zero, before)."""
        return (self.now + timedelta(days=days)).date()

    def agency(self, key: str) -> UUID:
        """Return the id of one of the agencies."""
        return self.cast.agencies[key]

    def do(
        self, who: str, at: datetime, action: Callable[..., Any], *args: Any, **kwargs: Any
    ) -> Any:
        """Let somebody of the town do something at a time."""
        by = self.cast[who]
        return _do(by, at, action, *args, **kwargs)

    def seeing(self, child_id: UUID) -> AbstractContextManager[Actor]:
        """Read as a job does, which sees this child and no other."""
        return acting(SERVICE, at=self.now, child_id=child_id)

    def service(
        self,
        at: datetime,
        action: Callable[..., Any],
        *args: Any,
        about: UUID | None = None,
        **kwargs: Any,
    ) -> Any:
        """Let the service itself do what a job would do, `about` one child if about any."""
        return _do(SERVICE, at, action, *args, about=about, **kwargs)

    def child(
        self,
        name: str,
        age: float,
        sex: Sex,
        *,
        by: str = "social_worker",
        home: str = "",
        kind: PlacementKind = PlacementKind.CHILDRENS_HOME,
        force: str = "police",
        others: Iterable[tuple[str, Basis]] = (),
        **details: Any,
    ) -> Child:
        """Record a child some time ago, with where they live and who works with them."""
        self._number += 1
        at = self.ago(days=430)
        with as_history():
            child: Child = self.do(
                by, at, children.add,
                NewChild(
                    name=name,
                    born_on=(self.now - timedelta(days=age * YEAR)).date(),
                    sex=sex,
                    basis=Basis.RESPONSIBLE_AUTHORITY,
                    identifiers=((IdentifierKind.COUNCIL_ID, f"EX-{1000 + self._number}"),),
                    **details,
                ),
            )  # fmt: skip
            ties = [(force, Basis.HOME_FORCE), *others]
            for key, basis in ties:
                self.do(by, at, children.involve, child.pk, self.agency(key), basis)
            if home:
                stay = Stay(kind=kind, provider_id=self.agency(home))
                self.do(by, at, placements.place, child.pk, stay)
                self.do(
                    by, at, children.set_legal_status, child.pk, "C2", "Full care order",
                    starts_on=at.date(),
                )  # fmt: skip
        return child

    def warn(
        self,
        child: Child,
        kind: FlagKind,
        text: str,
        evidence: str,
        *,
        by: str = "social_worker",
        days_ago: float = 30,
        review_in: float = 45,
    ) -> None:
        """Set a warning; with `review_in` below zero its review is overdue."""
        new = NewFlag(kind=kind, text=text, evidence=evidence, review_on=self.on(review_in))
        self.do(by, self.ago(days=days_ago), children.set_flag, child.pk, new)

    def reported(
        self,
        child: Child,
        hours_ago: float,
        why: str,
        *,
        where: str = "At the home",
        by: str = "handler",
        reporter: Reporter | None = None,
        **said: Any,
    ) -> Episode:
        """Let the police take a report; last seen two hours earlier."""
        at = self.ago(hours_ago)
        self._number += 1
        episode: Episode = self.do(
            by, at, episodes.report, child.pk,
            Circumstances(
                last_seen_at=self.ago(hours_ago + 2), last_seen_where=where, why_worried=why, **said
            ),
            reporter or Reporter(name="Kay Placeholder", relation=Relation.CARER,
                                 phone="01632 960030"),
            reported_at=at,
            police_ref=f"{at:%d%m%y}-{self._number:04}",
        )  # fmt: skip
        return episode

    def graded(
        self,
        episode: Episode,
        hours_ago: float,
        level: Level,
        reasons: str,
        *,
        by: str = "supervisor",
        review_in: float = 6,
    ) -> Assessment:
        """Grade on the picture as it stands, relying on the first things in it."""
        at = self.ago(hours_ago)
        kept = self.do(by, at, risk.keep_picture, episode)
        lower = "Has rung the carer and is on the way." if kept.view.earlier.total else ""
        grade = Grade(
            level=level,
            reasons=reasons,
            relied_on=frozenset(sorted(kept.view.item_keys)[:3]),
            lower_because=lower,
        )
        graded: Assessment = self.do(
            by, at, risk.assess, episode.pk, grade, picture_id=kept.picture_id,
            review_at=self.now + timedelta(hours=review_in),
        )  # fmt: skip
        return graded

    def back(
        self, episode: Episode, hours_ago: float, *, by: str = "officer", **how: Any
    ) -> ReturnInterview:
        """Record the return, and what the job that follows would make due."""
        at = self.ago(hours_ago)
        said = {
            "where": "Back at the home",
            "finder": Finder.RETURNED_BY_SELF,
            "condition": "Tired.",
            "safe_to_return": "Staff and child agree; nothing there gave cause to leave.",
        } | how
        self.do(by, at, episodes.record_return, episode.pk, Return(at=at, **said))
        interview: ReturnInterview = self.service(
            at, interviews.make_due, episode.pk, about=episode.child_id
        )
        return interview

    def earlier(self, child: Child, happenings: Iterable[h.Happening]) -> None:
        """Play what happened long ago, as history."""
        player = Player()
        player.child_id = child.pk
        with as_history():
            for happening in happenings:
                player.happen(happening)


def _do(
    by: Actor,
    at: datetime,
    action: Callable[..., Any],
    *args: Any,
    about: UUID | None = None,
    **kwargs: Any,
) -> Any:
    with looking("demonstration", by=by), acting(by, at=at, child_id=about):
        return action(*args, at=at, by=by, **kwargs)
