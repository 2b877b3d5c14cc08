"""Fills one database with running clocks, whose next steps lie in the weeks to come."""

import sys

_STEP = '{"when": "%s", "who": ["owner"], "done": false}'
STEPS = f"[{_STEP % '15 minutes before'}, {_STEP % 'due'}]"
FILL = """
insert into clocks_clock (id, kind, child_id, episode_id, subject_id, owner_agency_id, starts_at,
    due_at, counted_from, strength, stopped_because, rule, words, length, steps, breach, may_pause,
    next_at)
select gen_random_uuid(), 'first_grading', md5('child ' || i / 4)::uuid,
       md5('episode ' || i)::uuid, md5('episode ' || i)::uuid, md5('agency ' || i %% 40)::uuid,
       due - interval '1 hour', due, 'report', 'local_protocol', '', '', '', '1 hour',
       %s::jsonb, 'tell', false, due - interval '15 minutes'
  from generate_series(0, %s - 1) i,
       lateral (select now() + interval '1 day' + i * interval '28 days' / %s as due) d
"""


def main() -> None:
    """Fill the database of DATABASE_URL with as many clocks as the argument says."""
    from safereturn.ops import databases
    from safereturn.ops.migrating import bring_up_to_date, set_up_django

    set_up_django()
    bring_up_to_date(verbosity=0)
    count = int(sys.argv[1])
    with databases.connect(databases.owner()) as owner, owner.transaction():
        owner.execute("alter table clocks_clock disable trigger user")
        owner.execute("alter table clocks_clock no force row level security")
        owner.execute(FILL, [STEPS, count, count])
        owner.execute("alter table clocks_clock force row level security")
        owner.execute("alter table clocks_clock enable trigger user")


if __name__ == "__main__":
    main()
