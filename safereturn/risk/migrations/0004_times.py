import uuid

from django.db import migrations, models

from safereturn.audit.guard import Guard
from safereturn.foundation.fence import OnlyApp, OwnerMay

# Counts alone, of the gradings of the force that asks: who sets the figures does no casework
# and sees no child. A grading is looked at again by the next one, or is over when the child
# is back. Without a picture it was imported: nobody was there to be late.
TRIED = """
create function risk_tried(since timestamptz, until timestamptz, first_minutes int,
                           high int, medium int, low int, no_apparent_risk int)
returns table (gradings bigint, first bigint, first_late bigint,
               reviews bigint, reviews_late bigint)
language sql stable security definer set search_path = public, pg_temp as $$
with graded as (
    select a.level, a.assessed_at, e.reported_at,
           row_number() over w = 1 as is_first,
           coalesce(lead(a.assessed_at) over w,
                    least(e.seen_at, e.returned_at, e.closed_at), until) as again_at
      from risk_assessment a join episodes_episode e on e.id = a.episode_id
     where a.assessed_by_agency_id = nullif(current_setting('app.agency', true), '')::uuid
       and a.picture_id is not null and a.assessed_at >= since and a.assessed_at < until
    window w as (partition by a.episode_id order by a.assessed_at)
)
select count(*),
       count(*) filter (where is_first and reported_at is not null),
       count(*) filter (where is_first and reported_at is not null
                          and assessed_at - reported_at > make_interval(mins => first_minutes)),
       count(*),
       count(*) filter (where again_at - assessed_at > make_interval(hours => case level
                            when 'high' then high when 'medium' then medium
                            when 'low' then low else no_apparent_risk end))
  from graded
$$
"""
CALL = "risk_tried(timestamptz, timestamptz, int, int, int, int, int)"


class Migration(migrations.Migration):
    """A force's own times of grading, one row each time they change."""

    dependencies = [("risk", "0003_fence"), ("episodes", "0003_fence")]

    operations = [
        migrations.CreateModel(
            name="GradingTimes",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("agency_id", models.UUIDField()),
                ("first_minutes", models.PositiveIntegerField()),
                ("high_hours", models.PositiveIntegerField()),
                ("medium_hours", models.PositiveIntegerField()),
                ("low_hours", models.PositiveIntegerField()),
                ("no_apparent_risk_hours", models.PositiveIntegerField()),
                ("from_at", models.DateTimeField()),
                ("set_by_id", models.UUIDField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["agency_id", "-from_at"], name="grading_times_agency")
                ]
            },
        ),
        Guard("risk_gradingtimes"),
        OwnerMay("risk_assessment", "select"),
        migrations.RunSQL(TRIED, f"drop function {CALL}"),
        OnlyApp(CALL),
    ]
