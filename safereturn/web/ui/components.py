"""Shapes that pages hand to the tags. A dict with the same keys is as good.

They hold plain words, addresses and moments: nothing here knows what a child is.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.safestring import SafeString

Words = str | Promise | SafeString


@dataclass(frozen=True)
class NavItem:
    """One entry of the service navigation. `count` is work waiting there."""

    href: str
    text: Words
    active: bool = False
    count: int = 0


@dataclass(frozen=True)
class SignedIn:
    """Who is signed in, and the agency they act for: shown on every page."""

    name: str
    role: Words
    agency: str
    change_href: str = ""
    own_href: str = ""


@dataclass(frozen=True)
class Row:
    """One row of a summary list. `source` says who told us and when."""

    key: Words
    value: Words
    source: Words = ""
    href: str = ""
    action: Words = ""


@dataclass(frozen=True)
class Event:
    """One entry of a timeline. A plain date as `at` means that the time is not known."""

    at: datetime | date
    title: Words
    by: str = ""
    agency: str = ""
    text: Words = ""
    href: str = ""
    note: Words = ""
    id: str = ""


@dataclass(frozen=True)
class Task:
    """One task. Without `href` it cannot start yet, and `hint` says why."""

    title: Words
    status: Words
    href: str = ""
    hint: Words = ""
    colour: str = ""


@dataclass(frozen=True)
class Column:
    """A table's column. `sort` is ascending or descending, for the one sorted by."""

    text: Words
    href: str = ""
    sort: str = ""
    numeric: bool = False


@dataclass(frozen=True)
class Draft:
    """Where a form's unfinished words are kept.

    `bridge` is a base64 key of 32 bytes that only this person's signed-in page holds;
    it locks the copy that waits on the device while there is no connection.
    """

    url: str
    key: str
    bridge: str = ""
    saved_at: datetime | None = None
