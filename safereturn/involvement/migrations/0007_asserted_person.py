"""Shut a record to whoever an agency's system names, if a personal link keeps them out.

`app.asserted` is the person of the agency behind the reference that its system sent. What is
only said can take a record away; it never opens one, so that the seal asks `app.person` alone.
"""

from django.db import migrations

FUNCTION = """
create or replace function involvement_let_through(child uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
    with me as (select nullif(current_setting('app.person', true), '')::uuid as id,
                       nullif(current_setting('app.asserted', true), '')::uuid as asserted)
    select not exists (select 1 from involvement_keptout k, me
                        where k.child_id = child and k.person_id in (me.id, me.asserted)
                          and k.ended_at is null)
       and (not exists (select 1 from involvement_seal s
                         where s.child_id = child and s.ended_at is null)
            or exists (select 1 from involvement_named n, me
                        where n.child_id = child and n.person_id = me.id and n.ended_at is null))
$$
"""


class Migration(migrations.Migration):
    dependencies = [("involvement", "0006_by_agency")]

    operations = [migrations.RunSQL(FUNCTION, migrations.RunSQL.noop)]
