"""What the audit log costs: writing, sealing, checking and asking it.

`safereturn bench --only log`. docs/bench.md says how to read the table.
"""
