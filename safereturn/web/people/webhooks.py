"""Pages: which of our own systems is told by webhook, of what, and what became of it."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from safereturn.foundation.errors import Conflict, Invalid
from safereturn.notifications import actions, queries
from safereturn.notifications.policies import can_keep_receivers
from safereturn.notifications.queries import PostLine, ReceiverLine
from safereturn.notifications.rules.webhooks import Off, PostState
from safereturn.web.http import SignedInRequest, done, page_number, put_errors
from safereturn.web.notices.kinds import words
from safereturn.web.ui.forms import MomentField, TicksField, TimedForm

EVERYTHING = "everything"
# What can be chosen here; single kinds as well in the API.
GROUPS = {
    "episode": gettext_lazy("A child is missing, found, back"),
    "risk": gettext_lazy("Risk: graded, asked, answered, disputed"),
    "interview": gettext_lazy("Return interviews and what is shared from them"),
    "clock": gettext_lazy("Deadlines: due soon, due, overdue"),
    "task": gettext_lazy("Agreed actions"),
    "request": gettext_lazy("Requests for information"),
    "correction": gettext_lazy("Corrections and recalls"),
    "agreement": gettext_lazy("Agreements"),
    EVERYTHING: gettext_lazy("Everything that your list of notices has"),
}
STATES = {
    "new": (gettext_lazy("Nothing sent yet"), "grey"),
    "working": (gettext_lazy("Working"), "green"),
    "failing": (gettext_lazy("Not answering"), "orange"),
    "paused": (gettext_lazy("Paused by you"), "yellow"),
    "off": (gettext_lazy("Switched off"), "red"),
    "ended": (gettext_lazy("Ended"), "grey"),
}
OFF = {
    Off.FAILING: gettext_lazy("It has not answered for three days, so we stopped."),
    Off.GONE: gettext_lazy("It said that it wants no more (410), so we stopped."),
}
POSTS = {
    PostState.QUEUED: (gettext_lazy("Waits"), "yellow"),
    PostState.SENT: (gettext_lazy("Taken"), "green"),
    PostState.DEAD: (gettext_lazy("Given up"), "red"),
    PostState.WITHHELD: (gettext_lazy("Withheld"), "grey"),
}
# What the poster found, in words that say where to look.
FAULTS = {
    "TooSlow": gettext_lazy("It did not answer in 15 seconds."),
    "WrongCertificate": gettext_lazy("Its certificate is not for this address, or not trusted."),
    "NotOutside": gettext_lazy("The address leads into a private network."),
    "NoSuchHost": gettext_lazy("No machine of this name was found."),
    "ConnectionRefusedError": gettext_lazy("Nothing answers at this address."),
}


class ReceiverForm(TimedForm):
    """A system, its address, and what it is told of."""

    name = forms.CharField(
        label=gettext_lazy("Which system is it?"),
        help_text=gettext_lazy("For example “case system” or “control room”."),
        max_length=100,
        widget=forms.TextInput(attrs={"class": "govuk-!-width-one-half", "autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Enter which system it is")},
    )
    url = forms.CharField(
        label=gettext_lazy("To which address do we send?"),
        help_text=gettext_lazy("It begins with https:// and can be reached from the internet."),
        max_length=500,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": gettext_lazy("Enter the address to send to")},
    )
    kinds = TicksField(
        choices=list(GROUPS.items()),
        none=EVERYTHING,
        small=True,
        label=gettext_lazy("What is it told of?"),
        error_messages={"required": gettext_lazy("Select what the system is told of")},
    )

    def __init__(self, request: SignedInRequest, **kwargs: Any) -> None:
        sent = request.method == "POST" and "name" in request.POST
        super().__init__(request.POST if sent else None, now=request.received_at, **kwargs)
        self.fields["kinds"].none_label = GROUPS[EVERYTHING]  # type: ignore[attr-defined]

    def wanted(self) -> dict[str, Any]:
        """Return what a valid form says, as the actions take it."""
        data = self.cleaned_data
        kinds = [] if EVERYTHING in data["kinds"] else data["kinds"]
        return {"name": data["name"], "url": data["url"], "kinds": kinds}


class SinceForm(TimedForm):
    """From when on everything is sent again."""

    since = MomentField(
        thing=gettext_lazy("Time to send again from"),
        past=True,
        label=gettext_lazy("Send everything again since"),
    )


@require_safe
def webhooks(request: SignedInRequest) -> HttpResponse:
    """List our receivers: whether each works, what waits, what was given up."""
    lines = [(line, *STATES[line.state]) for line in queries.list_receivers(request.actor)]
    return render(request, "people/webhooks.html", {"lines": lines})


@require_http_methods(["GET", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    """Set up a receiver, and show its secret once."""
    by = request.actor
    can_keep_receivers(by, by.agency_id).require()
    form = ReceiverForm(request)
    if form.is_valid():
        try:
            row, secret = actions.make_receiver(**form.wanted(), at=request.received_at, by=by)
        except Invalid as error:
            put_errors(form, error)
        except Conflict as error:
            form.add_error("name", str(error))
        else:
            page = {"receiver_id": row.pk, "name": row.name, "secret": secret}
            return render(request, "people/webhook_shown.html", page)
    return render(request, "people/webhook_new.html", {"form": form})


@require_http_methods(["GET", "POST"])
def webhook(request: SignedInRequest, receiver_id: UUID) -> HttpResponse:
    """Show how a receiver is doing; change, try, pause, replay or end it."""
    line = queries.get_receiver(request.actor, receiver_id)
    do = request.POST.get("do", "")
    if do == "secret":
        secret = actions.new_secret(receiver_id, at=request.received_at, by=request.actor)
        page = {"receiver_id": line.id, "name": line.name, "secret": secret, "changed": True}
        return render(request, "people/webhook_shown.html", page)
    if do in _DO:
        messages.success(request, _DO[do](request, line))
        return done(request, "people:webhook", receiver_id)
    since = SinceForm(request.POST if do == "since" else None, now=request.received_at)
    if do == "since" and since.is_valid():
        count = actions.replay(
            receiver_id, since=since.cleaned_data["since"], at=request.received_at, by=request.actor
        )
        messages.success(request, _replayed(count))
        return done(request, "people:webhook", receiver_id)
    return _shown(request, line, since)


def _shown(request: SignedInRequest, line: ReceiverLine, since: SinceForm) -> HttpResponse:
    start = {"name": line.name, "url": line.url, "kinds": list(line.kinds) or [EVERYTHING]}
    form = ReceiverForm(request, initial=start)
    if form.is_valid():
        try:
            actions.change_receiver(line.id, **form.wanted(), by=request.actor)
        except Invalid as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Saved. It holds from the next event on."))
            return done(request, "people:webhook", line.id)
    number = page_number(request)
    posts = queries.list_posts(request.actor, line.id, page=number)
    page = {
        "line": line,
        "state": STATES[line.state],
        "off": OFF[Off(line.off_because)] if line.off_because else "",
        "form": form,
        "since": since,
        "posts": [(post, words(post.kind), *POSTS[PostState(post.state)], _why(post))
                  for post in posts],
        "page": number,
        "more": len(posts) == queries.POSTS,
        "now": request.received_at,
    }  # fmt: skip
    return render(request, "people/webhook.html", page)


def _why(post: PostLine) -> str:
    """Say what the last attempt came to, where it was not taken."""
    if post.state == PostState.WITHHELD:
        return _("Your agency may no longer see the record.")
    if post.fault:
        return str(FAULTS.get(post.fault, _("The connection broke off.")))
    if post.status and post.state != PostState.SENT:
        return _("It answered %(status)s.") % {"status": post.status}
    return ""


def _replayed(count: int) -> str:
    return ngettext("%(n)s event is sent again.", "%(n)s events are sent again.", count) % {
        "n": count
    }


def _test(request: SignedInRequest, line: ReceiverLine) -> str:
    actions.ping(line.id, at=request.received_at, by=request.actor)
    return _("A test is on its way. Look again in a few seconds.")


def _pause(request: SignedInRequest, line: ReceiverLine) -> str:
    actions.pause(line.id, at=request.received_at, by=request.actor)
    return _("Paused. What happens meanwhile waits.")


def _resume(request: SignedInRequest, line: ReceiverLine) -> str:
    actions.resume(line.id, by=request.actor)
    return _("It goes on. What has waited goes first.")


def _end_old(request: SignedInRequest, line: ReceiverLine) -> str:
    actions.end_old_secret(line.id, by=request.actor)
    return _("Ended. From now on the new secret alone signs.")


def _replay_dead(request: SignedInRequest, line: ReceiverLine) -> str:
    return _replayed(actions.replay(line.id, at=request.received_at, by=request.actor))


def _replay_one(request: SignedInRequest, line: ReceiverLine) -> str:
    try:
        post_id = UUID(request.POST.get("post", ""))
    except ValueError:
        return _replayed(0)
    count = actions.replay(line.id, post_id=post_id, at=request.received_at, by=request.actor)
    return _replayed(count)


def _end(request: SignedInRequest, line: ReceiverLine) -> str:
    actions.end_receiver(line.id, at=request.received_at, by=request.actor)
    return _("Ended. Nothing more is sent to it.")


_DO = {
    "test": _test,
    "pause": _pause,
    "resume": _resume,
    "end_old": _end_old,
    "replay_dead": _replay_dead,
    "replay_one": _replay_one,
    "end": _end,
}
