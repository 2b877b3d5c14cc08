"""Two more from whom a record is absent: whom a system names, and an address of a desk."""

from django.db import migrations

from safereturn.foundation.fence import OnlyApp

# As before, and what the person behind a system's call is kept out of (`app.asserted`),
# where it is asked for the caller itself.
HIDDEN = """
create or replace function hidden_from(person uuid) returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
    select s.child_id
      from (select child_id from involvement_seal where ended_at is null
            union select id from children_child where sealed) s
     where person <> '00000000-0000-0000-0000-000000000000'
       and not exists (select 1 from involvement_named n
                        where n.child_id = s.child_id and n.person_id = person
                          and n.ended_at is null)
    union
    select k.child_id from involvement_keptout k
     where k.ended_at is null
       and (k.person_id = person
            or (k.person_id = nullif(current_setting('app.asserted', true), '')::uuid
                and person = nullif(current_setting('app.person', true), '')::uuid))
$$
"""
# A desk's address is read by everybody there: only somebody named in the seal has one that
# still takes messages about the child.
ADDRESS = """
create function hidden_from_address(child uuid, address text) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
    select (exists (select 1 from involvement_seal s where s.child_id = child and s.ended_at is null)
            or exists (select 1 from children_child c where c.id = child and c.sealed))
       and not exists (select 1 from involvement_named n
                         join agencies_person p on p.id = n.person_id
                        where n.child_id = child and n.ended_at is null
                          and lower(p.email) = lower(address))
$$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("children", "0005_remark"),
        ("involvement", "0007_asserted_person"),
        ("agencies", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(HIDDEN, migrations.RunSQL.noop),
        migrations.RunSQL(ADDRESS, "drop function hidden_from_address(uuid, text)"),
        OnlyApp("hidden_from_address(uuid, text)"),
    ]
