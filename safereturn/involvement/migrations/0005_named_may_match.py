"""Let somebody who is named in a seal, and whose agency was only asked, match the child.

They were let through to the relation, and then not found among the named: that table was
fenced to agencies that work with the child. Who is not named still sees nothing of it.
"""

from django.db import migrations

from safereturn.foundation.fence import Fence


class Migration(migrations.Migration):
    dependencies = [("involvement", "0004_fence")]

    operations = [
        migrations.RunSQL(
            'drop policy if exists fence on "involvement_named"', migrations.RunSQL.noop
        ),
        Fence("involvement_named", child="child_id", reach="match"),
    ]
