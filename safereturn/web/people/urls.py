"""Addresses of an agency's own people, keys and sign-in service: about no child."""

from django.urls import path

from safereturn.web.people import desks, keys, lending, list_, own_service, person, teams, webhooks

app_name = "people"
urlpatterns = [
    path("", list_.people, name="list"),
    path("invite/", list_.invite, name="invite"),
    path("teams/", teams.teams, name="teams"),
    path("<uuid:appointment_id>/", person.person, name="person"),
    path("<uuid:appointment_id>/again/", person.invite_again, name="invite_again"),
    path("<uuid:appointment_id>/leave/", person.leave, name="leave"),
    path("<uuid:appointment_id>/reset/", person.reset, name="reset"),
    path("<uuid:appointment_id>/sign-out/", person.sign_out, name="sign_out"),
    path("<uuid:appointment_id>/lend/", lending.lend, name="lend"),
    path("loans/<uuid:loan_id>/", lending.borrow, name="borrow"),
    path("loans/<uuid:loan_id>/end/", lending.end_loan, name="end_loan"),
    path("desks/", desks.desks, name="desks"),
    path("desks/new/", desks.new, name="new_desk"),
    path("desks/<uuid:desk_id>/", desks.desk, name="desk"),
    path("desks/<uuid:desk_id>/end/", desks.end, name="end_desk"),
    path("keys/", keys.keys, name="keys"),
    path("keys/new/", keys.new, name="new_key"),
    path("keys/<uuid:client_id>/", keys.key, name="key"),
    path("keys/<uuid:client_id>/end/", keys.end, name="end_key"),
    path("webhooks/", webhooks.webhooks, name="webhooks"),
    path("webhooks/new/", webhooks.new, name="new_webhook"),
    path("webhooks/<uuid:receiver_id>/", webhooks.webhook, name="webhook"),
    path("webhooks/<uuid:receiver_id>/end/", webhooks.end, name="end_webhook"),
    path("sign-in-service/", own_service.own_service, name="own_service"),
]
