"""What 0016 asks of new rows is so of all: none has been taken back before."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("casework", "0016_plans_taken_back")]

    operations = [ValidateConstraint("triggerplan", "trigger_plan_taken_back_says_why")]
