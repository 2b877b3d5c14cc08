"""Addresses of reports that were taken in and wait. Opaque references only."""

from django.urls import path

from safereturn.web.spooled import pages

app_name = "spooled"
urlpatterns = [
    path("", pages.taken, name="taken"),
    path("<uuid:report_id>/", pages.finish, name="finish"),
]
