"""Who stands in which relation to one child, as `involvement.actions` would have it.

The same steps on rows in memory: opened, ended, shown, begun, over. Each method carries
the name of the action whose rows it makes.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from safereturn.involvement.models import Involvement, Standing, Visibility
from safereturn.involvement.rules import Basis, Circumstance
from safereturn.ops.demo.books import Books

_EPISODES = frozenset({Circumstance.MISSING_NOW, Circumstance.AWAY_NOT_REPORTED})
OF_THE_SEARCH = frozenset({Basis.SEARCHING_FORCE, Basis.FINDING_FORCE, Basis.REPORTER})

Row = dict[str, Any]


@dataclass(slots=True)
class Relations:
    """The relations, standings and visibility of one child."""

    child_id: UUID
    ties: list[Row] = field(default_factory=list)
    standings: list[Row] = field(default_factory=list)
    visible: dict[tuple[UUID, UUID], Row] = field(default_factory=dict)

    def open_(
        self,
        agency_id: UUID,
        basis: Basis,
        *,
        because: str,
        at: datetime,
        subject_id: UUID | None = None,
    ) -> None:
        """Open a relation unless it is open; the agency sees the earlier episodes too."""
        if basis in self.bases_of(agency_id):
            return
        self.ties.append(
            {
                "child_id": self.child_id,
                "agency_id": agency_id,
                "basis": basis,
                "starts_at": at,
                "ends_at": None,
                "opened_by": because,
                "ended_by": "",
                "subject_id": subject_id,
            }
        )
        self._show_earlier(agency_id)

    def _show_earlier(self, agency_id: UUID) -> None:
        for standing in self.standings:
            episode_id = standing["subject_id"]
            if standing["circumstance"] not in _EPISODES:
                continue
            needs = any(r["needs"] for (_, e), r in self.visible.items() if e == episode_id)
            self._see(agency_id, episode_id, standing["starts_at"], needs=needs)

    def _see(self, agency_id: UUID, episode_id: UUID, at: datetime, *, needs: bool) -> None:
        row = {
            "agency_id": agency_id,
            "child_id": self.child_id,
            "episode_id": episode_id,
            "started_at": at,
            "needs": needs,
        }
        self.visible.setdefault((agency_id, episode_id), row)

    def end(self, agency_id: UUID, basis: Basis, *, because: str, at: datetime) -> None:
        """End a relation; with the last one, the child leaves the agency's lists."""
        for tie in self._open():
            if tie["agency_id"] == agency_id and tie["basis"] is basis:
                tie["ends_at"], tie["ended_by"] = at, because
        if not self.bases_of(agency_id):
            self.visible = {key: row for key, row in self.visible.items() if key[0] != agency_id}

    def show(self, episode_id: UUID, *, started_at: datetime) -> None:
        """Put a new episode in the lists of every agency involved now."""
        for agency_id in {tie["agency_id"] for tie in self._open()}:
            self._see(agency_id, episode_id, started_at, needs=True)

    def nothing_left(self, episode_id: UUID) -> None:
        """Say that nothing is open in an episode any more."""
        for (_, seen), row in self.visible.items():
            if seen == episode_id:
                row["needs"] = False

    def begins(self, circumstance: Circumstance, subject_id: UUID, *, at: datetime) -> None:
        """Say that something is going on now."""
        if not any(True for _ in self._going_on({circumstance}, subject_id)):
            self.standings.append(
                {
                    "child_id": self.child_id,
                    "circumstance": circumstance,
                    "subject_id": subject_id,
                    "starts_at": at,
                    "ends_at": None,
                }
            )

    def ends(self, which: Iterable[Circumstance], subject_id: UUID, *, at: datetime) -> None:
        """Say that something is over."""
        for standing in self._going_on(set(which), subject_id):
            standing["ends_at"] = at

    def _going_on(self, which: set[Circumstance], subject_id: UUID) -> Iterable[Row]:
        return (
            row
            for row in self.standings
            if row["ends_at"] is None
            and row["subject_id"] == subject_id
            and row["circumstance"] in which
        )

    def _open(self) -> list[Row]:
        return [tie for tie in self.ties if tie["ends_at"] is None]

    def bases_of(self, agency_id: UUID) -> frozenset[Basis]:
        """Return how an agency stands to the child now."""
        return frozenset(tie["basis"] for tie in self._open() if tie["agency_id"] == agency_id)

    def agencies(self) -> dict[UUID, frozenset[Basis]]:
        """Return every agency involved now, with its bases."""
        return {tie["agency_id"]: self.bases_of(tie["agency_id"]) for tie in self._open()}

    def holder(self, basis: Basis) -> UUID | None:
        """Return the agency that stands in this relation."""
        return next((tie["agency_id"] for tie in self._open() if tie["basis"] is basis), None)

    def circumstances(self) -> frozenset[Circumstance]:
        """Return what is going on for the child."""
        return frozenset(row["circumstance"] for row in self.standings if row["ends_at"] is None)

    def end_search(self, *, because: str, at: datetime) -> None:
        """End what the search opened, once nothing else is going on for the child."""
        if self.circumstances():
            return
        for agency_id, bases in self.agencies().items():
            for basis in sorted(bases & OF_THE_SEARCH):
                self.end(agency_id, basis, because=because, at=at)

    def write(self, books: Books) -> None:
        """Hand the rows over."""
        for tie in self.ties:
            books.add(Involvement, **tie)
        for standing in self.standings:
            books.add(Standing, **standing)
        for seen in self.visible.values():
            books.add(Visibility, **seen)
