"""Addresses of the search. What was typed is never part of one."""

from django.urls import path

from safereturn.web.find_child import pages

app_name = "find_child"
urlpatterns = [
    path("", pages.search, name="search"),
    path("<str:key>/", pages.results, name="results"),
]
