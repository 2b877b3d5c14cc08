"""Addresses of an agency's own settings: about no child."""

from django.urls import path

from safereturn.web.settings import debrief, grading, lines, looks, risk, senior

app_name = "settings"
urlpatterns = [
    path("risk/", risk.risk, name="risk"),
    path("debrief/", debrief.debrief, name="debrief"),
    path("grading/", grading.grading, name="grading"),
    path("lines/", lines.lines, name="lines"),
    path("lines/copy/", lines.copy, name="copy_lines"),
    path("lines/<uuid:line_id>/drop/", lines.drop, name="drop_line"),
    path("looks/", looks.looks, name="looks"),
    path("senior/", senior.senior, name="senior"),
]
