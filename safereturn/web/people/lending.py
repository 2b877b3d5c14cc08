"""Pages: lend somebody to another agency; take up somebody who is lent to us; end a loan."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from safereturn.agencies import actions, queries
from safereturn.foundation.actor import Role
from safereturn.foundation.errors import Conflict, Invalid
from safereturn.foundation.saying import spoken
from safereturn.web.http import SignedInRequest, done, filled, is_sent, put_errors
from safereturn.web.people.forms import AppointmentForm, LoanForm, last_moment


@require_http_methods(["GET", "POST"])
def lend(request: SignedInRequest, appointment_id: UUID) -> HttpResponse:
    """Offer somebody to another agency until a day."""
    by, at = request.actor, request.received_at
    page = queries.get_own_person(by, appointment_id, at=at)
    form = LoanForm(filled(request), now=at)
    others = [row for row in queries.list_agencies() if row.pk != by.agency_id]
    form.fields["agency"].choices = [("", ""), *((str(row.pk), row.name) for row in others)]  # type: ignore[attr-defined]
    if is_sent(request, form):
        ends_at = last_moment(form.cleaned_data["ends_on"])
        assert ends_at is not None, "the form asks for it"
        borrower = queries.get_agency(UUID(form.cleaned_data["agency"]))
        lender = queries.get_agency(by.agency_id)
        try:
            actions.lend(page.appointment.person, lender, borrower, ends_at=ends_at, at=at, by=by)
        except Invalid as error:
            put_errors(form, error)
        except Conflict as error:
            form.add_error(None, spoken(str(error)))
        else:
            said = _("Offered. They can act there once that agency’s administrator takes them up.")
            messages.success(request, said)
            return done(request, "people:list", draft=request.path)
    return render(request, "people/lend.html", {"form": form, "page": page})


@require_http_methods(["GET", "POST"])
def borrow(request: SignedInRequest, loan_id: UUID) -> HttpResponse:
    """Appoint somebody who is lent to us, until the loan ends."""
    by, at = request.actor, request.received_at
    loan = queries.get_loan(by, loan_id)
    form = AppointmentForm(request, ())
    del form.fields["ends_on"]
    if is_sent(request, form):
        roles = [Role(role) for role in form.cleaned_data["roles"]]
        actions.borrow(loan, roles, title=form.cleaned_data["title"], at=at, by=by)
        messages.success(request, _("They can act for you now, until the loan ends."))
        return done(request, "people:list", draft=request.path)
    return render(request, "people/borrow.html", {"form": form, "loan": loan})


@require_POST
def end_loan(request: SignedInRequest, loan_id: UUID) -> HttpResponse:
    """End a loan at once, by either agency."""
    loan = queries.get_loan(request.actor, loan_id)
    actions.end_loan(loan, at=request.received_at, by=request.actor)
    messages.success(request, _("The loan has ended."))
    return done(request, "people:list")
