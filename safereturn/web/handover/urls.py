"""Addresses of handovers and of a shift. Opaque references only."""

from django.urls import path

from safereturn.web.handover import answer, give, shift

app_name = "handover"
urlpatterns = [
    path("shift/", shift.shift, name="shift"),
    path("episodes/<str:ref>/take/", give.take, name="take"),
    path("episodes/<str:ref>/handover/", give.give, name="give"),
    path("handovers/<str:handover_ref>/", answer.handover, name="handover"),
]
