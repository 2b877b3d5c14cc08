"""A clause in words, field by field: for a reader, a comparison, an edit that came too late."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from safereturn.agencies.rules import Nation
from safereturn.foundation.actor import AgencyKind
from safereturn.involvement.rules import WORDS
from safereturn.sharing.rules.circumstances import WHILE_WORDS
from safereturn.sharing.rules.clauses import Clause
from safereturn.sharing.rules.gateways import LAWFUL_WORDS, named
from safereturn.sharing.rules.kinds import DEPTH_WORDS, KIND_WORDS
from safereturn.sharing.rules.readable import Change
from safereturn.sharing.rules.states import TEXT_WORDS, Text

AGENCY_KIND_WORDS = {
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

FIELD_WORDS = {
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


def who_of(clause: Clause, names: Mapping[UUID, str]) -> tuple[str, ...]:
    """Return to whom a clause gives, in words; everybody who is party when it names nobody."""
    kinds = [AGENCY_KIND_WORDS[kind] for kind in AgencyKind if kind in clause.to_kinds]
    agencies = sorted(names.get(agency, "an agency that left") for agency in clause.to_agencies)
    return (*kinds, *agencies) or ("every party",)


def when_of(clause: Clause) -> str:
    """Return on what a clause depends, to follow "may see it in full"; "" on nothing."""
    parts = []
    if clause.to_bases:
        reasons = (WORDS[basis] for basis in WORDS if basis in clause.to_bases)
        parts.append(f"if the agency {_or(reasons)}")
    if clause.while_:
        parts.append(_or(WHILE_WORDS[one] for one in WHILE_WORDS if one in clause.while_))
    if clause.until:
        parts.append(clause.until)
    return "".join(f", {part}" for part in parts)


def _or(words: Iterable[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} or {last}" if first else last


def in_words(
    clause: Clause, names: Mapping[UUID, str], nation: Nation = Nation.ENGLAND
) -> dict[str, str]:
    """Return every field of a clause in words, in the order of `FIELD_WORDS`."""
    days = clause.for_days
    return {
        "number": clause.number,
        "kinds": "; ".join(KIND_WORDS[kind] for kind in KIND_WORDS if kind in clause.kinds),
        "to": ", ".join(who_of(clause, names)),
        "to_bases": ", ".join(WORDS[basis] for basis in WORDS if basis in clause.to_bases),
        "while_": ", ".join(WHILE_WORDS[one] for one in WHILE_WORDS if one in clause.while_),
        "until": clause.until,
        "depth": DEPTH_WORDS[clause.depth],
        "gateway": named(clause.gateway, nation),
        "lawful": LAWFUL_WORDS[clause.lawful_basis],
        "for_days": "as their own law says" if days is None else f"{days} days",
        "told": clause.told,
        "note": clause.note,
        "ask": "yes" if clause.ask else "no",
    }


def as_line(clause: Clause, names: Mapping[UUID, str]) -> str:
    """Return a clause as one sentence."""
    what = "; ".join(KIND_WORDS[kind] for kind in KIND_WORDS if kind in clause.kinds)
    who = ", ".join(who_of(clause, names))
    return f"{what[:1].upper()}{what[1:]}: {who}: {DEPTH_WORDS[clause.depth]}{when_of(clause)}."


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
        f"Clause {number}",
        as_line(before, names) if before is not None else "",
        as_line(after, names) if after is not None else "",
        fields,
    )
