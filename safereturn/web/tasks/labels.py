"""The words of an agreed action."""

from django.utils.translation import gettext_lazy as _

from safereturn.casework.rules.tasks import TaskEvent
from safereturn.episodes.rules.tasks import TaskSource

SOURCES = {
    TaskSource.SEARCH: _("The search"),
    TaskSource.INVESTIGATION: _("Investigation plan"),
    TaskSource.TRIGGER_PLAN: _("Trigger plan"),
    TaskSource.MEETING: _("Meeting"),
}
EVENTS = {
    TaskEvent.SET: _("Set"),
    TaskEvent.TAKEN: _("Taken"),
    TaskEvent.HANDED_OVER: _("Handed over"),
    TaskEvent.DUE_CHANGED: _("Time changed"),
    TaskEvent.TOLD_BY_PHONE: _("Told by phone"),
    TaskEvent.DONE: _("Done"),
    TaskEvent.NOT_DONE: _("Not done"),
}
