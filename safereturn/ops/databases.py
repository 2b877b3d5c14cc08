"""Which PostgreSQL, and as whom.

DATABASE_URL is the owner's connection: migrations only. The web server and the worker
connect as another role, `<database>_app`, which owns nothing and bypasses nothing, so
that row-level security and the insert-only log hold for them.
"""

import os
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, urlencode

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from safereturn.ops import checkout
from safereturn.ops.faults import Fault

EXAMPLE = "postgresql://owner:password@db.example.org:5432/safereturn"
CONNECT_SECONDS = 10
# Values go beside a statement, not in it: else no plan could be kept (docs/adr/0017).
OPTIONS = {"connect_timeout": CONNECT_SECONDS, "server_side_binding": True}


class WrongAddress(Fault):
    """The address of the database cannot be read. Says why, never the password."""


@dataclass(frozen=True, slots=True)
class Address:
    """One database, as one role."""

    name: str
    user: str
    parameters: tuple[tuple[str, str], ...]
    password: str = ""

    @classmethod
    def parse(cls, url: str, *, setting: str = "DATABASE_URL") -> "Address":
        """Read a postgresql:// address; raise WrongAddress in plain words."""
        scheme, _, rest = url.partition("://")
        if scheme not in ("postgresql", "postgres") or not rest:
            raise WrongAddress(f"{setting} must look like {EXAMPLE}")
        try:
            found = {key: str(value) for key, value in conninfo_to_dict(url).items()}
        except psycopg.ProgrammingError as error:
            # libpq's sentence names the option or the port that is wrong; were the
            # password misplaced it could quote it, so only the shape is shown.
            raise WrongAddress(f"{setting} cannot be read. It must look like {EXAMPLE}") from error
        for needed, words in (("dbname", "the name of a database"), ("user", "a user")):
            if not found.get(needed):
                raise WrongAddress(f"{setting} must name {words}: {EXAMPLE}")
        if not found.get("port", "").replace(",", "").isdecimal() and found.get("port"):
            raise WrongAddress(f"{setting} must name its port in digits: {EXAMPLE}")
        name, user = found.pop("dbname"), found.pop("user")
        password = found.pop("password", "")
        return cls(name, user, tuple(sorted(found.items())), password)

    @property
    def conninfo(self) -> str:
        """The connection string for psycopg."""
        extra = {"connect_timeout": CONNECT_SECONDS} | dict(self.parameters)
        return make_conninfo("", dbname=self.name, user=self.user, password=self.password, **extra)

    @property
    def url(self) -> str:
        """The whole address, password and all: for the environment of a child process."""
        parameters = dict(self.parameters)
        login = f"{quote(self.user, safe='')}:{quote(self.password, safe='')}"
        query = f"?{urlencode(parameters, quote_via=quote)}" if parameters else ""
        return f"postgresql://{login}@/{quote(self.name, safe='')}{query}"

    @property
    def words(self) -> str:
        """The address without its password, for messages."""
        parameters = dict(self.parameters)
        host, port = parameters.get("host", ""), parameters.get("port", "")
        where = "a local socket" if not host or host.startswith("/") else f"{host}:{port or 5432}"
        return f"database {self.name} on {where} as {self.user}"

    def as_app(self, secret_key: str) -> "Address":
        """The same database as the role of the web server and the worker."""
        password = os.environ.get("SAFERETURN_APP_PASSWORD")
        purpose = f"database role of {self.name}"
        return replace(
            self,
            user=app_role(self.name),
            password=password or checkout.derived(secret_key, purpose),
        )

    def on(self, name: str) -> "Address":
        """Another database on the same server, as the same role."""
        return replace(self, name=name)

    def for_django(self) -> dict[str, Any]:
        """The entry in Django's DATABASES."""
        parameters = dict(self.parameters)
        host, port = parameters.pop("host", ""), parameters.pop("port", "")
        return {
            "ENGINE": "safereturn.foundation.postgres",
            "NAME": self.name,
            "USER": self.user,
            "PASSWORD": self.password,
            "HOST": host,
            "PORT": port,
            "CONN_MAX_AGE": 600,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": OPTIONS | parameters,
        }


def app_role(database: str) -> str:
    """Name the role of the web server and the worker. Roles belong to the whole cluster."""
    return f"{database}_app"


def owner() -> Address:
    """The owner's connection: DATABASE_URL, else the embedded database of this checkout."""
    if url := os.environ.get("DATABASE_URL"):
        return Address.parse(url)
    from safereturn.ops.embedded.cluster import Cluster

    return Address.parse(Cluster(checkout.data_dir() / "postgres").url("safereturn"))


def app(secret_key: str) -> Address:
    """The connection of the web server and the worker.

    DATABASE_APP_URL where the operator gives them that alone, else derived from the
    owner's address and the secret key.
    """
    if url := os.environ.get("DATABASE_APP_URL"):
        return Address.parse(url, setting="DATABASE_APP_URL")
    return owner().as_app(secret_key)


def bound_waits() -> None:
    """Let no connection that this process makes from now on wait for ever.

    For the web server: WEB_LOCK_SECONDS for a lock, WEB_STATEMENT_SECONDS for a statement.
    As options of the connection, so that `set … to default` comes back to them.
    """
    from django.conf import settings
    from django.db import connections

    options = connections.settings["default"]["OPTIONS"]
    bounds = {
        "lock_timeout": settings.WEB_LOCK_SECONDS,
        "statement_timeout": settings.WEB_STATEMENT_SECONDS,
    }
    said = [f"-c {name}={round(seconds * 1000)}ms" for name, seconds in bounds.items()]
    options["options"] = " ".join([*filter(None, [options.get("options")]), *said])


def connect(address: Address) -> psycopg.Connection[tuple[Any, ...]]:
    """Connect outside Django, in autocommit; raise Fault in plain words."""
    try:
        return psycopg.connect(address.conninfo, autocommit=True)
    except psycopg.OperationalError as error:
        reason = str(error).strip().splitlines()[-1]
        raise Fault(f"Cannot reach the {address.words}.\nPostgreSQL says: {reason}") from error
