"""The words of oversight: kinds of opening, verdicts, personal links, what somebody did."""

from django.utils.translation import gettext_lazy as _

from safereturn.audit.rules import Act
from safereturn.children.rules import OpeningKind, Verdict
from safereturn.involvement.rules import Personal

KINDS = {
    OpeningKind.RESTRICTED: _("Restricted record opened"),
    OpeningKind.EMERGENCY: _("Opened in an emergency"),
}
VERDICTS = {
    Verdict.JUSTIFIED: _("Justified"),
    Verdict.NOT_JUSTIFIED: _("Not justified"),
}
PERSONAL = {
    Personal.FAMILY: _("Family, or a friend of the family"),
    Personal.ALLEGED: _("An allegation concerns them"),
    Personal.WITNESS: _("They are a witness"),
    Personal.OTHER: _("Another personal link"),
}
PERSONAL_MINE = {
    Personal.FAMILY: _("The child is family, or I am a friend of the family"),
    Personal.ALLEGED: _("An allegation concerns me"),
    Personal.WITNESS: _("I am a witness"),
    Personal.OTHER: _("I know the child or the family in another way"),
}
ACTS = {
    Act.CONSULTATION: _("Looked"),
    Act.DISCLOSURE: _("Was given information"),
    Act.PRINT: _("Printed"),
    Act.EXPORT: _("Copied out"),
    Act.SEARCH: _("Searched, and was told whom to ring"),
}
