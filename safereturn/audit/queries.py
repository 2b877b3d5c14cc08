"""Whether the trail has room: partitions for the months to come."""

from django.db import connection

from safereturn.audit.rules import FEWEST_AHEAD

# A partition is named after its month, so that names compare as months do.
_AHEAD = """
select min(n) from (
  select count(*) filter (
           where c.relname > p.relname || to_char(now() at time zone 'utc', '"_"YYYYMM')
             and c.relname <> p.relname || '_default') as n
    from pg_class p
    join pg_inherits i on i.inhparent = p.oid
    join pg_class c on c.oid = i.inhrelid
   where p.relname in ('audit_entry', 'audit_change')
   group by p.oid) as each_log
"""


def months_ahead() -> int:
    """Return for how many months after this one both logs have a partition."""
    with connection.cursor() as cursor:
        cursor.execute(_AHEAD)
        (ahead,) = cursor.fetchone() or (0,)
    return int(ahead or 0)


def runs_short() -> bool:
    """Say whether somebody must look: the daily round has not made room for weeks."""
    return months_ahead() < FEWEST_AHEAD
