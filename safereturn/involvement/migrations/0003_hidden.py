"""The children whose records are absent for a person: one set that every list leaves out."""

from django.db import migrations

from safereturn.foundation.fence import OnlyApp

# A set, not a question for each row: a list reads it once a statement and hashes it. It
# answers with ids alone, to statements that take them away from what they show. The nil
# identifier is the service's, from which nothing is hidden.
FUNCTION = """
create function hidden_from(person uuid) returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
    select s.child_id from involvement_seal s
     where s.ended_at is null and person <> '00000000-0000-0000-0000-000000000000'
       and not exists (select 1 from involvement_named n
                        where n.child_id = s.child_id and n.person_id = person
                          and n.ended_at is null)
    union
    select k.child_id from involvement_keptout k
     where k.person_id = person and k.ended_at is null
$$
"""


class Migration(migrations.Migration):
    """Add the set."""

    dependencies = [("involvement", "0002_shields")]
    operations = [
        migrations.RunSQL(FUNCTION, "drop function hidden_from(uuid)"),
        OnlyApp("hidden_from(uuid)"),
    ]
