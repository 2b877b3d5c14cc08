"""The staff's words for what a ledger holds."""

from django.utils.translation import gettext_lazy as _

from safereturn.casework.queries.ledger_shapes import Line
from safereturn.casework.rules import Why
from safereturn.foundation.saying import spoken
from safereturn.return_interviews.rules import Disposition, SharingWish
from safereturn.sharing.rules import Depth, RequestAnswer
from safereturn.web.assess_risk.labels import ITEM_KINDS, KINDS
from safereturn.web.ui.components import Words

DEPTHS = {
    Depth.FULL: _("in full"),
    Depth.SUMMARY: _("in summary"),
    Depth.EXISTS: _("that it exists"),
    Depth.NOTHING: _("nothing"),
}
# After the agency's name.
WHY = {
    Why.LOOKING: _("is looking for the child"),
    Why.HOME_POLICE: _("is the force where the child lives"),
    Why.FOUND: _("is the force where the child was found"),
    Why.KEEPS_SAFE: _("is the responsible authority"),
    Why.AREA: _("is the authority where the child is placed"),
    Why.LIVES_THERE: _("looks after the child"),
    Why.TALKS: _("holds the return interviews"),
    Why.HEALTH: _("gives the child health care"),
    Why.SCHOOL: _("is the child’s school"),
    Why.YOUTH_JUSTICE: _("works with the child in youth justice"),
    Why.REPORTED: _("reported the child missing"),
    Why.WE_ASKED: _("was asked what it knows"),
    Why.THEY_ASKED: _("asked for it"),
    Why.DANGER: _("opened it in an emergency"),
    Why.DECIDED: _("was given it by a person’s decision"),
    Why.WORKS: _("works with the child"),
}
WISHES = {
    SharingWish.ALL: _("Child: may be shared"),
    SharingWish.SAFETY_ONLY: _("Child: only what keeps me safe"),
    SharingWish.ASKED_NOT_TO: _("Child: asked us not to"),
    SharingWish.NOT_ASKED: _("Child was not asked"),
}
DISPOSITIONS = {
    Disposition.INTELLIGENCE: _("Put on its intelligence system"),
    Disposition.ACTION: _("Acted on"),
    Disposition.NONE: _("Nothing done"),
}
ANSWERS = {
    RequestAnswer.GIVEN: (_("Given"), "green"),
    RequestAnswer.REFUSED: (_("Refused"), "orange"),
}
CLAUSES = {
    "0": _("statutory floor"),
    "asked": _("asked what it knows"),
    "emergency": _("emergency"),
    "decision": _("a person’s decision"),
    "request": _("asked for and given"),
    "act-now": _("harm disclosed: act now"),
    "locator": _("a search"),
    "referral": _("safeguarding referral"),
    "service": _("the service’s own job"),
}


def what(line: Line) -> Words:
    """Return what was given: the kind of an item, else the kind of information."""
    return ITEM_KINDS[line.item_kind] if line.item_kind else KINDS[line.kind]


def basis(line: Line) -> str:
    """Return the clause and the gateway in one line."""
    clause = CLAUSES.get(line.clause)
    words = str(clause) if clause else str(_("clause %s")) % line.clause if line.clause else ""
    return "; ".join(part for part in (words, spoken(line.law)) if part)
