"""Tell Django that this package is an app."""

from django.apps import AppConfig


class Config(AppConfig):
    """Name and label."""

    name = "safereturn.documents"
    label = "documents"
