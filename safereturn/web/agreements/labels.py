"""The words that the agreement's pages use, for readers who are not lawyers."""

from collections.abc import Iterable

from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _

from safereturn.agencies.rules import Nation
from safereturn.foundation.actor import AgencyKind
from safereturn.involvement.rules import Basis
from safereturn.sharing.rules import CommentKind, Depth, Kind, Lawful, State, Text, While
from safereturn.web.ui.components import Words

KINDS: dict[Kind, Words] = {
    Kind.IDENTITY: _("Who the child is"),
    Kind.WHEREABOUTS: _("Where the child is or may be"),
    Kind.PLACEMENT_ADDRESS: _("Where the child lives"),
    Kind.HEALTH_SAFETY: _("Health needed to keep the child safe"),
    Kind.EXPLOITATION: _("Exploitation"),
    Kind.OFFENDING: _("Offending"),
    Kind.INTELLIGENCE: _("Police intelligence"),
    Kind.RISK: _("Risk to the child"),
    Kind.EPISODE_HISTORY: _("Earlier times missing"),
    Kind.PREVENTION_INTERVIEW: _("What the child told the police on return"),
    Kind.INTERVIEW_SUMMARY: _("Summary of the return interview"),
    Kind.CHILDS_ACCOUNT: _("The child’s own account"),
    Kind.INFORMATION_ITEM: _("Pieces of information from the return interview"),
    Kind.THIRD_PARTY: _("Details of other people"),
    Kind.CARER_PROFILE: _("The profile that carers keep ready"),
    Kind.FAMILY: _("Family and people around the child"),
    Kind.PLANS: _("Plans to keep the child safe"),
    Kind.PHOTOGRAPH: _("A photograph of the child"),
}
# Who receives: several agencies of a kind, as an agreement speaks of them.
RECEIVERS: dict[AgencyKind, Words] = {
    AgencyKind.POLICE: _("Police forces"),
    AgencyKind.LOCAL_AUTHORITY: _("Councils"),
    AgencyKind.CHILDRENS_HOME: _("Children’s homes"),
    AgencyKind.PLACEMENT_PROVIDER: _("Other placements and foster agencies"),
    AgencyKind.RETURN_INTERVIEW_SERVICE: _("Return interview services"),
    AgencyKind.HEALTH: _("Health services"),
    AgencyKind.SCHOOL: _("Schools and colleges"),
    AgencyKind.YOUTH_JUSTICE: _("Youth justice services"),
    AgencyKind.OTHER: _("Other agencies"),
}
# The agreement read by agency: each finds its own table.
YOURS: dict[AgencyKind, Words] = {
    AgencyKind.POLICE: _("What your police force receives"),
    AgencyKind.LOCAL_AUTHORITY: _("What your council receives"),
    AgencyKind.CHILDRENS_HOME: _("What your children’s home receives"),
    AgencyKind.PLACEMENT_PROVIDER: _("What your placement receives"),
    AgencyKind.RETURN_INTERVIEW_SERVICE: _("What your return interview service receives"),
    AgencyKind.HEALTH: _("What your health service receives"),
    AgencyKind.SCHOOL: _("What your school receives"),
    AgencyKind.YOUTH_JUSTICE: _("What your youth justice service receives"),
    AgencyKind.OTHER: _("What another agency receives"),
}
# After "Only an agency that …".
BASES: dict[Basis, Words] = {
    Basis.HOME_FORCE: _("is the police force where the child lives"),
    Basis.SEARCHING_FORCE: _("is looking for the child"),
    Basis.FINDING_FORCE: _("is the force where the child was found"),
    Basis.RESPONSIBLE_AUTHORITY: _("is the responsible authority"),
    Basis.HOST_AUTHORITY: _("is the authority where the child is placed"),
    Basis.PLACEMENT: _("looks after the child"),
    Basis.RETURN_INTERVIEWS: _("holds the return interview"),
    Basis.HEALTH: _("gives the child health care"),
    Basis.SCHOOL: _("is the child’s school"),
    Basis.YOUTH_JUSTICE: _("works with the child in youth justice"),
    Basis.REPORTER: _("reported the child missing"),
    Basis.OTHER: _("works with the child in another way"),
}
WHILES: dict[While, Words] = {
    While.MISSING_NOW: _("the child is missing"),
    While.AWAY_NOT_REPORTED: _("the child is late or away and not reported missing"),
    While.BEING_ASSESSED: _("the risk is being assessed"),
    While.INTERVIEW_DUE: _("a return interview is due"),
    While.ITEMS_OPEN: _("items of the return interview are open"),
    While.PLACED_HERE: _("the child is placed with them or in their area"),
    While.OPEN_CASE: _("something is open for the child"),
    While.HISTORY: _("nothing is open any more (history)"),
}
DEPTHS: dict[Depth, Words] = {
    Depth.FULL: _("In full"),
    Depth.SUMMARY: _("In summary"),
    Depth.EXISTS: _("That it is held, and whom to ask"),
    Depth.NOTHING: _("Nothing"),
}
LAWFUL: dict[Lawful, Words] = {
    Lawful.PUBLIC_TASK: _("Public task (UK GDPR article 6(1)(e); police: DPA 2018 section 35)"),
    Lawful.SAFEGUARDING: _("Safeguarding of children (DPA 2018 Schedule 1 paragraph 18)"),
    Lawful.VITAL_INTERESTS: _("Vital interests (UK GDPR articles 6(1)(d) and 9(2)(c))"),
}
NATIONS: dict[Nation, Words] = {Nation.ENGLAND: _("England"), Nation.WALES: _("Wales")}
# words, colour
STATES: dict[State, tuple[Words, str]] = {
    State.DRAFT: (_("Draft"), "grey"),
    State.PROPOSED: (_("Waiting for the parties"), "yellow"),
    State.IN_FORCE: (_("Signed and dated"), "green"),
    State.WITHDRAWN: (_("Withdrawn"), "red"),
}
TEXTS: dict[Text, Words] = {
    Text.PURPOSE: _("What this agreement is for"),
    Text.CONTROLLERSHIP: _("Whose information it is"),
    Text.JOINT_TERMS: _("What the parties decide together"),
    Text.PROCESSOR_CONTRACT: _("What whoever runs the service must do"),
    Text.CHILD_IS_TOLD: _("What children are told"),
}
TEXT_HINTS: dict[Text, Words] = {
    Text.PURPOSE: _("Two or three sentences: which children, and what sharing is to achieve."),
    Text.CONTROLLERSHIP: _("Who is controller of what. Police processing is Part 3 of the Act."),
    Text.JOINT_TERMS: _("Who answers a child or a parent who asks, who keeps the record right."),
    Text.PROCESSOR_CONTRACT: _("Article 28: instructions, security, staff, breaches, the end."),
    Text.CHILD_IS_TOLD: _("In words for a child of twelve."),
}
COMMENTS: dict[CommentKind, Words] = {
    CommentKind.COMMENT: _("Comment"),
    CommentKind.PROPOSAL: _("Proposal"),
    CommentKind.DISSENT: _("Dissent"),
}


def joined(words: Iterable[object], last: str = "") -> str:
    """Join words as in speech: "a, b and c"."""
    several = [str(one) for one in words]
    if len(several) < 2:  # noqa: PLR2004 - one, or none
        return "".join(several)
    return f"{', '.join(several[:-1])} {last or translated('and')} {several[-1]}"


def lowered(words: object, first: int) -> str:
    """Begin a label with a small letter unless it stands first."""
    said = str(words)
    return said if first == 0 else said[:1].lower() + said[1:]
