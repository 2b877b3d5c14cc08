"""`make bench`: how long a page takes, beside a bare signed-in view of the same process.

One client asks, waits, and asks again. Every measured request has a bare one before it,
so that what else the machine does falls on both. docs/bench.md says how to read it.
"""
