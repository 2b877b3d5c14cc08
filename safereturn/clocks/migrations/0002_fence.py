from django.db import migrations

from safereturn.foundation.fence import Fence


class Migration(migrations.Migration):
    """Fence what is owed; an asked agency sees its own answer fall due."""

    dependencies = [
        ("clocks", "0001_initial"),
        ("involvement", "0004_fence"),
    ]

    operations = [
        Fence("clocks_clock", child="child_id", asked="owner_agency_id"),
    ]
