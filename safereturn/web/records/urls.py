"""Addresses of the records desk. Opaque references only."""

from django.urls import path

from safereturn.web.records import desk, holds, review, schedule

app_name = "records"
urlpatterns = [
    path("", desk.desk, name="desk"),
    path("gone/", desk.gone, name="gone"),
    path("holds/", holds.hold, name="hold"),
    path("holds/<uuid:hold_id>/", holds.lift, name="lift"),
    path("schedule/", schedule.schedule, name="schedule"),
    path("<uuid:review_id>/", review.review, name="review"),
]
