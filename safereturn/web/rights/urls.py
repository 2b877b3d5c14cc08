"""Addresses of the rights desk. Opaque references only."""

from django.urls import path

from safereturn.web.rights import answering, desk, handing, lines, new, one

app_name = "rights"
urlpatterns = [
    path("", desk.desk, name="desk"),
    path("new/", new.start, name="start"),
    path("new/<str:ref>/", new.new, name="new"),
    path("<str:ref>/", one.one, name="one"),
    path("<str:ref>/prepare/", one.prepare, name="prepare"),
    path("<str:ref>/extend/", answering.extend, name="extend"),
    path("<str:ref>/answer/", answering.answer, name="answer"),
    path("<str:ref>/lines/<uuid:agency_id>/", lines.lines, name="lines"),
    path("<str:ref>/release/", handing.release, name="release"),
    path("<str:ref>/pack.pdf", handing.as_pdf, name="pdf"),
    path("<str:ref>/pack.zip", handing.as_zip, name="zip"),
]
