from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    """Check the rows that are there, without shutting writers out."""

    dependencies = [("casework", "0018_invites_dropped")]

    operations = [ValidateConstraint("meetinginvite", "meeting_invite_dropped_says_why")]
