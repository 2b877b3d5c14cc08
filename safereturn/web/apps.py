"""Tell Django that this package is an app."""

from django.apps import AppConfig


class Config(AppConfig):
    name = "safereturn.web"
    label = "web"
