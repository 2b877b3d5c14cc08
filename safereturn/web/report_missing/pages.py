"""Pages: find the child first, then report them missing, on one page."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from safereturn.casework.queries import trigger_plans
from safereturn.children import queries as children
from safereturn.children.queries import Result
from safereturn.episodes import actions, policies, queries
from safereturn.episodes.queries import BeforeReport
from safereturn.foundation.actor import AgencyKind
from safereturn.foundation.errors import Invalid
from safereturn.foundation.saying import spoken
from safereturn.web.http import (
    SignedInRequest,
    done,
    draft_for,
    put_errors,
    taken_at,
    typed_before,
    unfinished,
)
from safereturn.web.report_missing.elsewhere import handle
from safereturn.web.report_missing.forms import (
    AgainForm,
    NewChildReportForm,
    ReportForm,
    beside,
    prefilled,
)
from safereturn.web.ui.components import Draft

SEARCH = "report_search"


@require_http_methods(["GET", "POST"])
def report(request: SignedInRequest) -> HttpResponse:
    """Report a child who is known, or find them first."""
    ref = request.GET.get("child", "")
    return _known(request, ref) if ref else _find(request)


@require_POST
def find(request: SignedInRequest) -> HttpResponse:
    """Keep what was searched for out of every address, and show what it finds."""
    request.session[SEARCH] = request.POST.get("q", "")
    return redirect(reverse("report_missing:report") + "?found")


def _find(request: SignedInRequest) -> HttpResponse:
    # Only the page the search leads to shows it again: the next caller starts afresh.
    text = request.session.get(SEARCH, "") if "found" in request.GET else ""
    result, wrong = _search(request, text) if text else (None, "")
    # A result without hits reads as empty; it may point elsewhere all the same.
    found = () if result is None else result.pointers
    pointers = [(pointer, handle(request, pointer)) for pointer in found]
    context = {"result": result, "wrong": wrong, "text": text, "pointers": pointers}
    return render(request, "report_missing/find.html", context)


def _search(request: SignedInRequest, text: str) -> tuple[Result | None, str]:
    try:
        return children.search(request.actor, text, at=request.received_at), ""
    except Invalid as error:
        return None, spoken(str(error))


def _known(request: SignedInRequest, ref: str) -> HttpResponse:
    by, at = request.actor, request.received_at
    before = queries.before_report(by, ref, at=at)
    policies.can_report(by, before.child.pk, at=at).require()
    current = before.open_episode
    if current is not None and current.reported_at is not None:
        return _again(request, before, AgainForm(now=at, initial=prefilled(by)))
    key = f"report-{ref}"
    draft = draft_for(request, key)
    form = _form(request, ReportForm, draft)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.report(
                before.child.pk, form.what(), form.reporter(), **form.facts(), at=at, by=by
            )
        except Invalid as error:
            beside(form, error)
        except actions.AlreadyMissing as first:
            return _overtaken(request, ref, form, first)
        else:
            return _reported(request, made.ref, key)
    may_away = policies.can_record_away(by, before.child.pk, at=at)
    context = {
        "form": form,
        "before": before,
        "draft": draft,
        "may_record_away": may_away,
        "ahead": trigger_plans.ahead(by, before.child.pk, at=at),
    }
    return render(request, "report_missing/report.html", context | _who(request))


def _who(request: SignedInRequest) -> dict[str, Any]:
    return {"is_police": request.actor.agency_kind is AgencyKind.POLICE}


def _form(request: SignedInRequest, kind: type[ReportForm], draft: Draft) -> Any:
    now = taken_at(request)
    if request.method == "POST":
        return kind(request.POST, now=now)
    if draft.saved_at and (typed := typed_before(request, draft.key)):
        form = kind(typed, now=now)
        unfinished(form)
        return form
    return kind(now=now, initial=prefilled(request.actor))


def _reported(request: SignedInRequest, ref: str, key: str) -> HttpResponse:
    request.session.pop(SEARCH, None)
    messages.success(request, _("Reported missing. Agencies are being told now"))
    return done(request, "episode:episode", ref, draft=key)


@require_http_methods(["GET", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    """Report a child whom nobody has recorded yet."""
    by, at, key = request.actor, request.received_at, "report-new"
    draft = draft_for(request, key)
    form = _form(request, NewChildReportForm, draft)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.report_new_child(
                form.details(),
                form.what(),
                form.reporter(),
                **form.facts(),
                authority_id=form.authority_id(),
                at=at,
                by=by,
            )
        except Invalid as error:
            beside(form, error)
        else:
            return _reported(request, made.ref, key)
    context = {"form": form, "draft": draft}
    return render(request, "report_missing/new.html", context | _who(request))


def _overtaken(
    request: SignedInRequest, ref: str, form: ReportForm, first: actions.AlreadyMissing
) -> HttpResponse:
    """Somebody else reported the child meanwhile: keep every word for the second report."""
    said = form.cleaned_data
    parts = ("why_worried", "circumstances", "tried_first", "wearing", "carrying")
    words = "\n".join(said[name] for name in (*parts, "last_seen_where") if said[name])
    again = AgainForm(now=request.received_at, initial=said | {"text": words})
    before = queries.before_report(request.actor, ref, at=request.received_at)
    return _again(request, before, again, status=409, first=first.episode_ref)


def _again(
    request: SignedInRequest,
    before: BeforeReport,
    form: AgainForm,
    *,
    status: int = 200,
    first: str = "",
) -> HttpResponse:
    current = before.open_episode
    ref = current.ref if current else first
    by, at, child = request.actor, request.received_at, before.child
    context = {
        "form": form,
        "before": before,
        "episode_ref": ref,
        "overtaken": bool(first),
        "plan": current and trigger_plans.standing(by, child.pk, current.pk, at=at),
        "episode": current,
    }
    return render(
        request, "report_missing/again.html", context | {"child": before.child}, status=status
    )


@require_http_methods(["GET", "POST"])
def again(request: SignedInRequest, ref: str) -> HttpResponse:
    """Add a second report to the episode that is open for this child."""
    by, at = request.actor, request.received_at
    before = queries.before_report(by, ref, at=at)
    policies.can_report(by, before.child.pk, at=at).require()
    current = before.open_episode
    if current is None:
        return redirect(f"{reverse('report_missing:report')}?child={ref}")
    form = AgainForm(request.POST or None, now=taken_at(request), initial=prefilled(by))
    if request.method == "POST" and form.is_valid():
        try:
            text = form.cleaned_data["text"]
            reported_at = taken_at(request)
            actions.add_report(
                current.pk, form.reporter(), text, reported_at=reported_at, at=at, by=by
            )
        except Invalid as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Report added. Agencies are being told now"))
            return done(request, "episode:episode", current.ref)
    return _again(request, before, form)
