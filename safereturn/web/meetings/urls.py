"""Addresses of duties to meet, of meetings and of patterns. Opaque references only."""

from django.urls import path

from safereturn.web.meetings import duty, list_

app_name = "meetings"
urlpatterns = [
    path("meetings/", list_.meetings, name="list"),
    path("meetings/duties/<str:duty_ref>/", duty.duty, name="duty"),
]
