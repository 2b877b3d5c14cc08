"""Which children which agency knows: arithmetic that SQL and Python do alike.

Children are numbered; a permutation scatters the numbers, so that an agency's children
lie anywhere in a table, as they would. Of every hundred children 38 have been missing.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from math import gcd
from uuid import UUID

from safereturn.foundation.actor import Actor, AgencyKind, Role

MILLION = 1_000_000
FORCES, COUNCILS = 43, 174  # England and Wales
# The sizes at which the fences were first measured: a large force, a force, a council, a home.
SIZES = {"force-0": 68_000, "force-1": 7_500, "council-0": 2_400, "home-0": 58}
_KINDS = {
    "force": (AgencyKind.POLICE, Role.POLICE_OFFICER),
    "council": (AgencyKind.LOCAL_AUTHORITY, Role.SOCIAL_WORKER),
    "home": (AgencyKind.CHILDRENS_HOME, Role.HOME_MANAGER),
}
_LEAST = 5
_SCATTER = 611_953  # a prime


def identifier(name: str) -> UUID:
    """Return the id of what has this name in the plan; in SQL `md5(name)::uuid`."""
    return UUID(hashlib.md5(name.encode(), usedforsecurity=False).hexdigest())


@dataclass(frozen=True, slots=True)
class Plan:
    """How many children, and from there everything else."""

    children: int
    at: datetime

    @property
    def missing(self) -> int:
        """Return how many children have ever been missing."""
        return self.children * 38 // 100

    @property
    def episodes(self) -> int:
        """Return how many episodes there are."""
        return self.children

    @property
    def homes(self) -> int:
        """Return how many homes there are; each child that was missing is of one."""
        return -(-self.missing // self.size("home-0"))

    def size(self, agency: str) -> int:
        """Return how many children one of the four agencies knows, to scale."""
        return max(_LEAST, SIZES[agency] * self.children // MILLION)

    def scatter(self, of: int) -> int:
        """Return a factor that visits every number below `of` once."""
        factor = _SCATTER
        while gcd(factor, of) != 1:
            factor += 2
        return factor

    def agencies(self) -> list[tuple[str, AgencyKind]]:
        """Return the name and kind of every agency."""
        numbers = {"force": FORCES, "council": COUNCILS, "home": self.homes}
        return [
            (f"{word}-{number}", _KINDS[word][0])
            for word, many in numbers.items()
            for number in range(many)
        ]

    @property
    def placed(self) -> dict[str, str]:
        """Return, in SQL, the agency of each kind that a child of rank `r`, number `i`, is of."""
        large, middle = self.size("force-0"), self.size("force-1")
        council = f"(i::bigint * 7919 + 13) % {self.children}"
        return {
            "force": f"case when r < {large} then 'force-0' when r < {large + middle}"
            f" then 'force-1' else 'force-' || 2 + r % {FORCES - 2} end",
            "council": f"case when {council} < {self.size('council-0')} then 'council-0'"
            f" else 'council-' || 1 + ({council}) % {COUNCILS - 1} end",
            "home": f"'home-' || ((r::bigint * {self.scatter(self.missing)}) % {self.missing})"
            f" / {self.size('home-0')}",
        }


def worker(agency: str) -> Actor:
    """Return somebody who works with children for an agency of the plan."""
    kind, role = _KINDS[agency.partition("-")[0]]
    return Actor(
        person_id=identifier(f"worker of {agency}"),
        agency_id=identifier(agency),
        agency_kind=kind,
        roles=frozenset({role}),
        name="Wanda Testcase",
        agency_name=agency,
    )
