from django.db import migrations

from safereturn.foundation.fence import Fence


class Migration(migrations.Migration):
    """Fence where a child lives."""

    dependencies = [
        ("placements", "0001_initial"),
        ("involvement", "0004_fence"),
    ]

    operations = [
        Fence("placements_placement", child="child_id"),
    ]
