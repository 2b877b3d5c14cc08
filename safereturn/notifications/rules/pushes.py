"""What is pushed, to a mailbox or a mobile. All else waits in the list: too much is not read.

Four events ring (the service's pattern of notices: a new report, a high or changed grade, a
handover that waits for you, a child found). Beside them only what may not wait for somebody to
look: each with its reason.
"""

PUSHED: dict[str, str] = {
    "episode.reported": "1. A new report for your area or home",
    "risk.asked": "1. For an agency that was only asked, the question is how it hears of it",
    "sealed.reported": "1. A report about a protected record: its desk rings the caller at once",
    "sealed.nobody_named": "1. The same, where nobody is named: somebody must be found now",
    "report.not_entered": "1. A report that could not be entered: finish it now",
    "risk.assessed": "2. Graded high, or the grade has changed (not the first of another level)",
    "handover.given": "3. A handover waits for you",
    "handover.declined": "3. The case you gave away is still yours",
    "episode.located": "4. A child was found",
    "episode.returned": "4. A child is back",
    "interview.harm": "Harm was disclosed: act now",
    "child.opened": "A restricted record of yours was opened: its owner is told at once",
    "opening.emergency": "A record was opened in an emergency: reviewed within 72 hours",
    "look.stopped": "Somebody of yours was stopped who went through records",
    "correction.recalled": "What you were given is taken back: do not act on it",
    "agreement.proposed": "An agreement waits: whoever signs it has no worklist to find it in",
    "sign_in.another_account": "Somebody may be coming in as somebody else",
    "webhook.switched_off": "One of your systems is told nothing any more",
}

# What the kind of a notice begins with that is sent on because nobody acknowledged it.
CLIMBING = "climb."


def is_pushed(kind: str) -> bool:
    """Say whether a kind of notice goes to mailboxes and mobiles, beside its list.

    One that climbs always does: a list that nobody read is why it climbs.
    """
    return kind in PUSHED or kind.startswith(CLIMBING)


# What somebody is told because they watch over others. Whoever else is told of these has a
# notice of their own, so that a colleague who stands in for them must not read theirs: it may
# be about that very colleague. Nor what a lead is told of a sealed record: its reference alone
# would say that there is one, to whoever must find nothing.
_WATCHED = ("child.opened", "opening.", "look.", "rights.", "sign_in.", "sealed.")
OVERSIGHT = (*_WATCHED, *(f"{CLIMBING}{kind}" for kind in _WATCHED))
