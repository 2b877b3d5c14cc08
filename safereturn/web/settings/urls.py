"""Addresses of an agency's own settings: about no child."""

from django.urls import path

from safereturn.web.settings import grading, looks, risk, senior

app_name = "settings"
urlpatterns = [
    path("risk/", risk.risk, name="risk"),
    path("grading/", grading.grading, name="grading"),
    path("looks/", looks.looks, name="looks"),
    path("senior/", senior.senior, name="senior"),
]
