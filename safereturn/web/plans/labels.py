"""The words of trigger plans."""

from django.utils.translation import gettext_lazy as _

from safereturn.casework.rules.plans import PlanState

STATES = {
    PlanState.DRAFT: (_("Being written"), "grey"),
    PlanState.ASKED: (_("Waits for agreement"), "yellow"),
    PlanState.IN_FORCE: (_("In force"), "green"),
    PlanState.ENDED: (_("Ended"), "grey"),
}
