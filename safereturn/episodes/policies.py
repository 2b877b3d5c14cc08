"""Who may do what with a missing episode.

Each refusal is the sentence that a page shows where the button is missing, and says what
to do instead. A report is nearly never refused: it discloses nothing (decisions.md 28).
"""

from datetime import datetime
from uuid import UUID

from safereturn.children.models import Child
from safereturn.episodes.models import Episode, Stance
from safereturn.episodes.rules import PoliceStance, State
from safereturn.foundation.actor import Actor, AgencyKind, Role
from safereturn.foundation.decision import ALLOW, Decision, deny
from safereturn.foundation.identity import about
from safereturn.involvement import queries as involvement
from safereturn.involvement.queries import Ties
from safereturn.involvement.rules import ALONE, Basis

_AUTHORITIES = frozenset({Basis.RESPONSIBLE_AUTHORITY, Basis.HOST_AUTHORITY})
_LOOK_AFTER = _AUTHORITIES | {Basis.PLACEMENT}
_MAY_CHALLENGE = _LOOK_AFTER | {Basis.REPORTER, Basis.HEALTH, Basis.SCHOOL, Basis.YOUTH_JUSTICE}

NO_CASES = deny("Your role does not work on cases: ask a colleague who does.")
NOT_INVOLVED = deny("Your agency is not involved with this child. If you are worried, ring 101.")


def _works_on_cases(actor: Actor) -> Decision:
    return ALLOW if actor.practises else NO_CASES


def _bases(actor: Actor, child_id: UUID, at: datetime) -> frozenset[Basis]:
    return involvement.ties_for(actor, child_id, at=at).bases


def _involved(actor: Actor, child_id: UUID, at: datetime) -> Decision:
    """Say whether the actor works on cases and their agency is involved with the child."""
    if actor.has(Role.SYSTEM):
        return ALLOW
    if not (works := _works_on_cases(actor)):
        return works
    return NOT_INVOLVED if _bases(actor, child_id, at) <= ALONE else ALLOW


def _as_police(actor: Actor, episode: Episode, at: datetime, otherwise: str) -> Decision:
    if actor.agency_kind is not AgencyKind.POLICE:
        return deny(otherwise)
    return _involved(actor, episode.child_id, at)


def _with_basis(
    actor: Actor, child_id: UUID, bases: frozenset[Basis], at: datetime, otherwise: str
) -> Decision:
    if actor.has(Role.SYSTEM):
        return ALLOW
    if not (works := _works_on_cases(actor)):
        return works
    return ALLOW if bases & _bases(actor, child_id, at) else deny(otherwise)


def can_report(actor: Actor, child_id: UUID, *, at: datetime) -> Decision:
    """The police may report any child; others a child they work with, or have recorded."""
    if not (works := _works_on_cases(actor)):
        return works
    if actor.agency_kind is AgencyKind.POLICE or (involved := _involved(actor, child_id, at)):
        return ALLOW
    # Whoever recorded the child may be involved no more, and then cannot see that they did.
    with about(child_id):
        recorded = Child.objects.filter(pk=child_id, recorded_by_agency_id=actor.agency_id)
        return ALLOW if recorded.exists() else involved


def can_record_away(actor: Actor, child_id: UUID, *, at: datetime) -> Decision:
    """Whoever looks after the child; the police take a report instead."""
    if actor.agency_kind is AgencyKind.POLICE:
        return deny("The police have been told now: take a report instead.")
    return _with_basis(
        actor,
        child_id,
        _LOOK_AFTER,
        at,
        "Only whoever looks after the child can record that they are late or away.",
    )


def can_add(actor: Actor, episode: Episode, *, at: datetime) -> Decision:
    """Whoever is involved adds what they know, tries to find the child, says "found"."""
    return _involved(actor, episode.child_id, at)


def can_set_task(
    actor: Actor, episode: Episode, owner_agency_id: UUID, *, at: datetime
) -> Decision:
    """Anyone involved takes on a task; the police and the authorities may give one out."""
    if owner_agency_id == actor.agency_id or actor.agency_kind is AgencyKind.POLICE:
        return _involved(actor, episode.child_id, at)
    return _with_basis(
        actor,
        episode.child_id,
        _AUTHORITIES,
        at,
        "You can take on tasks for your own agency. The police and the council give them out.",
    )


def can_finish_task(
    actor: Actor, episode: Episode, owner_agency_id: UUID, *, at: datetime
) -> Decision:
    """Whoever owns the task says what came of it, or whoever could have given it out."""
    return can_set_task(actor, episode, owner_agency_id, at=at)


def can_take_stance(actor: Actor, episode: Episode, *, at: datetime) -> Decision:
    """The police say what they do with a report."""
    return _as_police(actor, episode, at, "Only the police can accept or decline a report.")


def can_see_stance(actor: Actor, episode: Episode, *, at: datetime) -> Decision:
    """Visible to the police, the council, whoever looks after the child and who reported."""
    return sees_stances(actor, involvement.ties_for(actor, episode.child_id, at=at))


def sees_stances(actor: Actor, ties: Ties) -> Decision:
    """Answer the same from ties that have been read already."""
    if actor.has(Role.SYSTEM):
        return ALLOW
    if not (works := _works_on_cases(actor)):
        return works
    if actor.agency_kind is AgencyKind.POLICE:
        return NOT_INVOLVED if ties.bases <= ALONE else ALLOW
    if ties.bases & _MAY_CHALLENGE:
        return ALLOW
    return deny("Ask the police or the council about this.")


def can_challenge(actor: Actor, stance: Stance, *, at: datetime) -> Decision:
    """Whoever looks after the child, works with them or reported may challenge the police."""
    if stance.stance == PoliceStance.ACCEPTED:
        return deny("The police accepted this report: there is nothing to challenge.")
    if actor.agency_kind is AgencyKind.POLICE:
        return deny("A challenge comes from another agency. Ask your supervisor.")
    return _with_basis(
        actor,
        stance.child_id,
        _MAY_CHALLENGE,
        at,
        "The council, the home or whoever reported can challenge this.",
    )


def can_answer_challenge(actor: Actor, stance: Stance, *, at: datetime) -> Decision:
    """A supervisor of the force that took the stance, other than the one who took it."""
    if actor.agency_id != stance.by_agency_id:
        return deny("A supervisor of the force that said it answers this.")
    if not actor.has(Role.POLICE_SUPERVISOR):
        return deny("A police supervisor answers a challenge.")
    if actor.person_id == stance.by_id:
        return deny("Another supervisor must answer: this was your own decision.")
    return _involved(actor, stance.child_id, at)


def can_tell(actor: Actor, episode: Episode, *, at: datetime) -> Decision:
    """The police, the authorities and the home tell family and others, and write it down."""
    if actor.agency_kind is AgencyKind.POLICE:
        return _involved(actor, episode.child_id, at)
    return _with_basis(
        actor,
        episode.child_id,
        _LOOK_AFTER,
        at,
        "The police, the council or the home tell family and others. Ring one of them first.",
    )


def can_record_return(actor: Actor, episode: Episode, *, at: datetime) -> Decision:
    """The police, the authorities and whoever looks after the child: others add information."""
    if actor.agency_kind is AgencyKind.POLICE:
        return _involved(actor, episode.child_id, at)
    return _with_basis(
        actor,
        episode.child_id,
        _LOOK_AFTER,
        at,
        "Add what you know as information, and ring: the police, the council or the home"
        " record the return.",
    )


def can_record_seen(actor: Actor, episode: Episode, *, at: datetime) -> Decision:
    """Only the police can say that the police have seen the child."""
    return _as_police(actor, episode, at, "Only the police can record that they saw the child.")


def can_end_otherwise(actor: Actor, episode: Episode, *, at: datetime) -> Decision:
    """The police or an authority; the home, while the police have not been told."""
    if actor.agency_kind is AgencyKind.POLICE:
        return _involved(actor, episode.child_id, at)
    bases = _LOOK_AFTER if episode.state == State.AWAY else _AUTHORITIES
    return _with_basis(
        actor,
        episode.child_id,
        bases,
        at,
        "The police or the council end an episode in another way than a return.",
    )


def can_record_prevention(actor: Actor, episode: Episode, *, at: datetime) -> Decision:
    """The prevention interview is a police duty."""
    return _as_police(actor, episode, at, "The police hold the prevention interview.")


def can_correct_times(actor: Actor, episode: Episode, *, at: datetime) -> Decision:
    """The police, the authorities, whoever looks after the child, and who reported."""
    if actor.agency_kind is AgencyKind.POLICE:
        return _involved(actor, episode.child_id, at)
    return _with_basis(
        actor,
        episode.child_id,
        _LOOK_AFTER | {Basis.REPORTER},
        at,
        "Ask the police, the council or the home to correct this.",
    )


def can_name_authority(actor: Actor, episode: Episode, *, at: datetime) -> Decision:
    """While no authority stands in the record, the police or an involved council names one."""
    if episode.responsible_authority_id is not None:
        return deny("The responsible authority is known. A change is made on the child’s record.")
    return _involved(actor, episode.child_id, at)
