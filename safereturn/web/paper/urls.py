"""Addresses of what is printed."""

from django.urls import path

from safereturn.web.paper import pages

app_name = "paper"
urlpatterns = [
    path("", pages.index, name="index"),
    path("report/", pages.report, name="report"),
    path("desks/", pages.desks, name="desks"),
]
