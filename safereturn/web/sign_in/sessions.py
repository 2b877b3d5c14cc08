"""Page: where I am signed in, and sign out everywhere."""

from dataclasses import dataclass
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from safereturn.agencies import actions
from safereturn.web.http import SignedInRequest

# What a browser calls itself, the more particular first: Chrome calls itself Safari too.
BROWSERS = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (
    ("Windows", "Windows"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"),
    ("Mac OS", "Mac"), ("Linux", "Linux"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """One browser in which somebody is signed in."""

    words: str
    address: str
    began_at: datetime
    is_here: bool


@require_http_methods(["GET", "POST"])
def sessions(request: SignedInRequest) -> HttpResponse:
    """List one's sessions; end all of them at one press, this one too."""
    assert request.user.is_authenticated
    if request.method == "POST":
        actions.sign_out_everywhere(request.user, by=request.actor)
        for row in UserSession.objects.filter(user=request.user):
            row.end()
        logout(request)
        return redirect(settings.LOGIN_URL)
    here = request.session.session_key
    rows = UserSession.objects.purge_and_list(request.user)
    places = [
        Place(_words(row.user_agent), row.ip, row.created_at, row.session_key == here)
        for row in sorted(rows, key=lambda row: row.created_at, reverse=True)
    ]
    return render(request, "sign_in/sessions.html", {"places": places})


def _words(agent: str) -> str:
    """Return what kind of browser it is, in words."""
    browser = next((name for mark, name in BROWSERS if mark in agent), _("A browser"))
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    return (
        _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
        if system
        else browser
    )
