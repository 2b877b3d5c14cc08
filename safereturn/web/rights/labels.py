"""The words of the rights desk."""

from django.utils.translation import gettext_lazy as _

from safereturn.oversight.rules.redacting import Why
from safereturn.oversight.rules.rights import Asker, Outcome, Right, Understands

RIGHTS = {
    Right.ACCESS: _("What is held about me (access)"),
    Right.PORTABILITY: _("What is held about me, as a file (portability)"),
    Right.RECTIFICATION: _("Something is wrong (rectification)"),
    Right.RESTRICTION: _("Stop using it for now (restriction)"),
    Right.OBJECTION: _("I object to its use (objection)"),
}
ASKERS = {
    Asker.CHILD: _("The child, or the adult they have become"),
    Asker.PARENT: _("A parent, or somebody with parental responsibility"),
    Asker.REPRESENTATIVE: _("Somebody acting for them: a solicitor, an advocate"),
}
UNDERSTANDS = {
    Understands.WANTS: _("Old enough to decide, and wants this"),
    Understands.DOES_NOT_WANT: _("Old enough to decide, and does not want this"),
    Understands.TOO_YOUNG: _("Not old enough to decide"),
    Understands.NOT_ASKED: _("Not asked yet"),
}
OUTCOMES = {
    Outcome.GRANTED: _("Granted"),
    Outcome.STANDS_BESIDE: _("Not changed: their words stand beside the record"),
    Outcome.REFUSED: _("Refused"),
}
WHYS = {
    Why.OTHER_PERSON: _("About somebody else (Data Protection Act 2018, Schedule 2, paragraph 16)"),
    Why.OTHER_CHILD: _("From another child’s record (Schedule 2, paragraph 16)"),
    Why.SOURCE: _("Who told us, in confidence (Schedule 2, paragraph 16)"),
    Why.WORKER: _("A worker’s name: give it where Schedule 2, paragraph 17 presumes so"),
    Why.ABUSE: _("Child-abuse data, asked for by a parent (Schedule 3, paragraph 21)"),
    Why.HARM: _("Could cause serious harm (Schedule 3, parts 2 to 4)"),
    Why.COPY: _("A copy of what stands elsewhere in the pack"),
}
