"""Every table there is, with each of its columns: one file a package.

A new table or column belongs in the file of its package; `tests/house/test_columns.py` says
what is missing, in words that can be pasted. What the groups mean says `rules/keeping.py`.
"""

from safereturn.oversight.rules.keeping import Table
from safereturn.oversight.rules.tables import (
    agencies,
    audit,
    casework,
    children,
    documents,
    episodes,
    framework,
    involvement,
    oversight,
    return_interviews,
    risk,
    sharing,
)

PACKAGES = (
    children,
    documents,
    involvement,
    episodes,
    return_interviews,
    risk,
    sharing,
    oversight,
    casework,
    audit,
    agencies,
    framework,
)
TABLES: dict[str, Table] = {table.name: table for package in PACKAGES for table in package.TABLES}
OF_A_CHILD = tuple(table for table in TABLES.values() if table.is_of_a_child)
