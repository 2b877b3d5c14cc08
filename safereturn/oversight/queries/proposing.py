"""What is proposed to stay out of a pack, row by row, and by which rule."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from safereturn.children.rules import age_on
from safereturn.oversight.queries.packs import Row
from safereturn.oversight.rules.keeping import Sort
from safereturn.oversight.rules.redacting import Span, Why, find_people, without
from safereturn.oversight.rules.rights import Asker

ADULT = 18
# A picture is a copy of everything that was known, as somebody was shown it.
COPIES = frozenset({"risk_picture"})
PRIVATE = frozenset({"involvement_keptout"})
HIDE_SOURCE = "hide_source"
# Columns with the names of people other than the child, by which words are searched.
_NAMING = {
    "children_child": ("guardian",),
    "children_connectedperson": ("name",),
    "children_detail": ("source_name",),
    "episodes_report": ("reporter_name",),
    "episodes_entry": ("source_name",),
    "episodes_telling": ("person_name",),
    "return_interviews_offer": ("trusted_adult",),
    "return_interviews_carerinformation": ("given_by",),
}
_NUMBERS = {"children_connectedperson": ("phone",), "episodes_report": ("phone",)}
_OWN = {"children_child": "name", "children_name": "value"}


@dataclass(frozen=True, slots=True)
class For:
    """Who asks, about whom, and what the whole record says of either."""

    asker: Asker
    connected_person_id: UUID | None
    must_not_be_told: bool
    is_child: bool
    names: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Proposal:
    """Whether a row is given, if not why, and which parts of it are not."""

    given: bool
    why: str = ""
    spans: dict[str, list[Span]] = field(default_factory=dict)


def asked_by(
    rows: Iterable[Row],
    asker: Asker,
    connected_person_id: UUID | None,
    *,
    must_not_be_told: bool,
    today: date,
) -> For:
    """Gather from the whole record whose names to look for, and whether the child is one."""
    others: set[str] = set()
    numbers: set[str] = set()
    own: set[str] = set()
    born: date | None = None
    for row in rows:
        name = row.table.name
        others.update(str(row.values[column]) for column in _NAMING.get(name, ()))
        numbers.update(str(row.values[column]) for column in _NUMBERS.get(name, ()))
        if name in _OWN:
            own.add(str(row.values[_OWN[name]]))
        if name == "children_child":
            born = born or row.values["born_on"]
    return For(
        asker,
        connected_person_id,
        must_not_be_told,
        born is None or age_on(born, today) < ADULT,
        frozenset(without(others, own)),
        frozenset(number for number in numbers if number.strip()),
    )


def propose(row: Row, texts: dict[str, str], whom: For) -> Proposal:
    """Say what of one row is proposed to stay out. A person confirms or lifts each of it."""
    why = _whole(row, whom)
    spans = {}
    for column, text in texts.items():
        found = _parts(row, column, text, whom)
        if found:
            spans[column] = found
    return Proposal(given=not why, why=why, spans=spans)


def _whole(row: Row, whom: For) -> str:
    if whom.must_not_be_told:
        return Why.HARM
    if row.of_another:
        return Why.OTHER_CHILD
    if row.table.name in COPIES:
        return Why.COPY
    if row.table.name in PRIVATE:
        return Why.WORKER
    if row.values.get("third_party_risk") or row.values.get("use") == HIDE_SOURCE:
        return Why.SOURCE
    return ""


def _parts(row: Row, column: str, text: str, whom: For) -> list[Span]:
    end = len(text)
    sort = row.table.columns[column]
    if whom.asker is Asker.PARENT and whom.is_child and row.table.holds_harm(column):
        return [Span(0, end, Why.ABUSE)]
    if whom.must_not_be_told and row.table.says_where(column):
        return [Span(0, end, Why.HARM)]
    if sort is Sort.OTHERS and not _is_the_asker(row, whom):
        return [Span(0, end, Why.SOURCE if "source" in column else Why.OTHER_PERSON)]
    if sort is Sort.WORKER and text != "a worker":
        return [Span(0, end, Why.WORKER)]
    if sort is Sort.WORDS:
        return find_people(text, whom.names, whom.numbers)
    return []


def _is_the_asker(row: Row, whom: For) -> bool:
    return whom.connected_person_id is not None and row.id == str(whom.connected_person_id)
