"""Addresses of unfinished work."""

from django.urls import path

from safereturn.web.drafts import keep

app_name = "drafts"
urlpatterns = [
    path("", keep.list_, name="list"),
    path("drop/<path:key>/", keep.drop, name="drop"),
    path("keep/<path:key>/", keep.keep, name="keep"),
]
