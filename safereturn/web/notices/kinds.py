"""The words of each kind of notice. They hold no personal data: see the reference."""

from django.utils.translation import gettext_lazy as _

from safereturn.web.labels import CLOCKS

KINDS = {
    "child.opened": _("A restricted record of yours was opened, with a reason"),
    "opening.emergency": _("A record was opened in an emergency: review it within 72 hours"),
    "opening.not_justified": _("An opening by somebody of your agency was found not justified"),
    "opening.nobody_to_tell": _(
        "An opening of your record was found not justified; at that agency nobody can be told: ring"
    ),
    "sealed.reported": _("Ring now: a report concerns a protected record"),
    "sealed.nobody_named": _("A report concerns a protected record in which nobody is named"),
    "look.stopped": _("Somebody of your agency was stopped: too many records in an hour"),
    "report.entered": _("Your report, taken while nothing could be written, is entered"),
    "report.not_entered": _("A report could not be entered: finish it now"),
    "rights.part_waits": _("Somebody asks what is held about them: decide about your part"),
    "episode.reported": _("A child has been reported missing"),
    "episode.report_added": _("A second report was added"),
    "episode.away": _("A child is late or away, whereabouts known"),
    "episode.information": _("Information was added"),
    "episode.stance": _("The police have said what they will do"),
    "episode.stance_challenged": _("What the police said they will do has been challenged"),
    "episode.challenge_answered": _("The police have answered a challenge"),
    "episode.located": _("A child has been found, not yet back"),
    "episode.returned": _("A child is back"),
    "episode.ended": _("An episode has ended"),
    "episode.ended_in_error": _("A report was made in error, and the episode has ended"),
    "episode.prevention": _("A prevention interview was recorded"),
    "risk.assessed": _("The risk has been graded"),
    "risk.asked": _("You are asked what you know"),
    "risk.answered": _("An agency has answered"),
    "risk.disputed": _("The council disagrees with a grade"),
    "risk.dispute_answered": _("The police have answered the council’s disagreement"),
    "interview.due": _("A return interview is due"),
    "interview.closed": _("A return interview has ended"),
    "interview.harm": _("Harm was disclosed: act now"),
    "interview.shared": _("Information from a return interview is for you"),
    "interview.disposed": _("A recipient has said what it did"),
    "agreement.proposed": _("An agreement waits for your agency’s signature"),
    "agreement.commented": _("Somebody has said something of an agreement you keep"),
    "meeting.arranged": _("You are asked to a meeting: say whether somebody comes"),
    "meeting.dropped": _("You are not asked to a meeting any more"),
    "meeting.called_off": _("A meeting is called off"),
    "meeting.coming": _("Somebody comes to your meeting"),
    "meeting.apologies": _("Somebody cannot come to your meeting"),
    "meeting.minutes": _("The minutes of a meeting are there"),
    "meeting.minutes_corrected": _("The minutes of a meeting were put right"),
    "handover.given": _("A handover waits for you: accept it or say why not"),
    "handover.accepted": _("Your handover was accepted"),
    "handover.declined": _("Your handover was declined: it is still yours"),
    "handover.withdrawn": _("A handover to you was taken back"),
    "trigger.started": _("A trigger plan has started: your actions are tasks now"),
    "trigger.asked": _("A trigger plan waits for your agency’s agreement"),
    "trigger.declined": _("An agency does not agree to a trigger plan, with the reason"),
    "trigger.taken_back": _("A proposed trigger plan was taken back: it is being written again"),
    "trigger.in_force": _("A trigger plan is in force"),
    "trigger.replaced": _("A trigger plan was replaced by a newer version"),
    "trigger.ended": _("A trigger plan has ended"),
    "task.set": _("You have a task: it says by when"),
    "task.handed_over": _("A task was handed over to you"),
    "task.due_changed": _("A task has another time"),
    "task.done": _("A task you set is done"),
    "task.not_done": _("A task you set was not done, with the reason"),
    "request.made": _("You are asked for information you hold"),
    "request.given": _("You were given what you asked for"),
    "request.refused": _("What you asked for was refused, with the reason"),
    "correction.made": _("Something you were given was wrong"),
    "correction.recalled": _("Something you were given is taken back"),
    "webhook.test": _("A test of a system that is told"),
    "sign_in.another_account": _(
        "Somebody came by your sign-in service with another account than before: was it they?"
    ),
    "webhook.switched_off": _("A system of yours is told nothing any more: look why"),
}

# A step of a deadline: where it lies, and of which one.
STEPS = {
    "start": _("It begins: %(what)s"),
    "before": _("Due soon: %(what)s"),
    "due": _("Due now: %(what)s"),
    "after": _("Overdue: %(what)s"),
}

# A notice that nobody has acknowledged, sent on to the next.
CLIMB = _("Nobody has acknowledged this yet: %(what)s")

# What these are about is over for the agency, and its access with it: the notice says all.
NOTHING_LEFT = frozenset({"episode.ended_in_error", "meeting.dropped"})


def words(kind: str) -> str:
    """Return the words for a kind; an unknown one says itself, so that none is lost."""
    clock, _dot, rest = kind.partition(".")
    if clock == "climb":
        return str(CLIMB) % {"what": KINDS.get(rest, rest)}
    step, _dot, what = rest.partition(".")
    if clock == "clock" and step in STEPS:
        clock_kind, _dot, rule = what.partition(".")
        # A rule of the area's own is called as the area calls it: "missing_48_hours".
        said = rule.replace("_", " ").capitalize() or CLOCKS.get(clock_kind, what)  # type: ignore[call-overload]
        return str(STEPS[step]) % {"what": said}
    return str(KINDS.get(kind, kind))
