"""Addresses of duties to meet, of meetings and of patterns. Opaque references only."""

from django.urls import path

from safereturn.web.meetings import (
    arrange,
    asking,
    deciding,
    duty,
    held,
    list_,
    meeting,
    minutes,
    pattern,
)

app_name = "meetings"
_ONE = "meetings/<str:meeting_ref>/"
urlpatterns = [
    path("meetings/", list_.meetings, name="list"),
    path("meetings/duties/<str:duty_ref>/", duty.duty, name="duty"),
    path("children/<str:child_ref>/pattern/", pattern.pattern, name="pattern"),
    path("children/<str:child_ref>/meeting/", arrange.arrange, name="arrange"),
    path(_ONE, meeting.meeting, name="meeting"),
    path(f"{_ONE}move/", arrange.move, name="move"),
    path(f"{_ONE}call-off/", arrange.call_off, name="call_off"),
    path(f"{_ONE}ask/", asking.more, name="ask"),
    path(f"{_ONE}drop/<uuid:invite_id>/", asking.drop, name="drop"),
    path(f"{_ONE}rung/<uuid:invite_id>/", asking.phone, name="phone"),
    path(f"{_ONE}held/", held.held, name="held"),
    path(f"{_ONE}correct/", held.correct, name="correct"),
    path(f"{_ONE}decision/", deciding.decide, name="decide"),
    path(f"{_ONE}decision/<int:number>/withdraw/", deciding.withdraw, name="withdraw"),
    path(f"{_ONE}disagree/", deciding.disagree, name="disagree"),
    path(f"{_ONE}issue/", deciding.issue, name="issue"),
    path(f"{_ONE}minutes/<int:number>.pdf", minutes.paper, name="minutes"),
    path(f"{_ONE}minutes/<int:number>/give/<uuid:invite_id>/", minutes.give, name="give"),
    path(f"{_ONE}minutes/<int:number>/<uuid:invite_id>.pdf", minutes.paper_for, name="paper_for"),
]
