"""Addresses of the protocols: about no child."""

from django.urls import path

from safereturn.web.protocols import file, publishing, read, rule

app_name = "protocols"
urlpatterns = [
    path("", read.list_, name="list"),
    path("<uuid:version_id>/", read.read, name="read"),
    path("<uuid:version_id>/file/", file.download, name="download"),
    path("<uuid:version_id>/upload/", file.upload, name="upload"),
    path("<uuid:version_id>/publish/", publishing.publish, name="publish"),
    path("<uuid:version_id>/discard/", publishing.discard, name="discard"),
    path("<uuid:version_id>/rules/<slug:key>/", rule.rule, name="rule"),
]
