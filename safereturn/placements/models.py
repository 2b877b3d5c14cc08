"""Where a child lives, from when to when, and who runs it."""

from django.db import models
from django.db.models import Q

from safereturn.foundation.models import RecordedModel
from safereturn.placements.rules import PlacementKind


class Placement(RecordedModel):
    """One stay. The care "episode" of SSDA903 is this, not a missing episode."""

    child = models.ForeignKey("children.Child", models.PROTECT, related_name="+")
    kind = models.TextField(choices=[(k, k) for k in PlacementKind])
    provider = models.ForeignKey("agencies.Agency", models.PROTECT, null=True, related_name="+")
    provider_name = models.TextField(default="")
    urn = models.TextField(default="")
    address = models.TextField(default="")
    host_authority_id = models.UUIDField(null=True)
    distance_miles = models.DecimalField(max_digits=5, decimal_places=1, null=True)
    liberty_order_from = models.DateField(null=True)
    liberty_order_to = models.DateField(null=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)

    class Meta:
        """One place at a time."""

        constraints = [
            models.UniqueConstraint(
                fields=["child"], condition=Q(ends_at=None), name="placement_one_at_a_time"
            )
        ]
        indexes = [
            models.Index(
                fields=["provider"], condition=Q(ends_at=None), name="placement_provider_now"
            )
        ]
