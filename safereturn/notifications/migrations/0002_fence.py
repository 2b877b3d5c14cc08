from django.db import migrations

from safereturn.foundation.fence import CHILD, SERVICE, Fence, OnlyApp, OwnerMay

# Since when something has been waiting to go out, whoever it is for: every page says so,
# and it is a time and nothing else. Four legs, each on a partial index that is empty when
# all is well: facts nobody has reacted to, messages waiting, messages given up since
# `after` whose notice nobody has opened, jobs that wait or have failed and are to be
# tried again. A job put off on purpose (scheduled, never attempted) is not late; the
# message it will send is in its own leg. The events are looked up job by job: a join may
# read the history of every finished job.
WAITING = """
create function notifications_waiting_since(after timestamptz) returns timestamptz
language sql stable security definer set search_path = public, pg_temp as $$
    select least(
      (select min(published_at) from foundation_publishedfact where reacted_at is null),
      (select min(made_at) from notifications_delivery where state = 'queued'),
      (select min(d.made_at) from notifications_delivery d
         join notifications_notice n on n.id = d.notice_id
        where d.state = 'failed' and n.opened_at is null and d.made_at > after),
      (select min((select min(e.at) from procrastinate_events e
                    where e.job_id = j.id and e.type = 'deferred'))
         from procrastinate_jobs j
        where j.status in ('todo', 'doing') and (j.scheduled_at is null or j.attempts > 0)))
$$
"""


class Migration(migrations.Migration):
    """Fence an agency's notices; a job sees those of its child."""

    dependencies = [
        ("notifications", "0001_initial"),
        ("foundation", "0002_fence"),
        # Whose tables the function reads.
        ("procrastinate", "0001_initial"),
        ("involvement", "0004_fence"),
    ]

    operations = [
        Fence("notifications_notice", agency="agency_id", where=f"child_id = {CHILD} or child_id is null and {SERVICE}"),
        Fence("notifications_delivery", via=("notice_id", "notifications_notice")),
        OwnerMay("notifications_notice", "select"),
        OwnerMay("notifications_delivery", "select"),
        migrations.RunSQL(WAITING, "drop function notifications_waiting_since(timestamptz)"),
        OnlyApp("notifications_waiting_since(timestamptz)"),
    ]
