"""The rows of a child as first recorded: identity, placement, legal status, warnings."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from safereturn.audit.rules import Act
from safereturn.children.models import Child, Flag, Identifier, LegalStatus, Membership, SearchKey
from safereturn.children.rules import IdentifierKind, finding
from safereturn.foundation.actor import Actor
from safereturn.foundation.references import new_reference
from safereturn.involvement.rules import Basis
from safereturn.ops.demo import history as h
from safereturn.ops.demo.books import Books, as_row
from safereturn.ops.demo.interviewing import Known
from safereturn.ops.demo.relations import Relations, Row
from safereturn.placements.models import Placement


@dataclass(slots=True)
class Childhood:
    """Does for one child what `children.actions` and `placements.actions` would do."""

    child_id: UUID
    relations: Relations
    agencies: dict[UUID, Known]
    books: Books
    stay: Row | None = None

    def record(self, known: h.Known) -> None:
        """The child, the names and numbers to find them by, and who works with them."""
        books, child_id = self.books, self.child_id
        books.add(
            Child,
            id=child_id,
            ref=new_reference("MC"),
            name=known.name,
            born_on=known.born_on,
            sex=known.sex,
            ethnicity=known.ethnicity,
            recorded_by_agency_id=known.by.agency_id,
            created_at=known.at,
        )
        books.add(Membership, child_id=child_id, same_as_id=child_id, starts_at=known.at)
        books.add(
            Identifier,
            child_id=child_id,
            kind=IdentifierKind.COUNCIL_ID,
            value=known.council_number,
            agency_id=known.by.agency_id,
        )
        self.keys("children.names", finding.identity_keys([known.name], known.born_on))
        self.keys("children.identifiers", {finding.number_key(known.council_number)})
        self._tie(known.by.agency_id, Basis.RESPONSIBLE_AUTHORITY, "child.added", known.at)
        books.trail("child.added", known.by, None, act=Act.COLLECTION)
        for agency_id, basis in known.involved:
            self._tie(agency_id, basis, "child.agency_involved", known.at)
            books.trail("child.agency_involved", known.by, child_id)
        self._placed(known)
        self._status(known)
        for warned in known.warnings:
            self._warned(warned, known.by)

    def _tie(self, agency_id: UUID, basis: Basis, because: str, at: datetime) -> None:
        self.relations.open_(agency_id, basis, because=because, at=at)

    def keys(self, source: str, keys: set[str]) -> None:
        """Take the search keys of one source."""
        for key in sorted(keys):
            self.books.add(SearchKey, child_id=self.child_id, source=source, key=key)

    def _placed(self, known: h.Known) -> None:
        stay = known.stay
        if stay is None:
            return
        provider = self.agencies[stay.provider_id] if stay.provider_id else None
        self.stay = as_row(stay) | {
            "child_id": self.child_id,
            "starts_at": known.at,
            "provider_name": stay.provider_name or (provider.name if provider else ""),
            "urn": stay.urn.strip() or (provider.urn if provider else ""),
            "address": stay.address or (provider.address if provider else ""),
            "host_authority_id": stay.host_authority_id
            or (provider.area_authority_id if provider else None),
        }
        self.books.add(Placement, **self.stay)
        if stay.provider_id:
            self._tie(stay.provider_id, Basis.PLACEMENT, "placement.started", known.at)
        host = self.stay["host_authority_id"]
        if host and Basis.RESPONSIBLE_AUTHORITY not in self.relations.bases_of(host):
            self._tie(host, Basis.HOST_AUTHORITY, "placement.started", known.at)
        keys = finding.postcode_keys(self.stay["address"])
        if self.stay["provider_name"]:
            keys |= finding.home_keys(self.stay["provider_name"])
        self.keys("placements", keys)
        self.books.trail("placement.started", known.by, self.child_id)

    def _status(self, known: h.Known) -> None:
        if known.legal_status is None:
            return
        code, label = known.legal_status
        self.books.add(
            LegalStatus,
            child_id=self.child_id,
            code=code,
            label=label,
            starts_on=known.at.date(),
            source_agency_id=known.by.agency_id,
        )
        self.books.trail("child.legal_status_set", known.by, self.child_id)

    def _warned(self, warned: h.Warned, by: Actor) -> None:
        self.books.add(
            Flag,
            child_id=self.child_id,
            kind=warned.kind,
            text=warned.text,
            evidence=warned.evidence,
            owner_agency_id=by.agency_id,
            set_by_id=by.person_id,
            set_at=warned.at,
            checked_at=warned.checked_at,
            review_on=warned.review_on,
        )
        self.books.trail("child.flag_set", by, self.child_id)
        self.books.trail("child.flag_renewed", by, self.child_id)
