"""Addresses of help and status."""

from django.urls import path

from safereturn.web.help import pages

app_name = "help"
urlpatterns = [
    path("help/", pages.help_, name="help"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("privacy/", pages.privacy, name="privacy"),
    path("status/", pages.status, name="status"),
    path("status/health.json", pages.health, name="health"),
]
