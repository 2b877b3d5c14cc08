"""A proposed trigger plan can be taken back; who asked is told. `tasks` of a start is read no more.

The column stays, with a default, while the version before this one writes it: a later release
takes it away, and its line in oversight/rules/tables.
"""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import Q

UNREAD = "alter table casework_triggerstart alter column tasks set default 0"
READ = "alter table casework_triggerstart alter column tasks drop default"


class Migration(migrations.Migration):
    dependencies = [("casework", "0015_handover_by_system")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(UNREAD, READ)],
            state_operations=[migrations.RemoveField("triggerstart", "tasks")],
        ),
        migrations.AddField("triggerplan", "asked_by_id", models.UUIDField(null=True)),
        migrations.AddField("triggerplan", "asked_by_agency_id", models.UUIDField(null=True)),
        migrations.AddField("triggerplan", "taken_back_at", models.DateTimeField(null=True)),
        migrations.AddField("triggerplan", "taken_back_by_id", models.UUIDField(null=True)),
        migrations.AddField(
            "triggerplan", "taken_back_because", models.TextField(db_default="", default="")
        ),
        AddConstraintNotValid(
            "triggerplan",
            models.CheckConstraint(
                condition=Q(taken_back_at=None, taken_back_by_id=None, taken_back_because="")
                | Q(taken_back_at__isnull=False, taken_back_by_id__isnull=False)
                & ~Q(taken_back_because=""),
                name="trigger_plan_taken_back_says_why",
            ),
        ),
    ]
