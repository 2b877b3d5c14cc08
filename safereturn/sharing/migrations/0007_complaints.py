"""A complaint about what was shared under a clause is said beside it."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("sharing", "0006_replay")]

    operations = [
        migrations.AlterField(
            "comment",
            "kind",
            models.TextField(
                choices=[(k, k) for k in ("comment", "proposal", "dissent", "complaint")]
            ),
        ),
    ]
