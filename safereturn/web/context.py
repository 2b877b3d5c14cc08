"""What the base page shows around every page: who, where to, and what is not working."""

from contextlib import nullcontext
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from safereturn.children.policies import practises
from safereturn.clocks.policies import can_keep as can_keep_protocol
from safereturn.foundation import identity, spool
from safereturn.foundation.actor import Actor, Role
from safereturn.notifications import queries as notifications
from safereturn.oversight.policies import MANAGERS
from safereturn.risk.policies import can_set_times
from safereturn.web import why
from safereturn.web.labels import ROLES
from safereturn.web.ui.components import NavItem, SignedIn
from safereturn.web.ui.times import moment_words

INTERVIEWING = (Role.RETURN_INTERVIEWER, Role.INTERVIEW_MANAGER)
# The pages of a ledger that are about no one child.
REQUESTS = ("requests", "request")


# Named for the base page, so that it need not look for them in vain on every page.
ADDRESSES = {
    "help_url": "/help/",
    "accessibility_url": "/accessibility/",
    "privacy_url": "/privacy/",
    "status_url": "/status/",
    "lock_url": "/lock/",
    "sign_out_url": "/sign-out/",
    "service_warning": "",
}


def around(request: HttpRequest) -> dict[str, Any]:
    """Return the base page's context; for the signed-out, only what needs no actor."""
    page: dict[str, Any] = {"demonstration": settings.DEMO, **ADDRESSES}
    # Asked at the end of a page: by then all that it shows has been decided.
    page["shown_because"] = lambda: why.lines(request.received_at)  # type: ignore[attr-defined]
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        return page
    at = request.received_at  # type: ignore[attr-defined]
    page["signed_in"] = SignedIn(
        name=actor.name,
        role=ROLES[min(actor.roles)] if actor.roles else "",
        agency=actor.agency_name,
        change_href=reverse("sign_in:acting"),
        own_href=reverse("mfa_index"),
    )
    # Pages for everybody, and refusals, are drawn after or without the page's transaction.
    with nullcontext() if identity.is_known() else identity.acting(actor, at=at):
        notices = notifications.around(actor, at=at)
    page["nav"] = _navigation(request, notices.unopened)
    if since := notices.waiting_since:
        page["service_warning"] = _("Messages have not gone out since %(time)s. Ring instead.") % {
            "time": moment_words(since, at)
        }
    if words := _spool_words(at):
        page["service_warning"] = " ".join([page["service_warning"], words]).strip()
    return page


def _spool_words(at: datetime) -> str:
    """Say that reports wait to be entered: who reads a list must know that it is not all."""
    held = spool.holding()
    if held.broken:
        return _("Reports that were taken in are damaged. Ring whoever runs the service.")
    if not held.since:
        return ""
    return ngettext(
        "%(n)s report taken since %(time)s is not in the record yet. Ring the police.",
        "%(n)s reports taken since %(time)s are not in the record yet. Ring the police.",
        held.lines,
    ) % {"n": held.lines, "time": moment_words(held.since, at)}


def _navigation(request: HttpRequest, unopened: int) -> list[NavItem]:
    items = [
        ("worklist:list", _("Worklist"), 0),
        ("report_missing:report", _("Report a missing child"), 0),
        ("find_child:search", _("Find a child"), 0),
        ("handover:shift", _("My shift"), 0),
        ("meetings:list", _("Meetings"), 0),
        ("duty:rota", _("On duty"), 0),
        ("notices:list", _("Notices"), unopened),
        ("drafts:list", _("Unfinished"), 0),
    ]
    if Role.GOVERNANCE_LEAD in request.actor.roles:  # type: ignore[attr-defined]
        items.insert(0, ("agreements:desk", _("Information governance"), 0))
        items.append(("settings:looks", _("Records in an hour"), 0))
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if practises(actor):
        items.insert(-1, ("ledger:requests", _("Requests"), 0))
    if actor.has(*MANAGERS):
        items.append(("oversight:front", _("Oversight"), 0))
    if actor.has(Role.ADMINISTRATOR):
        items.append(("people:list", _("Our people"), 0))
        items.append(("settings:senior", _("Named senior"), 0))
    if can_set_times(actor):
        items.append(("settings:risk", _("Times of grading"), 0))
        items.append(("settings:lines", _("Lines of enquiry"), 0))
    if can_keep_protocol(actor):
        items.append(("protocols:list", _("Protocols"), 0))
    here = _here(request)
    return [
        NavItem(address, text, active=name.startswith(f"{here}:"), count=count)
        for name, text, count in items
        if (address := _address(name))
    ]


def _here(request: HttpRequest) -> str:
    """Return the part of the service that a page belongs to, as the navigation knows it."""
    match = request.resolver_match
    if match is None:
        return ""
    if match.namespace == "ledger" and match.url_name not in REQUESTS:
        return ""  # a page of one child's record
    return match.namespace


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
