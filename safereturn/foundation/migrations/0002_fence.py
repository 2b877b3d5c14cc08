from django.db import migrations

from safereturn.foundation.fence import SERVICE, Fence, OwnerMay


class Migration(migrations.Migration):
    """Fence the facts and what they started: they are a child's, or the service's alone."""

    dependencies = [
        ("foundation", "0001_initial"),
        ("involvement", "0004_fence"),
    ]

    operations = [
        Fence("foundation_publishedfact", child="child_id", where=f"child_id is null and {SERVICE}"),
        Fence("foundation_startedreaction", via=("fact_id", "foundation_publishedfact")),
        OwnerMay("foundation_publishedfact", "select"),
    ]
