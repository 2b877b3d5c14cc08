"""An area's protocol as a YAML file, read with every mistake at once.

`read_protocol` returns a `Protocol`, or all mistakes as (line, what to do); never half of one.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

import yaml

from safereturn.clocks.rules.law import FIXED, ClockKind
from safereturn.clocks.rules.lengths import Length, read_length
from safereturn.clocks.rules.meeting import Invitee, Meet, MeetingKind
from safereturn.clocks.rules.protocol import (
    ASKED_FOR,
    OWN_KINDS,
    RECEIPTED,
    Begin,
    Breach,
    Count,
    End,
    Party,
    Protocol,
    Rank,
    Rule,
    Step,
    Who,
    read_when,
    read_who,
)
from safereturn.clocks.rules.shipped import SHIPPED
from safereturn.foundation.sentences import sentence
from safereturn.foundation.yaml_tree import Mistake, Tree, near

_TOP = ("protocol", "begins", "for", "rules")
_RULE = (
    "rule", "kind", "words", "from", "until", "count", "owner", "within", "tell", "breach", "pause",
    "notices", "meet", "invite", "source", "verified",
)  # fmt: skip
# What a rule of the service's own kinds may say: it begins and ends where the service says.
_OF_OURS = ("rule", "within", "tell", "breach", "pause", "notices")
_OF_A_MEETING = ("meet", "invite", "source", "verified")
_STEP = ("when", "who")
_KEY = re.compile(r"[a-z][a-z0-9_]{2,59}")
_COUNT = re.compile(r"([1-9]\d?) (?:ever|in ([1-9]\d{0,2}) days)")
_BEGINS = frozenset({Begin.REPORTED, Begin.LAST_SEEN, Begin.LOCATED, Begin.RETURNED, Begin.GRADED})
_ENDS = frozenset({End.OVER, End.GRADED, End.LOCATED, End.RETURNED, End.DONE})
_NOBODY_ASKED = "Only in trigger_answer has somebody asked: take “asker” out."
# The latest a review may be: "no apparent risk" never stands for longer without a look.
LATEST_LOWEST_REVIEW = read_length("72 hours")


@dataclass(frozen=True, slots=True)
class Known:
    """What a reader of the file knows: the agencies by name (casefolded), and the day."""

    agencies: Iterable[str]
    on: date
    area: str | None = None


@dataclass(slots=True, kw_only=True)
class _Reader(Tree):
    known: Known


def read_protocol(text: str, known: Known) -> Protocol | list[Mistake]:
    """Return the protocol that a file holds, or every mistake in it, by line."""
    reader = _Reader(known=known)
    root = reader.root(text, "a protocol")
    found = _protocol(root, reader) if root is not None else None
    return reader.told() if found is None or reader.mistakes else found


def read_rules(area: str, text: str) -> Protocol:
    """Return the rules that `rules_text` wrote, whatever day it is and whoever follows them.

    Raises ValueError where a rule is not one any more: the service has been changed.
    """
    reader = _Reader(known=Known((), date.min))
    root = reader.root(text, "a protocol")
    rules = _rules(root, reader) if root is not None else {}
    if reader.mistakes:
        raise ValueError(reader.told())
    return Protocol(area, rules)


def _rules(node: yaml.Node | None, reader: _Reader) -> dict[str, Rule]:
    rules: dict[str, Rule] = {}
    for item in reader.items(node, "rules"):
        rule = _rule(item, reader)
        if rule is not None and rule.key in rules:
            reader.wrong(item, "“{key}” is there already: keep one.", key=rule.key)
        elif rule is not None:
            rules[rule.key] = rule
    return rules


def _protocol(root: yaml.Node, reader: _Reader) -> Protocol:
    top = reader.mapping(root, _TOP, "the protocol")
    for name in ("protocol", "for", "rules"):
        if name not in top:
            reader.wrong(root, "“{name}” is missing: add it.", name=name)
    area = reader.word(top.get("protocol"), "the name").strip()
    if reader.known.area is not None and "protocol" in top and area != reader.known.area:
        reader.wrong(
            top["protocol"],
            "This file is for “{name}”, not for {area}.",
            name=area,
            area=reader.known.area,
        )
    begins = reader.day(top.get("begins"), "the day it begins")
    if begins and begins < reader.known.on:
        reader.wrong(top["begins"], "It begins in the past: give today or a later day.")
    rules = _rules(top.get("rules"), reader)
    return Protocol(area, rules, begins, tuple(_agencies(top.get("for"), reader)))


def _agencies(node: yaml.Node | None, reader: _Reader) -> Iterator[str]:
    known = {name.casefold(): name for name in reader.known.agencies}
    items = reader.items(node, "the agencies it is for")
    if node is not None and not items:
        reader.wrong(node, "Say which agencies follow it: the police force and the councils.")
    for item in items:
        word = reader.word(item, "an agency")
        if word.casefold() not in known:
            reader.wrong(
                item,
                "“{word}” is no agency here{near}.",
                word=word,
                near=near(word, known.values()),
            )
        else:
            yield known[word.casefold()]


def _rule(item: yaml.Node, reader: _Reader) -> Rule | None:
    fields = reader.mapping(item, _RULE, "a rule")
    key = reader.word(fields.get("rule"), "the name of a rule")
    if "rule" not in fields:
        if isinstance(item, yaml.MappingNode):
            reader.wrong(item, "“rule” is missing: give the rule its name.")
        return None
    ours = SHIPPED.rules.get(key)
    if ours is not None and not ours.is_own:
        return _of_ours(ours, fields, reader)
    if not _KEY.fullmatch(key):
        reader.wrong(
            fields["rule"], "“{key}” is no name of a rule: small letters, digits and _.", key=key
        )
    elif meant := _mistyped(key, fields):
        reader.wrong(
            fields["rule"], "“{key}” is no rule of the service{meant}.", key=key, meant=meant
        )
        return None
    return _own(key, item, fields, reader)


def _mistyped(key: str, fields: Mapping[str, yaml.Node]) -> str:
    """Return which rule of the service was meant by one that says only what those may say."""
    shipped = [name for name, rule in SHIPPED.rules.items() if not rule.is_own]
    return near(key, shipped) if set(fields) <= set(_OF_OURS) else ""


def _of_ours(ours: Rule, fields: Mapping[str, yaml.Node], reader: _Reader) -> Rule:
    for name, node in fields.items():
        if name not in _OF_OURS or (name == "notices" and not ours.notices):
            words = sentence(
                "The service itself says “{name}” of {key}: take this line out.",
                name=name,
                key=ours.key,
            )
            reader.wrong(node, words)
    length = ours.length
    if "within" in fields:
        length = _length_of_ours(ours, fields["within"], reader)
    asked = ours.kind in ASKED_FOR
    steps = tuple(_steps(fields["tell"], reader, asked)) if "tell" in fields else ours.steps
    pause = reader.yes(fields.get("pause"), "whether it may be paused", otherwise=False)
    if pause and ours.kind in FIXED:
        reader.wrong(
            fields["pause"],
            "{name} can never be paused: {source}.",
            name=_name(ours),
            source=_source(ours),
        )
    breach = _breach(fields, reader) if "breach" in fields else ours.breach
    if ours.kind is ClockKind.LOWEST_REVIEW and breach is not Breach.GRADE_AGAIN:
        reader.wrong(fields["breach"], "The lowest level always ends in grading again.")
    notices = ours.notices
    if notices and "notices" in fields:
        notices = tuple(_notices(fields["notices"], reader))
    return replace(ours, length=length, steps=steps, pause=pause, breach=breach, notices=notices)


def _notices(node: yaml.Node, reader: _Reader) -> Iterator[str]:
    items = reader.items(node, "the notices")
    if not items:
        reader.wrong(node, "Say which notices must be acknowledged: none would reach anybody.")
    for item in items:
        word = reader.word(item, "a notice")
        if word in RECEIPTED:
            yield word
        else:
            reader.wrong(
                item,
                "“{word}” cannot be acknowledged{near}.",
                word=word,
                near=near(word, RECEIPTED),
            )


def _length_of_ours(ours: Rule, node: yaml.Node, reader: _Reader) -> Length | None:
    length = _length(node, reader)
    if length is None:
        return None
    if ours.kind in FIXED and length != FIXED[ours.kind].length:
        words = sentence(
            "{name} is {length}: {source}.",
            name=_name(ours),
            length=FIXED[ours.kind].length,
            source=_source(ours),
        )
        reader.wrong(node, "{words} An area cannot change it.", words=words)
    elif ours.length is None:
        reader.wrong(node, "A person sets the time of {key}: take this line out.", key=ours.key)
    elif ours.kind is ClockKind.LOWEST_REVIEW and _is_long(length):
        reader.wrong(node, "The latest review is at most {latest}.", latest=LATEST_LOWEST_REVIEW)
    return length


def _is_long(length: Length) -> bool:
    """Say whether a length may be more than three days, wherever it begins."""
    hours = {"minutes": 1 / 60, "hours": 1, "days": 24, "working days": 24 * 5}
    return length.amount * hours[length.unit] > hours["days"] * 3


def _name(rule: Rule) -> str:
    return rule.key.replace("_", " ").capitalize()


def _source(rule: Rule) -> str:
    return FIXED[rule.kind].source


def _own(key: str, item: yaml.Node, fields: Mapping[str, yaml.Node], reader: _Reader) -> Rule:
    if "notices" in fields:
        reader.wrong(fields["notices"], "Only the rule notice_receipt names notices.")
    for name in ("from", "owner", "tell", "words"):
        if name not in fields:
            reader.wrong(item, "“{name}” is missing in {key}: add it.", name=name, key=key)
    kind = _kind(fields, reader)
    count = _count(fields.get("count"), reader)
    length = _length(fields["within"], reader) if "within" in fields else None
    if "within" not in fields:
        reader.wrong(item, "“within” is missing in {key}: say how long it may take.", key=key)
    until = reader.some(fields.get("until"), End, "a fact that ends it")
    begin = reader.one(fields["from"], Begin, "a fact") if "from" in fields else None
    if begin and begin not in _BEGINS:
        words = ", ".join(sorted(_BEGINS))
        reader.wrong(fields["from"], "A rule of your own counts from one of: {words}.", words=words)
    if until - _ENDS:
        words = ", ".join(sorted(_ENDS))
        reader.wrong(fields["until"], "A rule of your own ends with one of: {words}.", words=words)
    return Rule(
        key,
        ClockKind.REPEAT if count else kind,
        begin or Begin.REPORTED,
        until or frozenset({End.DONE} if count else {End.OVER}),
        _owner(fields, reader),
        length,
        tuple(_steps(fields.get("tell"), reader)),
        _breach(fields, reader),
        reader.yes(fields.get("pause"), "whether it may be paused", otherwise=False),
        count,
        reader.word(fields.get("words"), "the words").strip(),
        meet=_meet(count, fields, reader),
    )


def _owner(fields: Mapping[str, yaml.Node], reader: _Reader) -> Party:
    if "owner" not in fields:
        return Party.OWNER
    party = reader.one(fields["owner"], Party, "a party") or Party.OWNER
    if party is Party.ASKER:
        reader.wrong(fields["owner"], _NOBODY_ASKED)
    return party


def _meet(count: Count | None, fields: Mapping[str, yaml.Node], reader: _Reader) -> Meet | None:
    """Return which meeting a count asks for; None where the file says nothing of it."""
    said = [name for name in _OF_A_MEETING if name in fields]
    for name in said if count is None else ():
        reader.wrong(
            fields[name],
            "“{name}” is said of a count alone: add “count”, or take it out.",
            name=name,
        )
    if count is None or not said:
        return None
    kind = reader.one(fields["meet"], MeetingKind, "a meeting") if "meet" in fields else None
    asked = [reader.one(one, Invitee, "a part in the case") for one in reader.items(
        fields.get("invite"), "who is asked")]  # fmt: skip
    shipped = Meet()
    return Meet(
        kind or shipped.kind,
        tuple(one for one in asked if one) or shipped.invite,
        reader.word(fields.get("source"), "the source").strip(),
        reader.yes(fields.get("verified"), "whether it is verified", otherwise=False),
    )


def _kind(fields: Mapping[str, yaml.Node], reader: _Reader) -> ClockKind:
    if "kind" not in fields:
        return ClockKind.LOCAL
    kind = reader.one(fields["kind"], ClockKind, "a kind of clock")
    if kind is not None and kind not in OWN_KINDS:
        words = "A rule of your own is “local” (somebody owes it), “elapsed” or “repeat”."
        reader.wrong(fields["kind"], words)
    return kind or ClockKind.LOCAL


def _count(node: yaml.Node | None, reader: _Reader) -> Count | None:
    if node is None:
        return None
    word = reader.word(node, "how often")
    found = _COUNT.fullmatch(word)
    if not found:
        reader.wrong(node, "“{word}” is no count: write “3 in 30 days” or “2 ever”.", word=word)
        return None
    return Count(int(found[1]), int(found[2]) if found[2] else None)


def _length(node: yaml.Node, reader: _Reader) -> Length | None:
    word = reader.word(node, "how long")
    length = read_length(word)
    if length is None:
        words = sentence("write minutes, hours, days or working days, as “72 hours”")
        reader.wrong(node, "“{word}” is no length of time: {words}.", word=word, words=words)
    return length


def _breach(fields: Mapping[str, yaml.Node], reader: _Reader) -> Breach:
    if "breach" not in fields:
        return Breach.TELL
    return reader.one(fields["breach"], Breach, "what a breach does") or Breach.TELL


def _steps(node: yaml.Node | None, reader: _Reader, asked: bool = False) -> Iterator[Step]:
    seen: set[str] = set()
    items = reader.items(node, "whom to tell")
    if node is not None and not items:
        reader.wrong(node, "Say when to tell whom: a deadline that nobody hears of is none.")
    for item in items:
        fields = reader.mapping(item, _STEP, "a step")
        step = _step(item, fields, reader, asked)
        if step is not None and str(step) in seen:
            reader.wrong(
                item, "“{step}” is there already: put all whom it tells on one line.", step=step
            )
        elif step is not None:
            seen.add(str(step))
            yield step


def _step(
    item: yaml.Node, fields: Mapping[str, yaml.Node], reader: _Reader, asked: bool
) -> Step | None:
    if "when" not in fields or "who" not in fields:
        reader.wrong(item, "A step says “when” and “who”.")
        return None
    word = reader.word(fields["when"], "when")
    when = read_when(word)
    if when is None:
        words = sentence("write start, due, or a length before or after, as “15 minutes before”")
        reader.wrong(
            fields["when"], "“{word}” is no moment of a clock: {words}.", word=word, words=words
        )
    who = tuple(_who(fields["who"], reader, asked))
    return Step(when[0], who, when[1]) if when and who else None


def _who(node: yaml.Node, reader: _Reader, asked: bool) -> Iterator[Who]:
    for item in reader.items(node, "whom to tell"):
        word = reader.word(item, "whom to tell")
        who = read_who(word)
        if who is None:
            ranks = ", ".join(rank for rank in Rank if rank is not Rank.DESK)
            meant = near(word, Party) or sentence(
                ": {words}, with {ranks} after it if need be", words=", ".join(Party), ranks=ranks
            )
            reader.wrong(
                item, "“{word}” is nobody that can be told{meant}.", word=word, meant=meant
            )
        elif who.party is Party.ASKER and not asked:
            reader.wrong(item, _NOBODY_ASKED)
        else:
            yield who
