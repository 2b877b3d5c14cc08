"""What makes a clause good: the same check for a page, a file and before it is proposed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from safereturn.agencies.rules import Nation
from safereturn.foundation.actor import AgencyKind
from safereturn.foundation.sentences import marked, sentence
from safereturn.involvement.rules import ALONE
from safereturn.sharing.rules.clauses import Clause
from safereturn.sharing.rules.gateways import AWAITED, GATEWAY_WORDS, Commencement, standing

NUMBER = re.compile(r"[1-9][0-9]{0,2}[a-z]?")
_AWAITED = sentence(" (its commencement has not been written down by then)")
MOST_DAYS = 36_525  # a hundred years: the longest that any party keeps a record


@dataclass(frozen=True, slots=True)
class Setting:
    """In what a clause stands: the nation, the day it begins, the parties, the law's dates."""

    nation: Nation
    on: date
    kinds: frozenset[AgencyKind] = frozenset()
    agencies: frozenset[UUID] = frozenset()
    commencements: tuple[Commencement, ...] = ()


def mistakes_in(clause: Clause, setting: Setting) -> dict[str, str]:
    """Return what to mend in a clause: field → what to do. Empty when it is good."""
    found = {
        "number": _number(clause.number),
        "kinds": "" if clause.kinds else "Name at least one kind of information.",
        "to": _to(clause, setting),
        "to_bases": _because(clause),
        "gateway": _gateway(clause, setting),
        "until": _until(clause),
        "for_days": _days(clause.for_days),
    }
    return {name: words for name, words in found.items() if words}


def _number(number: str) -> str:
    if number == "0":
        return "Give it another number: 0 is the statutory floor, which always holds."
    if NUMBER.fullmatch(number):
        return ""
    return "Give the clause a number, such as 4 or 4a."


def _to(clause: Clause, setting: Setting) -> str:
    strange: Iterable[object] = (clause.to_kinds - setting.kinds) if setting.kinds else ()
    named = clause.to_agencies - setting.agencies
    # A kind of which one agency at least is named as a party may be spoken of as a kind.
    if named:
        return "Name agencies that are among the parties, or add them there."
    if strange and not setting.agencies:
        return sentence("Add to the parties: {kinds}.", kinds=", ".join(sorted(map(str, strange))))
    return ""


def _because(clause: Clause) -> str:
    wrong = sorted(clause.to_bases & ALONE)
    if not wrong:
        return ""
    return sentence(
        "Take out “{wrong}”: having been asked, or an emergency, has rules of its own.",
        wrong=wrong[0],
    )


def _gateway(clause: Clause, setting: Setting) -> str:
    if standing(clause.gateway, setting.nation, setting.on, setting.commencements):
        return ""
    is_awaited = (clause.gateway, setting.nation) in AWAITED
    return sentence(
        "{gateway} is not in force in {nation} on {day}{awaited}: choose another gateway.",
        gateway=GATEWAY_WORDS[clause.gateway],
        nation=marked(setting.nation.title()),
        day=setting.on,
        awaited=_AWAITED if is_awaited else "",
    )


def _until(clause: Clause) -> str:
    if clause.while_ and not clause.until.strip():
        return "Say until when, in words: this clause holds only while something lasts."
    return ""


def _days(days: int | None) -> str:
    if days is None or 0 < days <= MOST_DAYS:
        return ""
    return sentence(
        "Give a whole number of days, from 1 to {most}, or leave it out.", most=MOST_DAYS
    )
