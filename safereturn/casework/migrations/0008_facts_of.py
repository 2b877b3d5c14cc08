from django.db import migrations

from safereturn.foundation.fence import OnlyApp, OwnerMay

# The facts of an area's episodes, to try a protocol on: numbers that tell one child and one
# episode from another within this answer, names of facts, times. Only for the agency that is
# asking for itself or whose area it is: `agencies` is what its own protocol is for.
FACTS_OF = """
create function casework_facts_of(
    agencies uuid[], since timestamptz, upto timestamptz, names text[])
returns table (child bigint, episode bigint, name text, at timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
    with ours as (
        select e.id, e.child_id from episodes_episode e
         where (e.responsible_authority_id = any(agencies) or e.force_id = any(agencies))
           and e.entered_at < upto
           and coalesce(e.returned_at, e.closed_at, upto) >= since
           and e.ending not in ('reported_in_error', 'wrong_child')
    )
    select dense_rank() over (order by f.child_id), dense_rank() over (order by o.id),
           f.name, f.published_at
      from ours o
      join foundation_publishedfact f on f.child_id = o.child_id
       and f.published_at >= since and f.published_at < upto and f.name = any(names)
       and (f.body ->> 'episode_id' = o.id::text
            or f.name = 'InterviewClosed' and exists (
               select from return_interviews_interviewepisode c
                where c.episode_id = o.id and c.interview_id::text = f.body ->> 'interview_id'))
$$
"""
CALL = "casework_facts_of(uuid[], timestamptz, timestamptz, text[])"


class Migration(migrations.Migration):
    """Let an area try its protocol on what has happened, without a child in sight."""

    dependencies = [
        ("casework", "0007_looks"),
        ("episodes", "0003_fence"),
        ("foundation", "0002_fence"),
        ("return_interviews", "0004_fence"),
    ]

    operations = [
        migrations.RunSQL(FACTS_OF, f"drop function {CALL}"),
        OwnerMay("return_interviews_interviewepisode", "select"),
        OnlyApp(CALL),
    ]
