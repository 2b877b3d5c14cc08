"""The shipped agreement as the region's first version; what is in force never changes."""

from datetime import UTC, datetime
from uuid import UUID

from django.db import migrations

from safereturn.foundation.actor import SERVICE_ID, AgencyKind
from safereturn.sharing.rules import DEFAULT_AGREEMENT, DEFAULT_TEXTS

REGION = UUID("5afe0a9e-0000-4000-8000-000000000001")
FIRST = UUID("5afe0a9e-0000-4000-8000-000000000002")
FIRST_DAY = datetime(2000, 1, 1, tzinfo=UTC)

# What somebody has proposed stands as proposed, what is dated stands for good: only its
# end may be written down, once. Comments are on the record; they are answered once.
FENCE = """
create function sharing_keep() returns trigger language plpgsql as $$
declare
    stands text;
    free text[] := array[]::text[];
    was jsonb; becomes jsonb;
begin
    if tg_table_name = 'sharing_version' then
        stands := old.state;
        if tg_op = 'UPDATE' and old.state in ('draft', 'proposed') then
            free := array['state', 'proposed_at', 'effective_from', 'withdrawn_at',
                          'withdrawn_by_id', 'withdrawn_because'];
        elsif tg_op = 'UPDATE' and old.state = 'in_force' and old.withdrawn_at is null
              and new.withdrawn_at is not null and new.state in ('in_force', 'withdrawn') then
            free := array['state', 'withdrawn_at', 'withdrawn_by_id', 'withdrawn_because'];
        end if;
    elsif tg_table_name = 'sharing_comment' then
        stands := 'comment';
        if tg_op = 'UPDATE' and old.answered_at is null then
            free := array['answer', 'answered_at', 'answered_by_id'];
        end if;
    else
        select state into stands from sharing_version
         where id = (case when tg_op = 'INSERT' then new.version_id else old.version_id end);
        if tg_table_name = 'sharing_party' and tg_op = 'UPDATE' and stands = 'proposed' then
            free := array['signed_at', 'signed_by_name', 'signed_by_title', 'on_paper',
                          'declined_at', 'declined_because', 'answered_by_id'];
        end if;
    end if;
    if stands = 'draft' and (tg_table_name <> 'sharing_version' or tg_op <> 'DELETE') then
        return coalesce(new, old);
    end if;
    if tg_op = 'UPDATE' then
        was := to_jsonb(old) - free; becomes := to_jsonb(new) - free;
        if was = becomes then return new; end if;
    end if;
    raise exception '% of %: what is in force or on the record does not change', tg_op, tg_table_name
        using errcode = 'SR002', hint = 'Start a new version.';
end $$;
create trigger keep before update or delete on sharing_version
    for each row execute function sharing_keep();
create trigger keep before insert or update or delete on sharing_clauserow
    for each row execute function sharing_keep();
create trigger keep before insert or update or delete on sharing_party
    for each row execute function sharing_keep();
create trigger keep before update or delete on sharing_comment
    for each row execute function sharing_keep();
"""
UNFENCE = """
drop trigger keep on sharing_version; drop trigger keep on sharing_clauserow;
drop trigger keep on sharing_party; drop trigger keep on sharing_comment;
drop function sharing_keep();
"""

# Which words a gateway has depends on the nation of the child's council, which is in the
# book that each process keeps: a Welsh agency that is new or changed makes it read again.
NATION = """
create function sharing_nation_changed() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if exists (select from changed where nation = 'wales') then
        update involvement_rulebook set stamp = gen_random_uuid();
    end if;
    return null;
end $$;
create trigger nation_new after insert on agencies_agency referencing new table as changed
    for each statement execute function sharing_nation_changed();
create trigger nation_after after update on agencies_agency referencing new table as changed
    for each statement execute function sharing_nation_changed();
create trigger nation_before after update on agencies_agency referencing old table as changed
    for each statement execute function sharing_nation_changed();
"""
UNNATION = """
drop trigger nation_new on agencies_agency; drop trigger nation_after on agencies_agency;
drop trigger nation_before on agencies_agency; drop function sharing_nation_changed();
"""

# A migration is nobody's action: the write trigger stands aside for these rows alone.
TABLES = ("area", "version", "clauserow", "party")


def _trigger(verb):
    return "; ".join(f"alter table sharing_{table} {verb} trigger guard" for table in TABLES)


def ship(apps, schema_editor):
    """Write the region, its first version, the clauses, and every kind as a party."""
    area = apps.get_model("sharing", "Area")
    version = apps.get_model("sharing", "Version")
    row = apps.get_model("sharing", "ClauseRow")
    party = apps.get_model("sharing", "Party")
    region = area.objects.create(pk=REGION, name="Shipped", is_region=True, made_at=FIRST_DAY)
    first = version.objects.create(
        pk=FIRST, area=region, number=1, state="draft", made_at=FIRST_DAY, made_by_id=SERVICE_ID,
        effective_from=FIRST_DAY, **{str(part): words for part, words in DEFAULT_TEXTS.items()},
    )
    for position, clause in enumerate(DEFAULT_AGREEMENT[1:]):
        row.objects.create(
            version=first, number=clause.number, position=position, depth=int(clause.depth),
            kinds=sorted(map(str, clause.kinds)), to_kinds=sorted(map(str, clause.to_kinds)),
            to_bases=sorted(map(str, clause.to_bases)), going_on=sorted(map(str, clause.while_)),
            gateway=str(clause.gateway), until=clause.until, told=clause.told, note=clause.note,
            for_days=clause.for_days, ask=clause.ask,
        )
    for kind in AgencyKind:
        party.objects.create(version=first, kind=str(kind))
    version.objects.filter(pk=FIRST).update(state="in_force")
    schema_editor.execute("set constraints all immediate")  # or no trigger may be altered


class Migration(migrations.Migration):

    dependencies = [
        ("sharing", "0003_ledger"),
        ("agencies", "0002_reference_bodies"),
        ("involvement", "0002_shields"),
    ]

    operations = [
        migrations.RunSQL(_trigger("disable"), _trigger("enable")),
        migrations.RunPython(ship, migrations.RunPython.noop),
        migrations.RunSQL(_trigger("enable"), _trigger("disable")),
        migrations.RunSQL(FENCE, UNFENCE),
        migrations.RunSQL(NATION, UNNATION),
    ]
