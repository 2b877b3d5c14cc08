"""A clause in words, field by field: for a reader, a comparison, an edit that came too late."""

from collections.abc import Collection, Iterable, Mapping
from typing import TypeVar
from uuid import UUID

from safereturn.agencies.rules import Nation
from safereturn.foundation.actor import AgencyKind
from safereturn.foundation.sentences import Sentence, marked, sentence, sentences, together
from safereturn.involvement.rules import WORDS
from safereturn.sharing.rules.circumstances import WHILE_WORDS
from safereturn.sharing.rules.clauses import Clause
from safereturn.sharing.rules.gateways import LAWFUL_WORDS, named
from safereturn.sharing.rules.kinds import DEPTH_WORDS, KIND_WORDS
from safereturn.sharing.rules.readable import Change
from safereturn.sharing.rules.states import TEXT_WORDS, Text

E = TypeVar("E")

AGENCY_KIND_WORDS = sentences(
    {
        AgencyKind.POLICE: "the police",
        AgencyKind.LOCAL_AUTHORITY: "councils",
        AgencyKind.CHILDRENS_HOME: "children’s homes",
        AgencyKind.PLACEMENT_PROVIDER: "placement providers",
        AgencyKind.RETURN_INTERVIEW_SERVICE: "return interview services",
        AgencyKind.HEALTH: "health services",
        AgencyKind.SCHOOL: "schools and colleges",
        AgencyKind.YOUTH_JUSTICE: "youth justice services",
        AgencyKind.OTHER: "other agencies",
    }
)

LEFT = sentence("an agency that left")
_EVERYBODY = sentence("every party")
_OWN_LAW = sentence("as their own law says")
YES, NO = sentence("yes"), sentence("no")

FIELD_WORDS = sentences(
    {
        "number": "number",
        "kinds": "what",
        "to": "to whom",
        "to_bases": "because it",
        "while_": "while",
        "until": "until when",
        "depth": "how deep",
        "gateway": "gateway",
        "lawful": "lawful basis",
        "for_days": "kept for",
        "told": "what the child is told",
        "note": "note",
        "ask": "may be asked for",
    }
)


def who_of(clause: Clause, names: Mapping[UUID, str]) -> tuple[str, ...]:
    """Return to whom a clause gives, in words; everybody who is party when it names nobody."""
    kinds = [AGENCY_KIND_WORDS[kind] for kind in AgencyKind if kind in clause.to_kinds]
    agencies = sorted(names.get(agency, LEFT) for agency in clause.to_agencies)
    return (*kinds, *agencies) or (_EVERYBODY,)


def when_of(clause: Clause) -> str:
    """Return on what a clause depends, to follow "may see it in full"; "" on nothing."""
    parts: list[str] = []
    if clause.to_bases:
        reasons = (WORDS[basis] for basis in WORDS if basis in clause.to_bases)
        parts.append(sentence("if the agency {reasons}", reasons=_or(reasons)))
    if clause.while_:
        parts.append(_or(WHILE_WORDS[one] for one in WHILE_WORDS if one in clause.while_))
    if clause.until:
        parts.append(clause.until)
    return together(["", *parts], ", ") if parts else ""


def _or(words: Iterable[str]) -> Sentence:
    *first, last = words
    if not first:
        return marked(last)
    return sentence("{first} or {last}", first=together(first, ", "), last=marked(last))


def _all(words: Mapping[E, Sentence], of: Collection[E], between: str = ", ") -> Sentence:
    return together((words[one] for one in words if one in of), between)


def in_words(
    clause: Clause, names: Mapping[UUID, str], nation: Nation = Nation.ENGLAND
) -> dict[str, str]:
    """Return every field of a clause in words, in the order of `FIELD_WORDS`."""
    days = clause.for_days
    return {
        "number": clause.number,
        "kinds": _all(KIND_WORDS, clause.kinds, "; "),
        "to": together(who_of(clause, names), ", "),
        "to_bases": _all(WORDS, clause.to_bases),
        "while_": _all(WHILE_WORDS, clause.while_),
        "until": clause.until,
        "depth": DEPTH_WORDS[clause.depth],
        "gateway": named(clause.gateway, nation),
        "lawful": LAWFUL_WORDS[clause.lawful_basis],
        "for_days": _OWN_LAW if days is None else sentence("{days} days", days=days),
        "told": clause.told,
        "note": clause.note,
        "ask": YES if clause.ask else NO,
    }


def as_line(clause: Clause, names: Mapping[UUID, str]) -> str:
    """Return a clause as one sentence."""
    kinds: list[str] = [KIND_WORDS[kind] for kind in KIND_WORDS if kind in clause.kinds]
    first, *rest = kinds or [""]
    return sentence(
        "{what}: {who}: {depth}{when}.",
        what=together([f"{first[:1].upper()}{first[1:]}", *rest], "; "),
        who=together(who_of(clause, names), ", "),
        depth=DEPTH_WORDS[clause.depth],
        when=when_of(clause),
    )


def changes(
    old: tuple[Iterable[Clause], Mapping[Text, str]],
    new: tuple[Iterable[Clause], Mapping[Text, str]],
    names: Mapping[UUID, str],
) -> list[Change]:
    """Return what two versions say differently: the text first, then clause by clause."""
    found = [
        Change(TEXT_WORDS[part], old[1].get(part, ""), new[1].get(part, ""))
        for part in Text
        if old[1].get(part, "") != new[1].get(part, "")
    ]
    was = {clause.number: clause for clause in old[0]}
    becomes = {clause.number: clause for clause in new[0]}
    for number in dict.fromkeys((*was, *becomes)):
        before, after = was.get(number), becomes.get(number)
        if before != after:
            found.append(_change(number, before, after, names))
    return found


def _change(
    number: str, before: Clause | None, after: Clause | None, names: Mapping[UUID, str]
) -> Change:
    fields: tuple[str, ...] = ()
    if before is not None and after is not None:
        old, new = in_words(before, names), in_words(after, names)
        fields = tuple(FIELD_WORDS[name] for name in FIELD_WORDS if old[name] != new[name])
    return Change(
        sentence("Clause {number}", number=number),
        as_line(before, names) if before is not None else "",
        as_line(after, names) if after is not None else "",
        fields,
    )
