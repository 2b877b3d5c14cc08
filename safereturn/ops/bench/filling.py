"""Fills one database: the schema, the region, and a busy evening."""

import sys

EVENING = 500  # the open items of a coordinator that the worklist's goal names
EPISODES_A_CHILD = 3  # the region of the demonstration: 20,000 children, 60,000 episodes


def main() -> None:
    """Fill the database of DATABASE_URL with as many children as the argument says."""
    from safereturn.ops.migrating import bring_up_to_date, set_up_django

    set_up_django()
    bring_up_to_date(verbosity=0)
    fill(int(sys.argv[1]))


def fill(children: int) -> None:
    """Fill the database that Django is connected to."""
    from django.db import connection
    from django.utils import timezone

    from safereturn.ops.bench import evening
    from safereturn.ops.demo import cast as casts
    from safereturn.ops.demo import region
    from safereturn.ops.migrating import as_owner

    now = timezone.now()
    episodes = children * EPISODES_A_CHILD
    with as_owner():
        region.write(connection, region.Plan(children=children, episodes=episodes, now=now))
    cast = casts.find()
    assert cast, "a region is settled by the cast of the demonstration"
    evening.fall(cast, min(EVENING, children // 8), at=now)


if __name__ == "__main__":
    main()
