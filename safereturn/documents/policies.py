"""Who may see, add and withdraw a child's photograph, and documents about them."""

from datetime import datetime
from uuid import UUID

from safereturn.children import policies as children
from safereturn.documents.models import Kept
from safereturn.foundation.actor import Actor, AgencyKind, Role
from safereturn.foundation.decision import ALLOW, Decision, deny
from safereturn.involvement import queries as involvement
from safereturn.involvement.rules import Basis
from safereturn.sharing.policies import decide_with
from safereturn.sharing.rules import Answer, Depth, Kind

_KEEP_PHOTOS = frozenset({Basis.PLACEMENT, Basis.RESPONSIBLE_AUTHORITY})


def sees(actor: Actor, kind: Kind, child_id: UUID, *, at: datetime) -> Answer:
    """Return what sharing says of this kind: content is shown where it says in full.

    A picture or a document has no summary.
    """
    return decide_with(actor, kind, involvement.ties_for(actor, child_id, at=at))


def shows(actor: Actor, answer: Answer, kept: Kept) -> bool:
    """Say whether this one is shown: by the answer, or to the agency that added it.

    For an agency that still stands in a relation to the child: ask `sees` first.
    """
    own = kept.source_agency_id == actor.agency_id and children.practises(actor)
    return answer.depth is Depth.FULL or own


def can_add_photo(actor: Actor, child_id: UUID, *, at: datetime) -> Decision:
    """Those who care for the child, the responsible authority, and the police who look."""
    allowed = children.can_change(actor, child_id, at=at)
    if not allowed or actor.has(Role.SYSTEM) or actor.agency_kind is AgencyKind.POLICE:
        return allowed
    bases = involvement.ties_for(actor, child_id, at=at).bases
    if bases.isdisjoint(_KEEP_PHOTOS):
        return deny(
            "Only those who care for the child, the responsible authority and the police"
            " add a photograph."
        )
    return ALLOW


def can_add_document(actor: Actor, child_id: UUID, *, at: datetime) -> Decision:
    """An involved agency adds the documents that it answers for."""
    return children.can_change(actor, child_id, at=at)


def can_withdraw(actor: Actor, kept: Kept, *, at: datetime) -> Decision:
    """The agency that added it, or the responsible authority."""
    allowed = children.can_change(actor, kept.child_id, at=at)
    if not allowed or actor.has(Role.SYSTEM) or kept.source_agency_id == actor.agency_id:
        return allowed
    bases = involvement.ties_for(actor, kept.child_id, at=at).bases
    if Basis.RESPONSIBLE_AUTHORITY in bases:
        return ALLOW
    return deny("Only the agency that added it, or the responsible authority, can withdraw it.")
