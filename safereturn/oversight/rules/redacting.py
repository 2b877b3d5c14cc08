"""What of a record somebody is not given, by which rule: proposals that a person confirms or lifts.

The rules are the Data Protection Act 2018's for UK GDPR controllers; what the police hold is
theirs to decide under Part 3 (s45(4)). Nothing here decides: each finding is a proposal.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Why(StrEnum):
    """Why something is not given."""

    # DPA 2018 Sch 2 para 16: information relating to another individual.
    OTHER_PERSON = "other_person"
    OTHER_CHILD = "other_child"
    # Given in confidence, or with "do not reveal the source".
    SOURCE = "source"
    # Sch 2 para 17 presumes that health, social work and education workers may be named;
    # whether others are is for the controller.
    WORKER = "worker"
    # Sch 3 Pt 5 para 21: child-abuse data, from somebody with parental responsibility, where
    # it would not be in the best interests of the child.
    ABUSE = "abuse"
    # Sch 3 Pts 2-4, the serious harm test: likely to cause serious harm to the child or another.
    HARM = "harm"
    # A copy of what stands elsewhere in the pack.
    COPY = "copy"


WHY_WORDS = {
    Why.OTHER_PERSON: "about somebody else",
    Why.OTHER_CHILD: "from another child’s record",
    Why.SOURCE: "who told us, in confidence",
    Why.WORKER: "a worker’s name",
    Why.ABUSE: "withheld: Data Protection Act 2018, Schedule 3, paragraph 21",
    Why.HARM: "withheld: could cause serious harm",
    Why.COPY: "a copy of what stands elsewhere",
}
# Eleven digits in the ways that people write them.
_PHONE = re.compile(r"(?:\+44\s?|\b0)(?:\d[\s-]?){8,9}\d")
_NAME_PART = 3


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Part of a text that is not given: from, to (exclusive), and why."""

    start: int
    end: int
    why: Why


def find_people(text: str, names: Iterable[str], phones: Iterable[str] = ()) -> list[Span]:
    """Return where a text names one of these people, by whole name or a part of it, or a number.

    Every telephone number counts, listed or not: none is the child's to be given unseen.
    """
    found = {Span(m.start(), m.end(), Why.OTHER_PERSON) for m in _PHONE.finditer(text)}
    for word in _words(names):
        for match in re.finditer(rf"\b{re.escape(word)}\b", text, re.IGNORECASE):
            found.add(Span(match.start(), match.end(), Why.OTHER_PERSON))
    for number in phones:
        for match in re.finditer(re.escape(number), text) if number.strip() else ():
            found.add(Span(match.start(), match.end(), Why.OTHER_PERSON))
    return sorted(found)


def _words(names: Iterable[str]) -> set[str]:
    """Return the names and those of their parts that are long enough to mean somebody."""
    whole = {name.strip() for name in names if name.strip()}
    parts = {part for name in whole for part in re.split(r"[\s,.;()/]+", name)}
    return whole | {part for part in parts if len(part) >= _NAME_PART and part[0].isupper()}


def without(names: Iterable[str], own: Iterable[str]) -> set[str]:
    """Return the names of others, without those that are the child's own: a shared surname."""
    mine = {part.lower() for name in own for part in name.split()}
    left = set()
    for name in names:
        parts = [part for part in name.split() if part.lower() not in mine]
        if parts:
            left.add(" ".join(parts))
    return left


def redact(text: str, spans: Iterable[Span]) -> str:
    """Return the text with each part that is not given replaced by why. Overlaps become one."""
    kept, at = [], 0
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start < merged[-1].end:
            last = merged.pop()
            merged.append(Span(last.start, max(last.end, span.end), last.why))
        else:
            merged.append(span)
    for span in merged:
        kept += [text[at : span.start], f"[{WHY_WORDS[span.why]}]"]
        at = span.end
    return "".join([*kept, text[at:]])
