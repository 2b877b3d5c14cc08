"""The words of receivers and webhooks: what can be chosen, how one is doing, what went wrong."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from safereturn.notifications.queries import PostLine
from safereturn.notifications.rules.webhooks import UNREADABLE, Off, PostState

EVERYTHING = "everything"
# What can be chosen here; single kinds as well in the API.
GROUPS = {
    "episode": _("A child is missing, found, back"),
    "climb": _("What nobody has acknowledged, sent on"),
    "report": _("Reports taken while nothing could be written"),
    "risk": _("Risk: graded, asked, answered, disputed"),
    "clock": _("Deadlines: due soon, due, overdue"),
    "trigger": _("Trigger plans: started, agreed, ended"),
    "task": _("Agreed actions"),
    "handover": _("Handovers: given, accepted, declined, taken back"),
    "meeting": _("Meetings: asked, called off, who comes, minutes"),
    "interview": _("Return interviews and what is shared from them"),
    "request": _("Requests for information"),
    "correction": _("Corrections and recalls"),
    "child": _("A restricted record of yours was opened"),
    "opening": _("A record was opened in an emergency"),
    "rights": _("Somebody asks what is held about them"),
    "agreement": _("Agreements"),
    EVERYTHING: _("Everything that your list of notices has"),
}
STATES = {
    "new": (_("Nothing sent yet"), "grey"),
    "working": (_("Working"), "green"),
    "failing": (_("Not answering"), "orange"),
    "paused": (_("Paused by you"), "yellow"),
    "off": (_("Switched off"), "red"),
    "ended": (_("Ended"), "grey"),
}
OFF = {
    Off.FAILING: _("It has not answered for three days, so we stopped."),
    Off.UNREADABLE: _("Its secret can no longer be read, so nothing was sent. Make a new one."),
    Off.GONE: _("It said that it wants no more (410), so we stopped."),
}
POSTS = {
    PostState.QUEUED: (_("Waits"), "yellow"),
    PostState.SENT: (_("Taken"), "green"),
    PostState.DEAD: (_("Given up"), "red"),
    PostState.WITHHELD: (_("Withheld"), "grey"),
}
# What the poster found, in words that say where to look.
FAULTS = {
    UNREADABLE: _("Its secret can no longer be read: make a new one."),
    "TooSlow": _("It did not answer in 15 seconds."),
    "WrongCertificate": _("Its certificate is not for this address, or not trusted."),
    "NotOutside": _("The address leads into a private network."),
    "NoSuchHost": _("No machine of this name was found."),
    "ConnectionRefusedError": _("Nothing answers at this address."),
}


def why(post: PostLine) -> str:
    """Say what the last attempt came to, where it was not taken."""
    if post.state == PostState.WITHHELD:
        return gettext("Your agency may no longer see the record.")
    if post.fault:
        return str(FAULTS.get(post.fault, gettext("The connection broke off.")))
    if post.status and post.state != PostState.SENT:
        return gettext("It answered %(status)s.") % {"status": post.status}
    return ""
