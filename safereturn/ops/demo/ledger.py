"""Turns a child's history into the rows that the actions would have left.

What has been done is done: facts are marked as reacted to, and nothing that is over has
a clock, a job or a notice. What is still open at `now` has its clocks running.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from safereturn.agencies.rules import LONDON
from safereturn.audit.rules import Act
from safereturn.children.rules import finding
from safereturn.episodes import facts as episode_facts
from safereturn.episodes.models import Episode, PreventionInterview, Report
from safereturn.episodes.rules import DfeCategory, State, is_late
from safereturn.foundation.actor import Door, the_service
from safereturn.foundation.references import new_reference
from safereturn.involvement.queries import rulebook
from safereturn.involvement.rules import Basis, Circumstance
from safereturn.ops.demo import history as h
from safereturn.ops.demo.books import Books, as_row
from safereturn.ops.demo.childhood import Childhood
from safereturn.ops.demo.interviewing import Interview, Interviewing, Known
from safereturn.ops.demo.relations import Relations, Row
from safereturn.ops.demo.sharing_back import SharingBack
from safereturn.ops.demo.tables import new_id
from safereturn.risk import facts as risk_facts
from safereturn.risk.models import Assessment
from safereturn.risk.rules import label_on

SERVICE = the_service(door=Door.COMMAND)


@dataclass(slots=True)
class Ledger:
    """One child's rows, as its history is gone through."""

    agencies: dict[UUID, Known]
    books: Books
    now: datetime
    # Which agreements decide; whoever writes many children reads it once for them all.
    stamp: UUID = field(default_factory=rulebook)
    child_id: UUID = field(default_factory=new_id)
    episodes: dict[int, Row] = field(default_factory=dict)
    grades: dict[int, Row] = field(default_factory=dict)
    checked: set[int] = field(default_factory=set)
    relations: Relations = field(init=False)
    childhood: Childhood = field(init=False)
    interviews: Interviewing = field(init=False)
    sharing: SharingBack = field(init=False)

    def __post_init__(self) -> None:
        """Begin with no relation and no interview."""
        self.relations = Relations(self.child_id)
        self.childhood = Childhood(self.child_id, self.relations, self.agencies, self.books)
        self.interviews = Interviewing(
            self.child_id, self.relations, self.agencies, self.books, self.now
        )
        self.sharing = SharingBack(self.interviews, self.stamp)

    def go_through(self, life: h.Life) -> None:
        """Take the child and all that happened; `close` hands the rows over."""
        self.childhood.record(life.known)
        for happening in life.happenings:
            _BY_KIND[type(happening)](self, happening)

    def reported(self, it: h.Reported) -> None:
        """The episode begins, with the relations and the standing that follow."""
        home, force = self.relations.holder(Basis.HOME_FORCE), it.by.agency_id
        stay = self.childhood.stay or {}
        self.episodes[it.episode] = episode = {
            "id": new_id(),
            "ref": new_reference("ME"),
            "child_id": self.child_id,
            "state": State.MISSING,
            "police_ref": it.police_ref,
            "started_at": it.what.last_seen_at or it.reported_at,
            "reported_at": it.reported_at,
            "police_told_at": it.reported_at,
            "entered_at": it.at,
            "late": is_late(it.reported_at, it.at),
            "dfe_category": DfeCategory.MISSING,
            "dangers": sorted(it.what.dangers),
            "reported_by_agency_id": it.by.agency_id,
            "reported_by_id": it.by.person_id,
            "force_id": force,
            "responsible_authority_id": self.relations.holder(Basis.RESPONSIBLE_AUTHORITY),
            "host_authority_id": self.relations.holder(Basis.HOST_AUTHORITY)
            or stay.get("host_authority_id"),
            "placement_agency_id": stay.get("provider_id"),
            "placement_kind": stay.get("kind", ""),
            **{name: getattr(it.what, name) for name in _SAID},
        }
        self._file(episode, it)
        ties = ((force, Basis.SEARCHING_FORCE), (home, Basis.HOME_FORCE))
        for agency_id, basis in ties:
            if agency_id:
                self.relations.open_(
                    agency_id,
                    basis,
                    because="reported missing",
                    at=it.at,
                    subject_id=episode["id"],
                )
        self.relations.show(episode["id"], started_at=episode["started_at"])
        self.relations.begins(Circumstance.MISSING_NOW, episode["id"], at=it.reported_at)
        numbers = (episode["ref"], it.police_ref)
        keys = {finding.number_key(number) for number in numbers if number}
        self.childhood.keys(f"episode:{episode['ref']}", keys)
        self.books.trail("episode.reported", it.by, self.child_id, act=Act.COLLECTION)
        self._publish(episode_facts.EpisodeReported, episode, by_agency_id=it.by.agency_id)

    def _file(self, episode: Row, it: h.Reported) -> None:
        self.books.add(
            Report,
            episode_id=episode["id"],
            child_id=self.child_id,
            reported_at=it.reported_at,
            reporter_name=it.reporter.name,
            relation=it.reporter.relation,
            phone=it.reporter.phone,
            may_be_told=it.reporter.may_be_told,
            not_told_because=it.reporter.not_told_because,
            safe_contact=it.reporter.safe_contact,
            taken_by_id=it.by.person_id,
            taken_by_agency_id=it.by.agency_id,
            entered_at=it.at,
        )

    def _publish(self, fact: Callable[..., Any], episode: Row, **ids: UUID) -> None:
        made = fact(child_id=self.child_id, episode_id=episode["id"], **ids)
        self.books.publish(made, reacted_at=self.now)

    def graded(self, it: h.Graded) -> None:
        """The grade, with the label in force on that day."""
        episode = self.episodes[it.episode]
        self.grades[it.episode] = row = {
            "id": new_id(),
            "child_id": self.child_id,
            "episode_id": episode["id"],
            "level": it.level,
            "label": label_on(it.level, it.at.astimezone(LONDON).date()),
            "reasons": it.reasons,
            "assessed_by_id": SERVICE.person_id,
            "assessed_by_agency_id": it.by.agency_id,
            "assessed_at": it.at,
        }
        self.books.trail("risk.imported", SERVICE, self.child_id, episode["ref"])
        self._publish(risk_facts.RiskAssessed, episode, assessment_id=row["id"])

    def found(self, it: h.Found) -> None:
        """Found, and not yet back."""
        episode = self.episodes[it.episode]
        episode |= {
            "state": State.LOCATED,
            "located_at": it.at,
            "located_where": it.where,
            "finder": it.finder,
        }
        self.books.trail("episode.located", it.by, self.child_id, episode["ref"])
        self._publish(episode_facts.ChildLocated, episode, by_agency_id=it.by.agency_id)

    def returned(self, it: h.Returned) -> None:
        """Back: what being missing had begun is over, and the interview is owed."""
        episode, how = self.episodes[it.episode], it.how
        episode |= {
            "state": State.RETURNED,
            "returned_at": how.at,
            "returned_where": how.where,
            "located_at": episode.get("located_at") or how.at,
            "located_where": episode.get("located_where") or how.where,
            "finder": how.finder,
            "ending": how.ending,
            "kept_safe": how.kept_safe or "",
            "condition": how.condition,
            "with_whom": how.with_whom,
            "safe_to_return": how.safe_to_return,
            "ending_detail": how.detail,
        }
        self.relations.ends([Circumstance.MISSING_NOW], episode["id"], at=how.at)
        self.relations.begins(Circumstance.INTERVIEW_DUE, episode["id"], at=how.at)
        self.books.trail("episode.returned", it.by, self.child_id, episode["ref"])
        self._publish(episode_facts.ChildReturned, episode, by_agency_id=it.by.agency_id)

    def prevention(self, it: h.Checked) -> None:
        """The police's own check."""
        episode = self.episodes[it.episode]
        self.books.add(
            PreventionInterview,
            episode_id=episode["id"],
            child_id=self.child_id,
            by_id=it.by.person_id,
            by_agency_id=it.by.agency_id,
            entered_at=it.at,
            **as_row(it.done),
        )
        self.checked.add(it.episode)
        if it.done.seen:
            episode["seen_at"] = it.done.held_at
        self.books.trail(
            "episode.prevention_recorded", it.by, self.child_id, episode["ref"], act=Act.COLLECTION
        )
        self._publish(
            episode_facts.PreventionInterviewRecorded, episode, by_agency_id=it.by.agency_id
        )

    def interview(self, it: Any) -> None:
        """Something about the interview that covers an episode."""
        episode = self.episodes[it.episode]
        if isinstance(it, h.Due):
            self.interviews.make_due(episode, it)
            return
        interview = self.interviews.of(episode)
        if isinstance(it, h.Decided):
            self.sharing.decided(interview, it)
        elif isinstance(it, h.Disposed):
            self.sharing.disposed(interview, it)
        else:
            _INTERVIEW[type(it)](self.interviews, interview, it)

    def close(self) -> None:
        """Hand over the rows that change until the end."""
        for episode in self.episodes.values():
            self.books.add(Episode, **episode)
        for grade in self.grades.values():
            self.books.add(Assessment, **grade)
        self.interviews.write()
        self.relations.write(self.books)


_SAID = (
    "last_seen_at", "last_seen_where", "why_worried", "circumstances", "tried_first", "wearing",
    "carrying",
)  # fmt: skip
_INTERVIEW: dict[type[h.Happening], Callable[[Interviewing, Interview, Any], None]] = {
    h.Offered: Interviewing.offered,
    h.NotPossible: Interviewing.not_possible,
    h.CarerAsked: Interviewing.carer_asked,
    h.Held: Interviewing.held,
}
_BY_KIND: dict[type[h.Happening], Callable[[Ledger, Any], None]] = {
    h.Reported: Ledger.reported,
    h.Graded: Ledger.graded,
    h.Found: Ledger.found,
    h.Returned: Ledger.returned,
    h.Checked: Ledger.prevention,
    h.Due: Ledger.interview,
    h.Decided: Ledger.interview,
    h.Disposed: Ledger.interview,
    **dict.fromkeys(_INTERVIEW, Ledger.interview),
}
