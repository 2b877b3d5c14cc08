"""Addresses of the agreements."""

from django.urls import path

from safereturn.web.agreements import (
    areas,
    clause,
    desk,
    discuss,
    file,
    gateways,
    parties,
    read,
    review,
    signing,
    text,
    trying,
)

app_name = "agreements"
urlpatterns = [
    path("", areas.list_, name="list"),
    path("desk/", desk.desk, name="desk"),
    path("gateways/", gateways.gateways, name="gateways"),
    path("areas/<uuid:area_id>/", areas.area, name="area"),
    path("areas/<uuid:area_id>/start/", areas.start, name="start"),
    path("areas/<uuid:area_id>/reviews/<int:year>/", review.review, name="review"),
    path("<uuid:version_id>/", read.read, name="read"),
    path("<uuid:version_id>/who/", read.who, name="who"),
    path("areas/<uuid:area_id>/changes/<uuid:version_id>/", read.changes, name="changes"),
    path("<uuid:version_id>/paper/", read.paper, name="paper"),
    path("<uuid:version_id>/file/", file.download, name="download"),
    path("<uuid:version_id>/upload/", file.upload, name="upload"),
    path("<uuid:version_id>/simulate/", trying.simulate, name="simulate"),
    path("<uuid:version_id>/text/", text.text, name="text"),
    path("<uuid:version_id>/parties/", parties.parties, name="parties"),
    path("<uuid:version_id>/parties/<uuid:party_id>/", signing.sign, name="sign"),
    path("<uuid:version_id>/clauses/new/", clause.add, name="add_clause"),
    path("<uuid:version_id>/clauses/<str:key>/", clause.change, name="clause"),
    path("<uuid:version_id>/clauses/<str:key>/remove/", clause.remove, name="remove_clause"),
    path("<uuid:version_id>/comment/", discuss.comment, name="comment"),
    path("<uuid:version_id>/comments/<uuid:comment_id>/", discuss.answer, name="answer"),
    path("<uuid:version_id>/propose/", signing.propose, name="propose"),
    path("<uuid:version_id>/reopen/", signing.reopen, name="reopen"),
    path("<uuid:version_id>/date/", signing.force, name="force"),
    path("<uuid:version_id>/withdraw/", signing.withdraw, name="withdraw"),
]
