from django.db import migrations

# As before (0006_duty), but at no moment nobody is away: a comparison with null took nobody
# out, so that a query without its moment would have found everybody gone.
AWAY = """
create or replace function agencies_away(agency uuid, moment timestamptz) returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
    select a.person_id from agencies_appointment a where a.agency_id = agency
       and moment is not null
    except
    select a.person_id from agencies_appointment a join agencies_person p on p.id = a.person_id
     where a.agency_id = agency and p.is_active and a.starts_at <= moment
       and (a.ends_at is null or a.ends_at > moment)
    union
    select d.person_id from agencies_duty d
     where d.agency_id = agency and d.kind = 'off' and d.ended_at is null
       and d.starts_at <= moment and d.ends_at > moment
$$
"""


class Migration(migrations.Migration):
    """Nobody is away at no moment."""

    dependencies = [("agencies", "0006_duty")]

    operations = [migrations.RunSQL(AWAY, migrations.RunSQL.noop)]
