"""PostgreSQL without an installation: the programs come with a Python wheel.

    with running(Path(".data/postgres")) as cluster:
        cluster.ensure_database("safereturn")
        url = cluster.url("safereturn")

Every process that uses a cluster holds a shared lock on it. A small keeper process
starts PostgreSQL, starts it again when it dies, and stops it when nobody holds the lock
any more: so it outlives no user, however that user died.
"""

from safereturn.ops.embedded.cluster import Cluster
from safereturn.ops.embedded.use import running

__all__ = ["Cluster", "running"]
