"""The words of the records desk."""

from django.utils.translation import gettext_lazy as _

from safereturn.oversight.rules.keeping import Record
from safereturn.oversight.rules.reviewing import Verdict

RECORDS = {
    Record.SHARED: _("Who the child is"),
    Record.CARE: _("Care record"),
    Record.MISSING: _("Reports, entries and answers while missing"),
    Record.POLICE: _("Police record"),
    Record.INTERVIEW: _("Return interviews"),
    Record.LEDGER: _("What was given to whom"),
}
VERDICTS = {
    Verdict.KEEP: _("Keep it longer"),
    Verdict.DISPOSE: _("Dispose of it"),
}
