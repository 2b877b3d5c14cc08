"""Addresses of the rota: about no child."""

from django.urls import path

from safereturn.web.duty import pages

app_name = "duty"
urlpatterns = [
    path("", pages.rota, name="rota"),
    path("<uuid:duty_id>/end/", pages.end, name="end"),
]
