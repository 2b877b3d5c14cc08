"""Addresses of reporting. The child is named by an opaque reference, never by a name."""

from django.urls import path

from safereturn.web.report_missing import elsewhere, pages

app_name = "report_missing"
urlpatterns = [
    path("", pages.report, name="report"),
    path("find/", pages.find, name="find"),
    path("new/", pages.new, name="new"),
    path("elsewhere/<str:token>/", elsewhere.elsewhere, name="elsewhere"),
    path("again/<str:ref>/", pages.again, name="again"),
]
