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
from safereturn.foundation.saying import spoken
from safereturn.notifications import actions, queries
from safereturn.notifications.policies import can_keep_receivers
from safereturn.notifications.queries import ReceiverLine
from safereturn.notifications.rules.webhooks import Off, PostState
from safereturn.web.http import (
    SignedInRequest,
    done,
    filled,
    finish_draft,
    is_sent,
    page_number,
    put_errors,
    shown_once,
)
from safereturn.web.notices.kinds import words
from safereturn.web.people.webhook_words import EVERYTHING, GROUPS, OFF, POSTS, STATES, why
from safereturn.web.ui.forms import MomentField, TicksField, TimedForm


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
        help_text=gettext_lazy(
            "What is for one person alone, such as a report of a protected record, goes"
            " to that person and to no system."
        ),
        error_messages={"required": gettext_lazy("Select what the system is told of")},
    )

    def __init__(
        self, request: SignedInRequest, line: ReceiverLine | None = None, **kwargs: Any
    ) -> None:
        typed = filled(request)  # or one of the other buttons of the page was pressed
        super().__init__(
            typed if typed and "name" in typed else None, now=request.received_at, **kwargs
        )
        field = self.fields["kinds"]
        field.none_label = GROUPS[EVERYTHING]  # type: ignore[attr-defined]
        # What the API has chosen singly stays chosen.
        single = [(kind, words(kind)) for kind in line.kinds if kind not in GROUPS] if line else []
        field.choices = [*list(GROUPS.items())[:-1], *single, (EVERYTHING, GROUPS[EVERYTHING])]  # type: ignore[attr-defined]

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
    if is_sent(request, form):
        try:
            row, secret = actions.make_receiver(**form.wanted(), at=request.received_at, by=by)
        except Invalid as error:
            put_errors(form, error)
        except Conflict as error:
            form.add_error("name", spoken(str(error)))
        else:
            page = {"receiver_id": row.pk, "name": row.name, "secret": secret}
            shown = render(request, "people/webhook_shown.html", page)
            finish_draft(request, request.path)
            return shown_once(request, shown, "people:webhook", row.pk)
    return render(request, "people/webhook_new.html", {"form": form})


@require_http_methods(["GET", "POST"])
def webhook(request: SignedInRequest, receiver_id: UUID) -> HttpResponse:
    """Show how a receiver is doing; change, try, pause or replay it, give it a new secret."""
    line = queries.get_receiver(request.actor, receiver_id)
    do = request.POST.get("do", "")
    if do in _SECRETS:
        return _secret(request, line, do)
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


def _secret(request: SignedInRequest, line: ReceiverLine, do: str) -> HttpResponse:
    try:
        secret = _SECRETS[do](line.id, at=request.received_at, by=request.actor)
    except (actions.NewOneWaits, actions.NoNewOne) as error:
        messages.error(request, spoken(str(error)))
        return done(request, "people:webhook", line.id)
    page = {"receiver_id": line.id, "name": line.name, "secret": secret, "changed": True}
    return render(request, "people/webhook_shown.html", page)


def _shown(request: SignedInRequest, line: ReceiverLine, since: SinceForm) -> HttpResponse:
    start = {"name": line.name, "url": line.url, "kinds": list(line.kinds) or [EVERYTHING]}
    form = ReceiverForm(request, line, initial=start)
    if is_sent(request, form):
        try:
            actions.change_receiver(line.id, **form.wanted(), by=request.actor)
        except Invalid as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Saved. It holds from the next event on."))
            return done(request, "people:webhook", line.id, draft=request.path)
    number = page_number(request)
    posts = queries.list_posts(request.actor, line.id, page=number)
    page = {
        "line": line,
        "state": STATES[line.state],
        "off": OFF[Off(line.off_because)] if line.off_because else "",
        "form": form,
        "since": since,
        "posts": [(post, words(post.kind), *POSTS[PostState(post.state)], why(post))
                  for post in posts],
        "page": number,
        "more": len(posts) == queries.POSTS,
        "now": request.received_at,
    }  # fmt: skip
    return render(request, "people/webhook.html", page)


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


@require_http_methods(["GET", "POST"])
def end(request: SignedInRequest, receiver_id: UUID) -> HttpResponse:
    """Say what ending a receiver for good means; then end it."""
    line = queries.get_receiver(request.actor, receiver_id)
    if request.method == "POST":
        actions.end_receiver(line.id, at=request.received_at, by=request.actor)
        messages.success(request, _("Ended. Nothing more is sent to it."))
        return done(request, "people:webhooks")
    return render(request, "people/webhook_end.html", {"line": line})


_SECRETS = {"secret": actions.new_secret, "secret_again": actions.new_secret_again}
_DO = {
    "test": _test,
    "pause": _pause,
    "resume": _resume,
    "end_old": _end_old,
    "replay_dead": _replay_dead,
    "replay_one": _replay_one,
}
