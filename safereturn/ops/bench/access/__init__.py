"""Who may see what, at a million children: what deciding and fencing cost, and whether they hold.

`safereturn bench --only access`. docs/bench.md says how to read the table.
"""
