"""The children whose records are absent for a person: what every list takes away.

Sealed records in which they are not named, and those from which a personal link keeps
them out. The set is the database's to answer (`hidden_from`, involvement), because those
it is asked for may not read what it is made of; it is asked once a statement.
"""

from uuid import UUID

from django.db import connection
from django.db.models.expressions import RawSQL


def hidden_from(person_id: UUID) -> RawSQL:
    """Return the set, for `exclude(child_id__in=…)`. From the service nothing is hidden."""
    return RawSQL("select hidden_from(%s)", [person_id])


def is_hidden_from_address(address: str, child_id: UUID) -> bool:
    """Say whether a message about a child may no longer go to an address: the child is sealed.

    It still may to somebody who is named in the seal, at their own address.
    """
    with connection.cursor() as cursor:
        cursor.execute("select hidden_from_address(%s, %s)", [child_id, address])
        (hidden,) = cursor.fetchone() or (False,)
    return bool(hidden)


def is_hidden(person_id: UUID, child_id: UUID) -> bool:
    """Say whether one child is absent for a person, whether or not there is such a child."""
    with connection.cursor() as cursor:
        cursor.execute("select %s in (select hidden_from(%s))", [child_id, person_id])
        (hidden,) = cursor.fetchone() or (False,)
    return bool(hidden)
