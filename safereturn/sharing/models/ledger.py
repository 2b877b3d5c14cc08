"""The ledger of what was disclosed: to whom, what, how deep, on which basis."""

from django.db import models
from django.db.models import Q

from safereturn.foundation.models import RecordedModel
from safereturn.sharing.rules import Gateway, Kind


class Disclosure(RecordedModel):
    """That an agency first got a kind, or an item, under a clause, in an episode.

    `inputs` keeps what the decision was made from, so that a changed agreement can be
    tried against this ledger and never against the audit log (DPA 2018 s62(4)).
    """

    child_id = models.UUIDField()
    episode_id = models.UUIDField(null=True)
    agency_id = models.UUIDField()
    kind = models.TextField(choices=[(k, k) for k in Kind])
    item_id = models.UUIDField(null=True)
    depth = models.SmallIntegerField()
    clause = models.TextField(default="")
    # The version of the agreement whose clause that is; None before there were any, and
    # for the statutory floor.
    version_id = models.UUIDField(null=True)
    gateway = models.TextField(choices=[(g, g) for g in Gateway], default="", blank=True)
    reason = models.TextField(default="")
    inputs = models.JSONField(default=dict)
    decided_by_id = models.UUIDField()
    disclosed_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    recalled_at = models.DateTimeField(null=True)

    class Meta:
        """Once a kind, clause, episode and item for an agency."""

        constraints = [
            models.UniqueConstraint(
                fields=["agency_id", "child_id", "episode_id", "kind", "clause", "version_id"],
                condition=Q(item_id=None),
                nulls_distinct=False,
                name="disclosure_kind_once",
            ),
            models.UniqueConstraint(
                fields=["agency_id", "item_id"],
                condition=Q(item_id__isnull=False),
                name="disclosure_item_once",
            ),
        ]
        indexes = [
            models.Index(fields=["child_id", "disclosed_at"], name="disclosure_child"),
            models.Index(fields=["disclosed_at"], name="disclosure_time"),
        ]
