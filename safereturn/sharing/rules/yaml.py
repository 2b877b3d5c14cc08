"""An agreement as a YAML file: written, and read with every mistake at once.

The file is read as a tree that knows its lines, never as Python objects. `read_agreement`
returns a `Draft`, or all mistakes as (line, what to do); it never returns half of one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import yaml

from safereturn.agencies.rules import Nation
from safereturn.foundation.actor import AgencyKind
from safereturn.foundation.sentences import marked, sentence
from safereturn.foundation.yaml_tree import Mistake, Tree, near
from safereturn.involvement.rules import Basis
from safereturn.sharing.rules.checking import MOST_DAYS, Setting, mistakes_in
from safereturn.sharing.rules.circumstances import While
from safereturn.sharing.rules.clauses import Clause
from safereturn.sharing.rules.gateways import Commencement, Gateway, Lawful
from safereturn.sharing.rules.kinds import Depth, Kind
from safereturn.sharing.rules.states import Text

EVERYBODY = "everybody"
_DEPTHS = {depth.name.lower(): depth for depth in Depth}

# The field of a file for each field of `checking.mistakes_in`.
_LINES = {"number": "clause", "to_bases": "because", "for_days": "keep_days"}
_INSTEAD = {"until": "while"}


@dataclass(frozen=True, slots=True)
class Draft:
    """An agreement as a file says it: everything but its number and its signatures."""

    name: str
    nation: Nation
    begins: date | None
    review_on: date | None
    kinds: frozenset[AgencyKind]
    agencies: frozenset[UUID]
    texts: Mapping[Text, str]
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What a reader of the file knows: agencies by name, the law's dates, the day.

    `area` and `nation` are what the file must say; None takes any.
    """

    agencies: Mapping[str, UUID]
    on: date
    commencements: tuple[Commencement, ...] = ()
    area: str | None = None
    nation: Nation | None = None

    def called(self, word: str) -> UUID | None:
        """Return the agency of this name, whatever its capitals."""
        found = (pk for name, pk in self.agencies.items() if name.casefold() == word.casefold())
        return next(found, None)


@dataclass(slots=True, kw_only=True)
class _Reader(Tree):
    """Reads one agreement and gathers its mistakes."""

    known: Known

    def whom(
        self, node: yaml.Node | None, what: str
    ) -> tuple[frozenset[AgencyKind], frozenset[UUID]]:
        """Return kinds of agency and named agencies."""
        kinds: set[AgencyKind] = set()
        agencies: set[UUID] = set()
        seen: set[str] = set()
        for item in self.items(node, what):
            word = self.word(item, what)
            if word.casefold() in seen:
                self.wrong(
                    item,
                    "“{word}” is there twice in {what}: keep one.",
                    word=word,
                    what=marked(what),
                )
            seen.add(word.casefold())
            if word in list(AgencyKind):
                kinds.add(AgencyKind(word))
            elif (agency := self.known.called(word)) is not None:
                agencies.add(agency)
            else:
                meant = near(word, [EVERYBODY, *AgencyKind, *self.known.agencies])
                meant = meant or sentence(
                    ": write its name as it stands here, or {words}", words=", ".join(AgencyKind)
                )
                self.wrong(
                    item,
                    "“{word}” is no agency here and no kind of agency{meant}.",
                    word=word,
                    meant=meant,
                )
        return frozenset(kinds), frozenset(agencies)


def read_agreement(text: str, known: Known) -> Draft | list[Mistake]:
    """Return the agreement that a file holds, or every mistake in it, by line."""
    reader = _Reader(known=known)
    root = reader.root(text, "an agreement")
    draft = _draft(root, reader) if root is not None else None
    if draft is None or reader.mistakes:
        return reader.told()
    return draft


_TOP = ("agreement", "nation", "begins", "review", "parties", "text", "clauses")
_NEEDED = ("agreement", "nation", "review", "parties", "clauses")


def _draft(root: yaml.Node, reader: _Reader) -> Draft | None:
    top = reader.mapping(root, _TOP, "the agreement")
    for name in _NEEDED:
        if name not in top:
            reader.wrong(root, "“{name}” is missing: add it.", name=name)
    nation = reader.one(top["nation"], Nation, "a nation") if "nation" in top else None
    name = reader.word(top.get("agreement"), "the name")
    if "agreement" in top and not name.strip():
        reader.wrong(top["agreement"], "Write the name of the area.")
    _expected(top, name, nation, reader)
    begins = reader.day(top.get("begins"), "the day it begins")
    review_on = reader.day(top.get("review"), "the day of its review")
    if begins and review_on and review_on <= begins:
        reader.wrong(top["review"], "The review is before the agreement begins: give a later day.")
    kinds, agencies = reader.whom(top.get("parties"), "parties")
    setting = Setting(
        nation or Nation.ENGLAND,
        begins or reader.known.on,
        kinds,
        agencies,
        reader.known.commencements,
    )
    texts = reader.mapping(top["text"], list(Text), "the text") if "text" in top else {}
    return Draft(
        name,
        setting.nation,
        begins,
        review_on,
        kinds,
        agencies,
        {Text(part): reader.word(node, part).strip() for part, node in texts.items()},
        tuple(_clauses(top.get("clauses"), setting, reader)),
    )


def _expected(
    top: Mapping[str, yaml.Node], name: str, nation: Nation | None, reader: _Reader
) -> None:
    known = reader.known
    if known.area is not None and "agreement" in top and name != known.area:
        reader.wrong(
            top["agreement"],
            "This file is for “{name}”, not for {area}.",
            name=name,
            area=known.area,
        )
    if known.nation is not None and nation is not None and nation is not known.nation:
        reader.wrong(
            top["nation"],
            "{area} is in {nation}.",
            area=known.area,
            nation=marked(known.nation.title()),
        )


def _clauses(node: yaml.Node | None, setting: Setting, reader: _Reader) -> Iterator[Clause]:
    first: dict[str, int] = {}
    found = reader.items(node, "clauses")
    if isinstance(node, yaml.ScalarNode) and not found:
        # Not “[]”, which somebody means: clauses indented wrongly would be lost in silence.
        reader.wrong(node, "There is no clause: write them below, or [] to share nothing.")
    for item in found:
        fields = reader.mapping(item, _CLAUSE, "a clause")
        clause, unread = _clause(item, fields, reader)
        for name, words in mistakes_in(clause, setting).items():
            if _LINES.get(name, name) in unread:
                continue  # told already, in plainer words
            at = fields.get(_LINES.get(name, name)) or fields.get(_INSTEAD.get(name, ""))
            reader.wrong(at or item, words)
        if clause.number in first:
            words = sentence(
                "Clause {number} is there already, on line {word}",
                number=clause.number,
                word=first[clause.number],
            )
            reader.wrong(fields["clause"], "{words}: give this one another number.", words=words)
        if clause.number:
            first.setdefault(clause.number, item.start_mark.line + 1)
        yield clause


_MUST = ("clause", "kinds", "to", "depth", "gateway")
_CLAUSE = (
    "clause", "kinds", "to", "because", "while", "depth", "gateway", "basis", "until",
    "keep_days", "told", "note", "ask",
)  # fmt: skip


def _clause(
    item: yaml.Node, fields: Mapping[str, yaml.Node], reader: _Reader
) -> tuple[Clause, frozenset[str]]:
    """Return the clause as far as it can be read, and the fields that could not be."""
    unread = {name for name in _MUST if name not in fields}
    for name in _MUST:
        if name in unread:
            reader.wrong(item, "“{name}” is missing in this clause: add it.", name=name)
    before = len(reader.mistakes)
    kinds = reader.some(fields.get("kinds"), Kind, "a kind of information")
    if not kinds and len(reader.mistakes) > before:
        unread.add("kinds")
    gateway = reader.one(fields["gateway"], Gateway, "a gateway") if "gateway" in fields else None
    if gateway is None:
        unread.add("gateway")
    to_kinds, to_agencies = _to(fields.get("to"), reader)
    clause = Clause(
        reader.word(fields.get("clause"), "the number"),
        kinds,
        _depth(fields.get("depth"), reader),
        gateway or Gateway.VITAL_INTERESTS,
        to_kinds=to_kinds,
        to_bases=reader.some(fields.get("because"), Basis, "a relation to a child"),
        while_=reader.some(fields.get("while"), While, "a circumstance"),
        until=reader.word(fields.get("until"), "until when").strip(),
        to_agencies=to_agencies,
        lawful=reader.one(fields["basis"], Lawful, "a basis") if "basis" in fields else None,
        for_days=_days(fields.get("keep_days"), reader),
        told=reader.word(fields.get("told"), "what the child is told").strip(),
        note=reader.word(fields.get("note"), "the note").strip(),
        ask=reader.yes(fields.get("ask"), "whether one may ask", otherwise=True),
    )
    return clause, frozenset(unread)


def _to(node: yaml.Node | None, reader: _Reader) -> tuple[frozenset[AgencyKind], frozenset[UUID]]:
    if isinstance(node, yaml.ScalarNode) and node.value == EVERYBODY:
        return frozenset(), frozenset()
    found = reader.whom(node, "to whom")
    if node is not None and not reader.items(node, "to whom"):
        reader.wrong(
            node, "Say to whom: kinds of agency, agencies, or “{everybody}”.", everybody=EVERYBODY
        )
    return found


def _depth(node: yaml.Node | None, reader: _Reader) -> Depth:
    if node is None:
        return Depth.NOTHING
    word = reader.word(node, "how deep")
    if word not in _DEPTHS:
        meant = near(word, list(_DEPTHS))
        reader.wrong(
            node,
            "“{word}” is not a depth: full, summary, exists or nothing{meant}.",
            word=word,
            meant=meant,
        )
    return _DEPTHS.get(word, Depth.NOTHING)


def _days(node: yaml.Node | None, reader: _Reader) -> int | None:
    word = reader.word(node, "how long it is kept")
    if node is None or not word:
        return None
    return int(word) if word.isdecimal() and len(word) <= len(str(MOST_DAYS)) else 0
