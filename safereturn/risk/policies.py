"""Who may see the picture, grade, ask, answer, screen and disagree.

Each refusal is the sentence that stands where the button is missing.
"""

from safereturn.episodes.models import Episode
from safereturn.foundation.actor import Actor, AgencyKind, Role
from safereturn.foundation.decision import ALLOW, Decision, deny
from safereturn.involvement.queries import Ties
from safereturn.involvement.rules import ALONE, Basis
from safereturn.risk.models import Ask, Contribution, RiskSetting
from safereturn.sharing.policies import decide_with
from safereturn.sharing.rules import Kind

# Who grades where the force has not set otherwise (RiskSetting.graders).
GRADERS = frozenset({Role.POLICE_SUPERVISOR, Role.POLICE_OFFICER, Role.CALL_HANDLER})
# Those who look at figures and settings do no casework.
_COUNCIL_WORKERS = frozenset({Role.COUNCIL_COORDINATOR, Role.SOCIAL_WORKER, Role.OUT_OF_HOURS})
_AUTHORITIES = frozenset({Basis.RESPONSIBLE_AUTHORITY, Basis.HOST_AUTHORITY})

_NO_CASES = deny("Your role does not work on cases: ask a colleague who does.")


def _works_on_cases(actor: Actor) -> Decision:
    return ALLOW if actor.practises else _NO_CASES


def can_see_picture(actor: Actor, ties: Ties) -> Decision:
    """Agencies involved with the child that may know of the risk; each sees its share."""
    if actor.has(Role.SYSTEM):
        return ALLOW
    if not (works := _works_on_cases(actor)):
        return works
    answer = decide_with(actor, Kind.RISK, ties)
    return ALLOW if answer else deny(answer.sentence)


def can_grade(actor: Actor, episode: Episode, setting: RiskSetting | None) -> Decision:
    """The police force that looks for the child, in the roles it has named for this."""
    if actor.agency_kind is not AgencyKind.POLICE:
        return deny("The police grade the risk. Your council can record its own screening.")
    if actor.agency_id != episode.force_id:
        return deny("The force that is looking for the child grades the risk.")
    graders = frozenset(Role(role) for role in setting.graders) if setting else frozenset()
    if not actor.has(*(graders or GRADERS)):
        return deny("Your force has not named your role for grading risk.")
    return ALLOW


def can_ask(actor: Actor, episode: Episode, ties: Ties) -> Decision:
    """The searching force, and the responsible and host authorities."""
    if not (works := _works_on_cases(actor)):
        return works
    if actor.agency_id == episode.force_id or not _AUTHORITIES.isdisjoint(ties.bases):
        return ALLOW
    return deny("The police and the councils ask agencies what they know.")


def can_answer(actor: Actor, ask: Ask) -> Decision:
    """Somebody of the agency that was asked, who works on cases."""
    if actor.agency_id != ask.to_agency_id:
        return deny("Another agency was asked this question.")
    return _works_on_cases(actor)


def can_contribute(actor: Actor, ties: Ties) -> Decision:
    """Any agency involved adds what it knows, asked or not."""
    if not (works := _works_on_cases(actor)):
        return works
    if ties.bases <= ALONE:
        return deny("Nothing connects your agency with this child.")
    return ALLOW


def can_confirm(actor: Actor, contribution: Contribution) -> Decision:
    """The agency itself, or whoever took the call and rings back to check."""
    if not (works := _works_on_cases(actor)):
        return works
    if actor.agency_id in (contribution.agency_id, contribution.by_agency_id):
        return ALLOW
    return deny("The agency that said it, or the one that took the call, confirms it.")


def can_screen(actor: Actor, ties: Ties) -> Decision:
    """The councils responsible for the child or hosting them: their own view, and dissent."""
    if actor.agency_kind is not AgencyKind.LOCAL_AUTHORITY:
        return deny("The council records its own screening.")
    if not actor.has(*_COUNCIL_WORKERS):
        return deny("A coordinator, a social worker or the out-of-hours team does this.")
    if _AUTHORITIES.isdisjoint(ties.bases):
        return deny("The responsible or the host authority screens the risk.")
    return ALLOW


def can_answer_disagreement(actor: Actor, episode: Episode) -> Decision:
    """A supervisor of the force that graded."""
    if actor.agency_id != episode.force_id or not actor.has(Role.POLICE_SUPERVISOR):
        return deny("A police supervisor of the force that graded answers this.")
    return ALLOW


def can_set_times(actor: Actor) -> Decision:
    """A force's own administrator says how soon it grades and looks again."""
    if actor.agency_kind is not AgencyKind.POLICE:
        return deny("The police grade the risk: a force sets these times.")
    if not actor.has(Role.ADMINISTRATOR):
        return deny("An administrator of your force sets these times.")
    return ALLOW


def can_import(actor: Actor) -> Decision:
    """Only the service itself, when it loads what is long past."""
    return ALLOW if actor.has(Role.SYSTEM) else deny("Only an import writes past gradings.")
