"""Making the log fail, and sending every form filled in: what tests/access/test_faults.py needs."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.db import connection

from tests.domain.audit.sealed import as_owner

TYPED = "these words were typed by somebody in a hurry"

_TRIGGER = """
create function test_log_fails() returns trigger language plpgsql as $$
begin
    raise exception 'no line can be added' {};
end $$;
create trigger log_fails before insert on audit_entry
    for each row execute function test_log_fails();
"""
_MENDED = "drop trigger log_fails on audit_entry; drop function test_log_fails()"
# SQLSTATE 53100: what PostgreSQL says when it cannot extend a file of the table.
HOW = {"disk full": "using errcode = '53100'", "trigger raises": ""}
FAULTS = ("trigger raises", "disk full", "table locked")


@contextmanager
def failing(how: str) -> Iterator[None]:
    """Let no line be added to the log, in one of three ways, to the end of the block."""
    with _locked() if how == "table locked" else _triggered(HOW[how]):
        yield


@contextmanager
def _triggered(raising: str) -> Iterator[None]:
    with as_owner() as owner:
        owner.execute(_TRIGGER.format(raising).encode())
    try:
        yield
    finally:
        with as_owner() as owner:
            owner.execute(_MENDED)


@contextmanager
def _locked() -> Iterator[None]:
    """Hold the table as somebody's migration would; wait less long than the service does."""
    with as_owner() as owner, owner.transaction():
        owner.execute("lock table audit_entry in share row exclusive mode")
        # As an option, not by `set`: a page that sets it otherwise comes back to this.
        options = connection.settings_dict["OPTIONS"]
        connection.close()
        options["options"] = "-c lock_timeout=5ms"
        try:
            yield
        finally:
            del options["options"]
            connection.close()


# Kept besides the record, in nobody's case: drafts, counts of knocks, when a system's key
# was last used, the queue.
_KEPT_APART = {"agencies_apiuse", "casework_draft", "casework_knock", "safereturn_cache"}
# A session is written at any page (when it was last seen): which there are is what counts.
_WHICH = {"django_session": "hashtext(session_key)"}
_LAST = "xmin::text::bigint"
_TABLES = """
select c.relname from pg_class c
 where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
   and not c.relispartition and c.relname !~ '^procrastinate_'
"""


State = dict[str, tuple[int, int]]


def state() -> State:
    """Return, for each table, how many rows there are and a sum of who wrote them last.

    Any row that is added, changed or taken away changes one of the two; of the sessions,
    any that begins or ends.
    """
    assert threading.current_thread() is threading.main_thread()
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        names = sorted({row[0] for row in cursor.fetchall()} - _KEPT_APART)
        sums = " union all ".join(
            f"select '{one}', count(*), coalesce(sum({_WHICH.get(one, _LAST)}), 0) from \"{one}\""  # noqa: S608
            for one in names
        )
        cursor.execute(sums)
        return {name: (count, int(total)) for name, count, total in cursor.fetchall()}


def differing(before: State) -> list[str]:
    """Return the tables that are not as they were."""
    now = state()
    return [name for name in now if now[name] != before.get(name)]


@dataclass
class Form:
    """One form of a page: where it goes, and what somebody would send with it."""

    action: str
    sent: dict[str, list[str]] = field(default_factory=dict)
    choices: dict[str, str] = field(default_factory=dict)

    def filled(self) -> dict[str, list[str]]:
        """Return the form with something in every field."""
        return {name: [value] for name, value in self.choices.items()} | self.sent


class Forms(HTMLParser):
    """Reads the forms of a page and fills each in: words in what takes words, first choices."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._form: Form | None = None
        self._select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take a form, or a field of the one that is open."""
        said = {name: value or "" for name, value in attrs}
        if tag == "form" and said.get("method", "").lower() == "post":
            self._form = Form(said.get("action", ""))
            self.found.append(self._form)
        elif self._form is not None:
            self._field(tag, said)

    def handle_endtag(self, tag: str) -> None:
        """Close the form or the list."""
        if tag == "form":
            self._form = None
        if tag == "select":
            self._select = ""

    def _field(self, tag: str, said: dict[str, str]) -> None:
        assert self._form is not None
        name, value = said.get("name", ""), said.get("value", "")
        if tag == "option" and self._select:
            if value and self._select not in self._form.choices:
                self._form.choices[self._select] = value
        elif tag == "select":
            self._select = name
        elif tag == "textarea" and name:
            self._form.sent[name] = [TYPED]
        elif tag in {"input", "button"} and name:
            self._input(name, value, said.get("type", "text"))

    def _input(self, name: str, value: str, kind: str) -> None:
        assert self._form is not None
        if kind in {"radio", "checkbox", "submit"}:
            self._form.choices.setdefault(name, value)
        elif kind == "hidden":
            self._form.sent[name] = [value]
        else:
            self._form.sent[name] = [value or _typical(name)]


def _typical(name: str) -> str:
    """Return what fits a field by its name: times and numbers take no words."""
    ends = {"time": "00:05", "_day": "1", "_month": "1", "_year": "2030", "email": "a@b.example"}
    return next((text for end, text in ends.items() if name.endswith(end)), TYPED)
