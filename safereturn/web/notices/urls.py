"""Addresses of notices."""

from django.urls import path

from safereturn.web.notices import pages

app_name = "notices"
urlpatterns = [
    path("", pages.list_, name="list"),
    path("<uuid:notice_id>/", pages.open_, name="open"),
]
