"""Tell Django that this package is an app, and what to check before a start."""

from django.apps import AppConfig
from django.core import checks as registry


class Config(AppConfig):
    """Name and label."""

    name = "safereturn.ops"
    label = "ops"

    def ready(self) -> None:
        """Register the checks that refuse an unsafe start."""
        from safereturn.ops import checks

        registry.register(checks.safe_configuration)
        registry.register(checks.safe_database, registry.Tags.database)
