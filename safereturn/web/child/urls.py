"""Addresses of a child's record. Opaque references only."""

from django.urls import path

from safereturn.web.child import front

app_name = "child"
urlpatterns = [
    path("<str:ref>/", front.child, name="child"),
]
