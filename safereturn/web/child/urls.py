"""Addresses of a child's record. Opaque references only."""

from django.urls import path

from safereturn.web.child import (
    details,
    flags,
    front,
    identifiers,
    papers,
    people,
    photo,
    placement,
    prepare,
    restricted,
)

app_name = "child"
urlpatterns = [
    path("<str:ref>/", front.child, name="child"),
    path("<str:ref>/details/", details.details, name="details"),
    path("<str:ref>/people/", people.people, name="people"),
    path("<str:ref>/people/<uuid:person_id>/", people.person, name="person"),
    path("<str:ref>/flags/", flags.flags, name="flags"),
    path("<str:ref>/flags/<uuid:flag_id>/", flags.flag, name="flag"),
    path("<str:ref>/prepare/", prepare.prepare, name="prepare"),
    path("<str:ref>/placement/", placement.placement, name="placement"),
    path("<str:ref>/identifiers/", identifiers.identifiers, name="identifiers"),
    path("<str:ref>/photo/", photo.photo, name="photo"),
    path("<str:ref>/photo/<uuid:photo_id>/<str:key>/", photo.image, name="image"),
    path("<str:ref>/documents/", papers.documents, name="documents"),
    path("<str:ref>/documents/<uuid:document_id>/", papers.document, name="document"),
    path("<str:ref>/documents/<uuid:document_id>/file/", papers.file, name="file"),
    path("<str:ref>/open/", restricted.open_, name="open"),
    path("<str:ref>/reason/", restricted.reason, name="reason"),
]
