from django.db import migrations, models

import safereturn.notifications.rules
from safereturn.foundation.fence import OnlyApp

# A receipt names a message; whose record it is about says who may read its row. An
# identifier and nothing else.
CHILD_OF = """
create function notifications_child_of(delivery uuid) returns uuid
language sql stable security definer set search_path = public, pg_temp as $$
    select n.child_id from notifications_delivery d
      join notifications_notice n on n.id = d.notice_id where d.id = delivery
$$
"""


class Migration(migrations.Migration):
    """Texts, and what the provider says became of a message."""

    dependencies = [("notifications", "0003_withheld")]

    operations = [
        migrations.AddField("delivery", "delivered_at", models.DateTimeField(null=True)),
        migrations.AlterField(
            "delivery",
            "channel",
            models.TextField(
                choices=[(c, c) for c in safereturn.notifications.rules.Channel],
                default=safereturn.notifications.rules.Channel["EMAIL"],
            ),
        ),
        migrations.AlterField(
            "delivery",
            "state",
            models.TextField(
                choices=[(s, s) for s in safereturn.notifications.rules.State],
                default=safereturn.notifications.rules.State["QUEUED"],
            ),
        ),
        migrations.RunSQL(CHILD_OF, "drop function notifications_child_of(uuid)"),
        OnlyApp("notifications_child_of(uuid)"),
    ]
