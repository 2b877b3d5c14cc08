"""A job sees one record of a child; which others are the same child it may know, and no more."""

from django.db import migrations

from safereturn.foundation.fence import CHILD, SERVICE, OnlyApp

TOGETHER = f"""
create function children_together(which uuid) returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
    select o.child_id from children_membership m
      join children_membership o on o.same_as_id = m.same_as_id and o.ends_at is null
     where m.child_id = which and m.ends_at is null
       and {SERVICE} and which = {CHILD}
$$
"""


class Migration(migrations.Migration):
    dependencies = [("children", "0006_hidden_from_more")]

    operations = [
        migrations.RunSQL(TOGETHER, "drop function children_together(uuid)"),
        OnlyApp("children_together(uuid)"),
    ]
