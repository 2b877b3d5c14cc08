"""Pages: a child's trigger plan: its versions, one of them, writing, agreeing, reviewing."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from safereturn.casework.actions import trigger_plans as actions
from safereturn.casework.queries import tasks
from safereturn.casework.queries import trigger_plans as queries
from safereturn.casework.queries.trigger_plans import PlanPage
from safereturn.casework.rules.tasks import ToldByPhone
from safereturn.foundation.errors import Invalid, NotFound
from safereturn.foundation.saying import spoken
from safereturn.web.http import SignedInRequest, done, put_errors
from safereturn.web.plans.forms import (
    ActionForm,
    AnswerForm,
    PhoneForm,
    PlanForm,
    ReviewForm,
    TakeBackForm,
)
from safereturn.web.plans.labels import STATES
from safereturn.web.ui.components import Words


@require_http_methods(["GET", "POST"])
def of_child(request: SignedInRequest, child_ref: str) -> HttpResponse:
    """List the versions; start a new one."""
    by, at = request.actor, request.received_at
    found = queries.of_child(by, child_ref, at=at)
    form = PlanForm(request.POST or None, now=at) if found.may_write else None
    if form is None and request.method == "POST":
        found.may_write.require()
    if form is not None and form.is_valid():
        try:
            plan = actions.start(child_ref, form.new(), at=at, by=by)
        except Invalid as error:
            put_errors(form, error)
        else:
            messages.success(request, _("The plan is being written: add its actions"))
            return done(request, "plans:plan", plan.ref)
    page = {
        "found": found,
        "child": found.child,
        "form": None if found.in_writing else form,
        "versions": [(one, STATES[one.state]) for one in found.versions],
    }
    return render(request, "plans/of_child.html", page)


@require_http_methods(["GET", "POST"])
def plan(request: SignedInRequest, plan_ref: str) -> HttpResponse:
    """Show one version; an agency that is asked says whether it agrees."""
    by, at = request.actor, request.received_at
    page = queries.get_plan(by, plan_ref, at=at)
    form = None
    if page.is_asked and page.may_answer:
        form = AnswerForm(request.POST or None, now=at)
        if form.is_valid() and _answered(request, plan_ref, form):
            messages.success(request, _("Your agency’s answer is written down"))
            return done(request, "plans:plan", plan_ref)
    elif request.method == "POST":
        page.may_answer.require()
        raise NotFound
    shown = {"page": page, "child": page.child, "state": STATES[page.state], "form": form}
    return render(request, "plans/plan.html", shown)


def _answered(request: SignedInRequest, ref: str, form: forms.Form) -> bool:
    by, at, said = request.actor, request.received_at, form.cleaned_data
    try:
        if said["answer"] == "yes":
            actions.agree(ref, at=at, by=by)
        else:
            actions.decline(ref, said["because"], at=at, by=by)
    except Invalid as error:
        put_errors(form, error)
        return False
    return True


@require_http_methods(["GET", "POST"])
def change(request: SignedInRequest, plan_ref: str) -> HttpResponse:
    """Say anew what usually happens, in a draft."""
    by, at = request.actor, request.received_at
    page = queries.get_plan(by, plan_ref, at=at)
    page.may_reword.require()
    initial = {"pattern": page.pattern, "review_on": page.review_on}
    form = PlanForm(request.POST or None, now=at, initial=initial)
    if form.is_valid():
        try:
            actions.change(plan_ref, form.new(), at=at, by=by)
        except Invalid as error:
            put_errors(form, error)
        else:
            return done(request, "plans:plan", plan_ref)
    return _form(request, page, form, _("What usually happens"), _("Save"))


@require_http_methods(["GET", "POST"])
def action(request: SignedInRequest, plan_ref: str) -> HttpResponse:
    """Add an action to a draft."""
    by, at = request.actor, request.received_at
    page = queries.get_plan(by, plan_ref, at=at)
    page.may_change.require()
    may_own = tasks.may_agree(by, page.child.pk, at=at)
    form = ActionForm(request.POST or None, now=at, may_own=may_own)
    if form.is_valid():
        try:
            actions.add_action(plan_ref, form.new(), at=at, by=by)
        except Invalid as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Action added"))
            return done(request, "plans:plan", plan_ref)
    return _form(request, page, form, _("Add an action"), _("Add the action"))


@require_POST
def remove(request: SignedInRequest, plan_ref: str, action_id: UUID) -> HttpResponse:
    """Take an action out of a draft."""
    actions.remove_action(plan_ref, action_id, at=request.received_at, by=request.actor)
    messages.success(request, _("Action taken out"))
    return done(request, "plans:plan", plan_ref)


@require_POST
def propose(request: SignedInRequest, plan_ref: str) -> HttpResponse:
    """Ask every agency that owns an action whether it agrees."""
    try:
        actions.propose(plan_ref, at=request.received_at, by=request.actor)
    except Invalid as error:
        messages.error(request, spoken(str(error)))
        return redirect("plans:plan", plan_ref)
    messages.success(request, _("Each agency with an action is asked to agree"))
    return done(request, "plans:plan", plan_ref)


@require_http_methods(["GET", "POST"])
def take_back(request: SignedInRequest, plan_ref: str) -> HttpResponse:
    """Make a proposed plan a draft again, and say why."""
    by, at = request.actor, request.received_at
    page = queries.get_plan(by, plan_ref, at=at)
    page.may_take_back.require()
    form = TakeBackForm(request.POST or None, now=at)
    if form.is_valid():
        try:
            actions.take_back(plan_ref, form.cleaned_data["because"], at=at, by=by)
        except Invalid as error:
            put_errors(form, error)
        else:
            messages.success(request, _("It is being written again; all who were asked are told"))
            return done(request, "plans:plan", plan_ref)
    return _form(request, page, form, _("Take the plan back"), _("Take it back"))


@require_POST
def settle(request: SignedInRequest, plan_ref: str) -> HttpResponse:
    """Put in force what all who still work with the child have agreed to."""
    actions.settle(plan_ref, at=request.received_at, by=request.actor)
    messages.success(request, _("The plan is in force"))
    return done(request, "plans:plan", plan_ref)


@require_http_methods(["GET", "POST"])
def phone(request: SignedInRequest, plan_ref: str, agency_id: UUID) -> HttpResponse:
    """Write down what an agency without an account said by phone."""
    by, at = request.actor, request.received_at
    page = queries.get_plan(by, plan_ref, at=at)
    page.may_write.require()
    page.may_answer.require()
    if not any(one.agency_id == agency_id and one.ring for one in page.agreements):
        raise NotFound
    form = PhoneForm(request.POST or None, now=at)
    if form.is_valid() and _rung(request, plan_ref, agency_id, form):
        return done(request, "plans:plan", plan_ref)
    return _form(request, page, form, _("Agreed by phone"), _("Save the call"))


def _rung(request: SignedInRequest, ref: str, agency_id: UUID, form: PhoneForm) -> bool:
    said, at, by = form.cleaned_data, request.received_at, request.actor
    told = ToldByPhone(spoke_to=said["spoke_to"], phone=said["phone"], at=said["told_at"])
    try:
        if said["answer"] == "yes":
            actions.agree(ref, at=at, by=by, told=told, agency_id=agency_id)
        else:
            actions.decline(ref, said["because"], at=at, by=by, told=told, agency_id=agency_id)
    except Invalid as error:
        put_errors(form, error)
        return False
    return True


@require_http_methods(["GET", "POST"])
def review(request: SignedInRequest, plan_ref: str) -> HttpResponse:
    """Say that a plan is still right, or end it."""
    page = queries.get_plan(request.actor, plan_ref, at=request.received_at)
    page.may_review.require()
    form = ReviewForm(request.POST or None, now=request.received_at)
    if form.is_valid() and _reviewed(request, plan_ref, form):
        messages.success(request, _("It is written down"))
        return done(request, "plans:plan", plan_ref)
    return _form(request, page, form, _("Review the trigger plan"), _("Save the review"))


def _reviewed(request: SignedInRequest, ref: str, form: ReviewForm) -> bool:
    said, at, by = form.cleaned_data, request.received_at, request.actor
    try:
        if said["answer"] == "end":
            actions.end(ref, said["because"], at=at, by=by)
        elif said["review_on"] is None:
            form.add_error("review_on", _("Enter when the plan is looked at again"))
            return False
        else:
            actions.review(ref, said["review_on"], at=at, by=by)
    except Invalid as error:
        put_errors(form, error)
        return False
    return True


def _form(
    request: SignedInRequest, page: PlanPage, form: Any, title: Words, button: Words
) -> HttpResponse:
    shown = {"page": page, "child": page.child, "form": form, "title": title, "button": button}
    return render(request, "plans/form.html", shown)
