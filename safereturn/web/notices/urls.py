"""Addresses of notices."""

from django.urls import path

from safereturn.web.notices import pages, receipts

app_name = "notices"
urlpatterns = [
    path("", pages.list_, name="list"),
    path("receipts/", receipts.receipt, name="receipt"),
    path("<uuid:notice_id>/", pages.open_, name="open"),
    path("<uuid:notice_id>/acknowledge/", pages.acknowledge, name="acknowledge"),
]
