"""Addresses of missing episodes. Opaque references only."""

from django.urls import path

from safereturn.web.episode import (
    add,
    away,
    deadlines,
    debrief,
    found,
    front,
    people,
    police,
    tasks,
    times,
)

app_name = "episode"
urlpatterns = [
    path("open/", front.open_, name="open"),
    path("away/<str:child_ref>/", away.away, name="away"),
    path("<str:ref>/", front.episode, name="episode"),
    path("<str:ref>/deadlines/", deadlines.deadlines, name="deadlines"),
    path("<str:ref>/add/", add.add, name="add"),
    path("<str:ref>/reviewed/", add.reviewed, name="reviewed"),
    path("<str:ref>/correct/<uuid:entry_id>/", add.correct_entry, name="correct_entry"),
    path("<str:ref>/tasks/", tasks.add, name="tasks"),
    path("<str:ref>/tell/", people.tell, name="tell"),
    path("<str:ref>/ring/<uuid:agency_id>/", people.ring, name="ring"),
    path("<str:ref>/together/", people.together, name="together"),
    path("<str:ref>/located/", found.located, name="located"),
    path("<str:ref>/return/", found.returned, name="return"),
    path("<str:ref>/later-return/", found.later, name="later_return"),
    path("<str:ref>/debrief/", debrief.debrief, name="debrief"),
    path("<str:ref>/end/", found.end, name="end"),
    path("<str:ref>/prevention/", police.prevention, name="prevention"),
    path("<str:ref>/stance/", police.stance, name="stance"),
    path("<str:ref>/stance/<uuid:stance_id>/challenge/", police.challenge, name="challenge"),
    path("<str:ref>/stance/<uuid:stance_id>/answer/", police.answer, name="answer"),
    path("<str:ref>/missing/", away.upgrade, name="upgrade"),
    path("<str:ref>/check/", away.check, name="check"),
    path("<str:ref>/times/", times.times, name="times"),
    path("<str:ref>/authority/", times.authority, name="authority"),
]
