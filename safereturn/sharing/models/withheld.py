"""What somebody met on a page and was not shown: kept so that an agreement can be tried."""

from django.db import models

from safereturn.foundation.models import RecordedModel
from safereturn.sharing.rules import Kind


class Withheld(RecordedModel):
    """That an agency met a kind about a child that the agreement did not give it in full.

    Once for an agency, child, episode, kind and day. `inputs` has the form of
    `Disclosure.inputs`: what the decision was made from (see `rules.Inputs`).
    """

    child_id = models.UUIDField()
    episode_id = models.UUIDField(null=True)
    agency_id = models.UUIDField()
    kind = models.TextField(choices=[(k, k) for k in Kind])
    depth = models.SmallIntegerField()
    clause = models.TextField(default="", blank=True)
    version_id = models.UUIDField(null=True)
    inputs = models.JSONField(default=dict)
    met_on = models.DateField()
    met_at = models.DateTimeField()

    class Meta:
        """Once a day; replayed by time."""

        constraints = [
            models.UniqueConstraint(
                fields=["agency_id", "child_id", "episode_id", "kind", "met_on"],
                nulls_distinct=False,
                name="withheld_once_a_day",
            )
        ]
        indexes = [models.Index(fields=["met_at"], name="withheld_time")]
