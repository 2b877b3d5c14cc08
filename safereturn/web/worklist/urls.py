"""Addresses of the worklist."""

from django.urls import path

from safereturn.web.worklist import pages

app_name = "worklist"
urlpatterns = [
    path("", pages.list_, name="list"),
    path("new-count/", pages.new_count, name="new_count"),
]
