"""Addresses of oversight. Opaque references only."""

from django.urls import path

from safereturn.web import trawling
from safereturn.web.oversight import (
    emergency,
    front,
    keeping_out,
    looks,
    odd,
    openings,
    protected,
    sealing,
)

app_name = "oversight"
urlpatterns = [
    path("many-records/", trawling.many, name="many"),
    path("oversight/", front.front, name="front"),
    path("oversight/reviewers/", front.reviewers, name="reviewers"),
    path("oversight/odd-looks/", odd.odd_looks, name="odd_looks"),
    path("oversight/odd-looks/<uuid:look_id>/", odd.odd_look, name="odd_look"),
    path("my-looks/", odd.own_looks, name="own_looks"),
    path("oversight/openings/", openings.openings, name="openings"),
    path("oversight/openings/<uuid:opening_id>/", openings.opening, name="opening"),
    path("oversight/kept-out/", keeping_out.keep_out, name="keep_out"),
    path("oversight/kept-out/<uuid:kept_id>/", keeping_out.let_in, name="let_in"),
    path("protected/<uuid:link_id>/", protected.protected, name="protected"),
    path("emergency/<str:token>/", emergency.emergency, name="emergency"),
    path("children/<str:ref>/looks/", looks.looks, name="looks"),
    path("children/<str:ref>/looks/<uuid:entry_id>/", looks.look, name="look"),
    path("children/<str:ref>/known-to-me/", keeping_out.known_to_me, name="known_to_me"),
    path("children/<str:ref>/restrict/", sealing.restrict, name="restrict"),
    path("children/<str:ref>/seal/", sealing.seal, name="seal"),
    path("children/<str:ref>/named/", sealing.named, name="named"),
]
