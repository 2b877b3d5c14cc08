"""The default words of an agreement's text: well made, and to be made an area's own.

Controllers differ (decisions.md 41): the police process under Part 3 of the Data
Protection Act 2018, everybody else under the UK GDPR. Whoever runs the service is a
processor of all of them, and bound by a contract (UK GDPR article 28; Part 3 section 59).
"""

from safereturn.sharing.rules.states import Text

_PURPOSE = """\
This agreement is for children who go missing from home or from care, or who may. It lets \
the people who must find a child and keep them safe know what the others know: while the \
child is missing, when they are back, and for as long as what they told us has to be acted on.

It is not for anything else. What is shared under it is not used to decide about a family’s \
immigration, benefits or housing, nor to judge the work of the person who shared it. Nothing \
in it stops anybody from sharing what is needed to save a child’s life.

Protecting a child outranks privacy. Consent is not needed where a child may be at risk; \
the child and their carers are told what is shared, unless telling them is unsafe. Only what \
is accurate, relevant and needed is shared, with those who have a part to play; whether it \
is shared or not, the decision and its reason are written down."""

_CONTROLLERSHIP = """\
Each piece of information belongs to the party that recorded it: that party is its \
controller, answers for its accuracy, keeps and deletes it by its own schedule, and decides \
on requests about it. Police forces are controllers under Part 3 of the Data Protection Act \
2018 for what they process to prevent and investigate crime; every other party, and the \
police for everything else, under the UK GDPR.

A party that is given something becomes a controller of its own copy, for the purpose of \
this agreement alone. It says so to the one who gave it before using it for anything else. \
What turns out to be wrong is put right by the party that recorded it, and everybody who was \
given it is told."""

_JOINT_TERMS = """\
The parties decide together what the shared record is for and how it works, and are joint \
controllers for that (UK GDPR article 26; Data Protection Act 2018 section 58):

1. The lead agency keeps this agreement, carries out the impact assessment, and is the point \
of contact for children, families and the Information Commissioner.
2. Whoever receives a request to see, correct or delete passes it on within two working \
days to the party whose information it is; that party answers within the legal time.
3. Whoever finds a breach tells the lead agency and the parties concerned at once, and in \
any case within 24 hours, so that the Commissioner can be told within 72.
4. Each party gives access only to people who need it and have been trained, ends access on \
the day somebody leaves, and looks every week at who looked and why.
5. A disagreement about sharing is settled by the parties’ information-governance leads \
within five working days. A child’s safety does not wait for it."""

_PROCESSOR = """\
Whoever runs the service acts for the parties and only on their written instructions, which \
this agreement is. They keep everybody who can reach the data bound to confidence; protect \
it as UK GDPR article 32 requires; use no other processor without the lead agency’s written \
yes; help the parties to answer requests, to assess risks and to report breaches, which they \
tell the lead agency within 24 hours of learning of them; delete or hand back everything when \
the service ends; and let the parties, or an auditor they choose, see that all this is so. \
The data stays in the United Kingdom. The record of who looked at what is kept for that \
purpose and for no other (Data Protection Act 2018 section 62)."""

_CHILD = """\
When you go missing, people whose job is to keep you safe tell each other things about you. \
They may tell only what is needed, and each of them must say why. What you tell us when you \
are back is yours: we ask you who may know, and we do what you say unless somebody could get \
hurt. If we have to tell anyway, we tell you first if we can. You can see a list of what was \
shared about you, with whom and why. You can say that something is wrong, and you can \
complain."""

DEFAULT_TEXTS = {
    Text.PURPOSE: _PURPOSE,
    Text.CONTROLLERSHIP: _CONTROLLERSHIP,
    Text.JOINT_TERMS: _JOINT_TERMS,
    Text.PROCESSOR_CONTRACT: _PROCESSOR,
    Text.CHILD_IS_TOLD: _CHILD,
}
