"""Whom a search may mean: the children of the agency that asks, by the keys they meet."""

from django.db import migrations

from safereturn.foundation.fence import OnlyApp, related

_WEIGHT = (
    "case left({key}, 1) when 'x' then 20 when 'i' then 20 when 't' then 12 when 'b' then 8"
    " when 'z' then 5 when 'n' then 4 when 'h' then 3 when 'p' then 2 else 1 end"
)
# The condition of the fence, word for word: what it would not show, this does not return.
_MINE = f"""
         where {related("m.child_id", asked=True)}
         order by m.weight desc, m.child_id limit most"""

# The keys of a common name are those of ten thousand children of the whole country, and a
# fence would look at each row. So this passes the fence of the keys, narrows to the few who
# may be meant, and asks of each of these what the fence would have asked. By numbers:
#
# * few keys are met: ask of each child who meets one;
# * an agency of at most 10,000 relations: its children first, then which of them meet a key;
# * a larger one: who meets two parts of what was typed, the rarer part first; where nobody
#   does, whoever meets the rarest part that gives anybody.
#
# `parts` says of each key to which part it belongs. A hash join reads the many once and looks
# each up among the XX
MET = f"""
create function children_met(
    keys text[], parts int[], most int, few int default 2000, small int default 10000)
returns table (child_id uuid, letters text[], weight int)
language plpgsql stable security definer
set search_path = public, pg_temp
set plan_cache_mode = force_generic_plan set enable_mergejoin = off set enable_nestloop = off
as $$
declare
    me constant uuid := nullif(current_setting('app.agency', true), '')::uuid;
    ranked int[]; rare text[]; others text[]; rows bigint; anybody boolean := false;
begin
    if me is null or cardinality(keys) = 0 then
        return;
    end if;
    select count(*) into rows from (
        select from children_searchkey k where k.key = any(keys) limit few + 1) k;
    if rows > few then
        select count(*) into rows from (
            select from involvement_involvement i where i.agency_id = me limit small + 1) i;
        if rows <= small then
            return query
            with m as materialized (
                select k.child_id, array_agg(distinct left(k.key, 1)) as letters,
                       (sum({_WEIGHT.format(key="k.key")})
                           * count(distinct k.key) / count(*))::int as weight
                  from children_searchkey k
                  join involvement_involvement i on i.child_id = k.child_id and i.agency_id = me
                 where k.key = any(keys) group by k.child_id)
            select m.child_id, m.letters, m.weight from m {_MINE};
            return;
        end if;
        ranked := array(
            select t.part from unnest(keys, parts) t(key, part) group by t.part
             order by sum((select count(*) from children_searchkey k where k.key = t.key)), t.part);
        for n in 1 .. cardinality(ranked) - 1 loop
            rare := array(select t.key from unnest(keys, parts) t(key, part)
                           where t.part = ranked[n]);
            others := array(select t.key from unnest(keys, parts) t(key, part)
                             where t.part = any(ranked[n + 1:]));
            return query
            with m as materialized (
                select a.child_id,
                       array_agg(distinct left(a.key, 1)) || array_agg(distinct left(b.key, 1))
                           as letters,
                       max({_WEIGHT.format(key="a.key")}) + max({_WEIGHT.format(key="b.key")})
                           as weight
                  from children_searchkey b
                  join (select k.child_id, k.key from children_searchkey k
                         where k.key = any(rare) and length(k.key) > 0 offset 0) a
                    on a.child_id = b.child_id
                 where b.key = any(others) group by a.child_id)
            select m.child_id, m.letters, m.weight from m {_MINE};
            anybody := anybody or found;
        end loop;
        if anybody then
            return;
        end if;
    else
        ranked := array[null];
    end if;
    -- Part by part, until one gives somebody; or all keys at once, where these are few.
    for n in 1 .. cardinality(ranked) loop
        return query
        with m as materialized (
            select k.child_id, array_agg(distinct left(k.key, 1)) as letters,
                   sum({_WEIGHT.format(key="k.key")})::int as weight
              from children_searchkey k
             where k.key = any(array(select t.key from unnest(keys, parts) t(key, part)
                                      where t.part = coalesce(ranked[n], t.part)))
             group by k.child_id)
        select m.child_id, m.letters, m.weight from m {_MINE};
        exit when found;
    end loop;
end $$
"""
SIGNATURE = "children_met(text[], int[], int, int, int)"


class Migration(migrations.Migration):
    """Search at the size of a country."""

    dependencies = [
        ("children", "0003_fence"),
        ("involvement", "0006_by_agency"),
    ]

    operations = [
        migrations.RunSQL(MET, f"drop function {SIGNATURE}"),
        OnlyApp(SIGNATURE),
    ]
