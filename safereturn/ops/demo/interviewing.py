"""The rows of one return interview, from being owed to being settled."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from safereturn.foundation.actor import Actor, AgencyKind
from safereturn.foundation.references import new_reference
from safereturn.involvement.rules import Basis, Circumstance
from safereturn.ops.demo import history as h
from safereturn.ops.demo.books import Books, as_row
from safereturn.ops.demo.relations import Relations, Row
from safereturn.ops.demo.tables import new_id
from safereturn.placements.rules import IN_CARE
from safereturn.return_interviews import facts
from safereturn.return_interviews.models import (
    CarerInformation,
    InterviewEpisode,
    Item,
    ItemDecision,
    Offer,
    ReturnInterview,
)
from safereturn.return_interviews.rules import (
    OPEN_STATES,
    READS_ON_FOR,
    Choice,
    Independence,
    NewItem,
    OfferAnswer,
    OwnedBecause,
    State,
    due_at,
)

_ACCOUNT = (
    "held_at", "mode", "place", "limits_explained", "own_words", "before", "during", "after",
    "harm_detail", "what_would_help", "sharing_wish", "sharing_words", "summary", "late_because",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Known:
    """What the rows need to know of an agency."""

    kind: AgencyKind
    home_force_id: UUID | None
    area_authority_id: UUID | None
    interviews_by_id: UUID | None
    name: str
    urn: str
    address: str


@dataclass(slots=True)
class Interview:
    """One interview on its way to its rows."""

    row: Row
    episodes: list[Row] = field(default_factory=list)
    items: list[Row] = field(default_factory=list)
    decisions: list[Row] = field(default_factory=list)
    carer_asked: bool = False

    @property
    def is_open(self) -> bool:
        """Say whether it is still owed."""
        return self.row["state"] in OPEN_STATES


@dataclass(slots=True)
class Interviewing:
    """Does to the interviews of one child what the actions would do."""

    child_id: UUID
    relations: Relations
    agencies: dict[UUID, Known]
    books: Books
    now: datetime
    all: list[Interview] = field(default_factory=list)

    def publish(self, fact: Any) -> None:
        """Take a fact whose reactions are long over."""
        self.books.publish(fact, reacted_at=self.now)

    def make_due(self, episode: Row, it: h.Due) -> None:
        """The interview that is owed already covers the episode too, or there is a new one."""
        waiting = (i for i in self.all if i.is_open and i.row["account_at"] is None)
        interview = next(waiting, None)
        if interview is None:
            interview = _new(episode, self.agencies)
            self.all.append(interview)
        interview.episodes.append(episode)
        row = interview.row
        self.books.add(
            InterviewEpisode,
            interview_id=row["id"],
            child_id=self.child_id,
            episode_id=episode["id"],
        )
        self.relations.begins(Circumstance.INTERVIEW_DUE, episode["id"], at=episode["returned_at"])
        self.relations.open_(
            row["interviewing_agency_id"],
            Basis.RETURN_INTERVIEWS,
            because=f"Return interview {row['ref']} is owed.",
            at=it.at,
            subject_id=row["id"],
        )
        self.books.trail("return_interview.due", it.by, self.child_id)
        self.publish(facts.InterviewDue(child_id=self.child_id, interview_id=row["id"]))

    def of(self, episode: Row) -> Interview:
        """Return the interview that covers an episode."""
        return next(i for i in self.all if any(e is episode for e in i.episodes))

    def offered(self, interview: Interview, it: h.Offered) -> None:
        """Keep the offer; the child's no closes the interview."""
        made = as_row(it.made) | {"declined_by": it.made.declined_by or ""}
        self.books.add(
            Offer,
            interview_id=interview.row["id"],
            child_id=self.child_id,
            by_id=it.by.person_id,
            entered_at=it.at,
            **made,
        )
        accepted = it.made.answer is OfferAnswer.ACCEPTED
        interview.row["state"] = State.ACCEPTED if accepted else State.OFFERED
        self.books.trail("return_interview.offered", it.by, self.child_id)
        self.publish(
            facts.InterviewOffered(child_id=self.child_id, interview_id=interview.row["id"])
        )
        if it.made.child_declined:
            interview.row["declined_by"] = it.made.declined_by
            interview.row["declined_because"] = it.made.reason
            self._close(interview, State.DECLINED, it.at, it.by)

    def not_possible(self, interview: Interview, it: h.NotPossible) -> None:
        """Close it because it could not be held."""
        interview.row["not_possible_because"] = it.reason
        self._close(interview, State.NOT_POSSIBLE, it.at, it.by)
        self.books.trail("return_interview.not_possible", it.by, self.child_id)

    def carer_asked(self, interview: Interview, it: h.CarerAsked) -> None:
        """Keep what the carer could say."""
        self.books.add(
            CarerInformation,
            interview_id=interview.row["id"],
            child_id=self.child_id,
            given_by=it.given_by,
            text=it.text,
            by_id=it.by.person_id,
            given_at=it.at,
        )
        interview.carer_asked = True
        self.books.trail("return_interview.carer_asked", it.by, self.child_id)
        self.settle(interview, at=it.at)

    def held(self, interview: Interview, it: h.Held) -> None:
        """Keep the account and its items, and close the interview as held."""
        row = interview.row
        for item in it.items:
            self._item(interview, item, it)
        for name in _ACCOUNT:
            row[name] = getattr(it.account, name)
        for name in ("push", "pull", "harm"):
            row[name] = sorted(getattr(it.account, name))
        independent = _independence(interview, self.relations, it.by)
        row |= {
            "account_at": it.at,
            "independence": as_row(independent),
            "independence_flag": independent.flagged_because,
            "interviewer_id": it.by.person_id,
            "interviewer_name": it.by.name,
            "no_actions_because": it.no_actions_because,
        }
        self._close(interview, State.HELD, it.at, it.by)
        self.books.trail("return_interview.held", it.by, self.child_id)

    def _item(self, interview: Interview, item: NewItem, it: h.Held) -> None:
        row = {
            "id": new_id(),
            "interview_id": interview.row["id"],
            "child_id": self.child_id,
            "kind": item.kind,
            "text": item.text,
            "use": item.use,
            "third_party_risk": item.third_party_risk,
            "made_at": it.at,
            "by_id": it.by.person_id,
        }
        interview.items.append(row)
        self.books.add(Item, **row)
        self.books.trail("return_interview.item_added", it.by, self.child_id)

    def _close(self, interview: Interview, state: State, at: datetime, by: Actor) -> None:
        row = interview.row
        row["state"], row["closed_at"], row["closed_by_id"] = state, at, by.person_id
        if interview.items:
            self.relations.begins(Circumstance.ITEMS_OPEN, row["id"], at=at)
            self._not_due_any_more(interview, at=at)
        self.settle(interview, at=at)
        self.publish(facts.InterviewClosed(child_id=self.child_id, interview_id=row["id"]))

    def _is_settled(self, interview: Interview) -> bool:
        if interview.is_open:
            return False
        if interview.row["state"] is State.DECLINED and not interview.carer_asked:
            return False
        decided = {decision["item_id"] for decision in interview.decisions}
        if any(item["id"] not in decided for item in interview.items):
            return False
        return not any(
            decision["choice"] is Choice.SHARE
            and not decision.get("disposition")
            and self.agencies[decision["agency_id"]].kind is AgencyKind.POLICE
            for decision in interview.decisions
        )

    def settle(self, interview: Interview, *, at: datetime) -> None:
        """End what the interview kept open, once nothing of it is owed."""
        if not self._is_settled(interview):
            return
        self.relations.ends([Circumstance.ITEMS_OPEN], interview.row["id"], at=at)
        self._not_due_any_more(interview, at=at)
        because = f"Return interview {interview.row['ref']}: its items are dealt with."
        self.relations.end_search(because=because, at=at)
        for episode in interview.episodes:
            self.relations.nothing_left(episode["id"])
        self._end_holding(interview, at=at)

    def _end_holding(self, interview: Interview, *, at: datetime) -> None:
        """Whoever held it reads on for some days, unless another interview is open."""
        row = interview.row
        holder = row["interviewing_agency_id"]
        others = (i for i in self.all if i is not interview)
        if holder == row["owner_agency_id"] or any(
            other.row["interviewing_agency_id"] == holder and not self._is_settled(other)
            for other in others
        ):
            return
        self.relations.end(
            holder,
            Basis.RETURN_INTERVIEWS,
            because=f"Return interview {row['ref']}: nothing of it is open any more.",
            at=at + READS_ON_FOR,
        )

    def _not_due_any_more(self, interview: Interview, *, at: datetime) -> None:
        for episode in interview.episodes:
            self.relations.ends([Circumstance.INTERVIEW_DUE], episode["id"], at=at)

    def write(self) -> None:
        """Hand over the rows that change until the end."""
        for interview in self.all:
            self.books.add(ReturnInterview, **interview.row)
            for decision in interview.decisions:
                self.books.add(ItemDecision, **decision)


def _independence(interview: Interview, relations: Relations, by: Actor) -> Independence:
    covered = interview.episodes
    bases = relations.bases_of(by.agency_id)
    homes = {episode["placement_agency_id"] for episode in covered}
    responsible = {episode["responsible_authority_id"] for episode in covered}
    return Independence.of(
        kind=by.agency_kind,
        is_placement=by.agency_id in homes or Basis.PLACEMENT in bases,
        is_responsible=by.agency_id in responsible or Basis.RESPONSIBLE_AUTHORITY in bases,
        looked_after=any(episode["placement_kind"] in IN_CARE for episode in covered),
    )


def _new(episode: Row, agencies: dict[UUID, Known]) -> Interview:
    owner_id = episode["responsible_authority_id"]
    assert owner_id, "a region's children have a responsible authority"
    return Interview(
        {
            "id": new_id(),
            "ref": new_reference("RI"),
            "child_id": episode["child_id"],
            "state": State.DUE,
            "owner_agency_id": owner_id,
            "owned_because": OwnedBecause.RESPONSIBLE,
            "interviewing_agency_id": agencies[owner_id].interviews_by_id or owner_id,
            "returned_at": episode["returned_at"],
            "due_at": due_at(episode["returned_at"]),
            "account_at": None,
        }
    )
