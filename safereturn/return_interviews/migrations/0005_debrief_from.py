import uuid

from django.db import migrations, models

from safereturn.audit.guard import Guard


class Migration(migrations.Migration):
    """From which time missing on a Welsh council offers an interview."""

    dependencies = [
        ('return_interviews', '0004_fence'),
    ]

    operations = [
        migrations.CreateModel(
            name='DebriefFrom',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('agency_id', models.UUIDField()),
                ('times', models.PositiveSmallIntegerField()),
                ('from_at', models.DateTimeField()),
                ('set_by_id', models.UUIDField()),
            ],
            options={
                'indexes': [models.Index(fields=['agency_id', '-from_at'], name='debrief_from_agency')],
                'constraints': [models.CheckConstraint(condition=models.Q(('times__gte', 1), ('times__lte', 10)), name='debrief_times_in_bounds')],
            },
        ),
        Guard("return_interviews_debrieffrom"),
    ]
