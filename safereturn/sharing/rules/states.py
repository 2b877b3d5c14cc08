"""The life of a version of an agreement, the parts of its text, and kinds of comment."""

from enum import StrEnum

from safereturn.foundation.sentences import sentences


class State(StrEnum):
    """Where a version stands. What is in force never changes: a change is a new version."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    IN_FORCE = "in_force"
    WITHDRAWN = "withdrawn"


STATE_WORDS = sentences(
    {
        State.DRAFT: "draft",
        State.PROPOSED: "proposed, waiting for the parties",
        State.IN_FORCE: "signed and dated",
        State.WITHDRAWN: "withdrawn",
    }
)


class Text(StrEnum):
    """A part of the agreement's text besides its clauses."""

    PURPOSE = "purpose"
    CONTROLLERSHIP = "controllership"
    JOINT_TERMS = "joint_terms"
    PROCESSOR_CONTRACT = "processor_contract"
    CHILD_IS_TOLD = "child_is_told"


TEXT_WORDS = sentences(
    {
        Text.PURPOSE: "What this agreement is for",
        Text.CONTROLLERSHIP: "Whose information it is",
        Text.JOINT_TERMS: "What the parties decide together",
        Text.PROCESSOR_CONTRACT: "What whoever runs the service must do",
        Text.CHILD_IS_TOLD: "What children are told",
    }
)


class CommentKind(StrEnum):
    """What somebody says about a clause: a remark, another wording, a dissent, a complaint.

    A complaint is somebody's about what was shared, or was not, under a clause; it is told
    without saying whose record it was, and feeds the yearly review.
    """

    COMMENT = "comment"
    PROPOSAL = "proposal"
    DISSENT = "dissent"
    COMPLAINT = "complaint"


# Who may speak without an account: an agency's people write their words down.
GROUPS = ("children’s group", "practitioners")
