"""Pages: who looked at this child. Agencies and roles; a name on a further click, logged."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from safereturn.foundation.actor import Role
from safereturn.oversight import actions, queries
from safereturn.oversight.queries import LookLine
from safereturn.web.http import SignedInRequest, done
from safereturn.web.labels import ROLES
from safereturn.web.oversight.labels import ACTS


@require_http_methods(["GET", "HEAD", "POST"])
def looks(request: SignedInRequest, ref: str) -> HttpResponse:
    """List the looks, newest first; say that those from outside the case have been seen."""
    by, at = request.actor, request.received_at
    found = queries.who_looked(by, ref, at=at)
    if request.method == "POST":
        actions.seen_looks(found.child.pk, at=at, by=by)
        messages.success(request, _("Saved: you have looked through these"))
        return done(request, "oversight:looks", ref)
    rows = [(line, ACTS[line.act], roles_of(line)) for line in found.lines]
    return render(request, "oversight/looks.html", {"found": found, "rows": rows})


@require_safe
def look(request: SignedInRequest, ref: str, entry_id: UUID) -> HttpResponse:
    """Show one look with the name of who looked. That this was asked is itself logged."""
    found = queries.whose_look(request.actor, ref, entry_id, at=request.received_at)
    page = {"found": found, "act": ACTS[found.line.act], "roles": roles_of(found.line)}
    return render(request, "oversight/look.html", page)


def roles_of(line: LookLine) -> str:
    """Return the roles in which somebody looked, in words."""
    return ", ".join(str(ROLES[Role(role)]) for role in line.roles)
