"""Addresses of an agency's own settings: about no child."""

from django.urls import path

from safereturn.web.settings import risk

app_name = "settings"
urlpatterns = [path("risk/", risk.risk, name="risk")]
