"""How often a door without sign-in is knocked at: counted in the database, swept daily."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("casework", "0002_press_by_person")]

    operations = [
        migrations.CreateModel(
            name="Knock",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "bucket",
                        "window_at",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("bucket", models.TextField()),
                ("window_at", models.DateTimeField()),
                ("times", models.PositiveIntegerField()),
            ],
        ),
    ]
