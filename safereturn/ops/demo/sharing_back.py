"""The rows of what is shared from a return interview, and of what came of it."""

from dataclasses import dataclass
from uuid import UUID

from safereturn.foundation.actor import Actor
from safereturn.involvement.queries import Ties
from safereturn.involvement.rules import Basis, Circumstance
from safereturn.ops.demo import history as h
from safereturn.ops.demo.interviewing import Interview, Interviewing
from safereturn.ops.demo.relations import Row
from safereturn.ops.demo.tables import new_id
from safereturn.return_interviews import facts
from safereturn.return_interviews.rules import GROUNDS_WORDS, Choice, SharingWish, propose
from safereturn.sharing.models import Disclosure
from safereturn.sharing.policies import decide_with
from safereturn.sharing.rules import Answer, Kind


@dataclass(slots=True)
class SharingBack:
    """Decides on items, and disposes of them, as the actions would."""

    base: Interviewing
    stamp: UUID

    def decided(self, interview: Interview, it: h.Decided) -> None:
        """Share or hold each item for each agency, as the agreement proposes."""
        for item in sorted(interview.items, key=lambda row: str(row["text"])):
            for agency_id, bases in self._recipients(interview).items():
                self._decide(interview, item, agency_id, bases, it)
        interview.row["shared_at"] = it.at
        if any(decision["choice"] is Choice.SHARE for decision in interview.decisions):
            self.base.relations.begins(Circumstance.ITEMS_OPEN, interview.row["id"], at=it.at)
            self.base.publish(
                facts.ItemsShared(child_id=self.base.child_id, interview_id=interview.row["id"])
            )
        self.base.books.trail("return_interview.items_decided", it.by, self.base.child_id)
        self.base.settle(interview, at=it.at)

    def _recipients(self, interview: Interview) -> dict[UUID, frozenset[Basis]]:
        bases = self.base.relations.agencies()
        for episode in interview.episodes:
            if force := episode["force_id"]:
                bases[force] = bases.get(force, frozenset()) | {Basis.SEARCHING_FORCE}
        bases.pop(interview.row["interviewing_agency_id"], None)
        return bases

    def _authorities(self) -> tuple[UUID, ...]:
        """Return whose agreement holds: the responsible authority's, then the host's."""
        held = self.base.relations.agencies()
        found = [
            agency_id
            for basis in (Basis.RESPONSIBLE_AUTHORITY, Basis.HOST_AUTHORITY)
            for agency_id in sorted(held)
            if basis in held[agency_id]
        ]
        return tuple(dict.fromkeys(found))

    def _decide(
        self,
        interview: Interview,
        item: Row,
        agency_id: UUID,
        bases: frozenset[Basis],
        it: h.Decided,
    ) -> None:
        kind = self.base.agencies[agency_id].kind
        ties = Ties(
            agency_id,
            self.base.child_id,
            bases,
            self.base.relations.circumstances(),
            self._authorities(),
            self.stamp,
            at=it.at,
        )
        reader = Actor(
            person_id=agency_id, agency_id=agency_id, agency_kind=kind, roles=frozenset()
        )
        answer = decide_with(reader, Kind.INFORMATION_ITEM, ties)
        wish = SharingWish(interview.row["sharing_wish"] or SharingWish.NOT_ASKED)
        proposal = propose(
            given=bool(answer),
            third_party_given=bool(decide_with(reader, Kind.THIRD_PARTY, ties)),
            third_party_risk=item["third_party_risk"],
            use=item["use"],
            wish=wish,
            to_kind=kind,
        )
        shares = proposal.choice is Choice.SHARE
        decision = {
            "id": new_id(),
            "interview_id": interview.row["id"],
            "child_id": self.base.child_id,
            "item_id": item["id"],
            "agency_id": agency_id,
            "choice": proposal.choice,
            "proposed": proposal.choice,
            "gateway": answer.gateway if shares else "",
            "reason": GROUNDS_WORDS[proposal.grounds],
            "childs_wish": wish,
            "decided_by_id": it.by.person_id,
            "decided_at": it.at,
        }
        interview.decisions.append(decision)
        if shares:
            self._disclose(interview, item, decision, answer, bases, it)

    def _disclose(
        self,
        interview: Interview,
        item: Row,
        decision: Row,
        answer: Answer,
        bases: frozenset[Basis],
        it: h.Decided,
    ) -> None:
        self.base.books.add(
            Disclosure,
            child_id=self.base.child_id,
            episode_id=interview.episodes[0]["id"],
            agency_id=decision["agency_id"],
            kind=Kind.THIRD_PARTY if item["third_party_risk"] else Kind.INFORMATION_ITEM,
            item_id=item["id"],
            depth=int(answer.depth),
            clause=answer.clause,
            version_id=answer.version_id,
            gateway=answer.gateway or "",
            reason=decision["reason"],
            inputs={
                "agency_kind": str(self.base.agencies[decision["agency_id"]].kind),
                "bases": sorted(bases),
                "wish": str(decision["childs_wish"]),
                "use": str(item["use"]),
                "third_party_risk": item["third_party_risk"],
                "proposed": str(decision["proposed"]),
            },
            decided_by_id=it.by.person_id,
            disclosed_at=it.at,
        )

    def disposed(self, interview: Interview, it: h.Disposed) -> None:
        """A force says what it did with each item it was given."""
        for decision in interview.decisions:
            given = decision["choice"] is Choice.SHARE
            if not given or decision["agency_id"] != it.by.agency_id:
                continue
            decision |= {
                "received_at": it.at,
                "received_by_id": it.by.person_id,
                "disposition": it.outcome.disposition,
                "disposition_ref": it.outcome.reference,
                "disposition_reason": it.outcome.reason,
                "disposed_at": it.at,
                "disposed_by_id": it.by.person_id,
            }
            self.base.books.trail("return_interview.item_disposed", it.by, self.base.child_id)
            self.base.settle(interview, at=it.at)
            self.base.publish(
                facts.ItemDisposed(
                    child_id=self.base.child_id,
                    interview_id=interview.row["id"],
                    item_id=decision["item_id"],
                )
            )
