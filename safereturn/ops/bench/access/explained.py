"""How many record pages say why they are shown: the rule, the relation, and since when."""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import TYPE_CHECKING

from safereturn.ops.bench.access.figures import Figure
from safereturn.ops.bench.browsing import Within
from safereturn.ops.bench.measures import OK
from safereturn.ops.bench.sample import Sample

if TYPE_CHECKING:
    from django.urls import URLPattern, URLResolver

ROOMS = frozenset({"child", "episode", "assess_risk", "return_interview"})
CHILDREN = 5
PAPER = b"%PDF"
NAMED = 8  # of the pages that say nothing
# "because your force is looking for this child (Agreement v3, clause 4; the law) since 21 May
# 2026"; the law may have brackets of its own. Or the duty of whoever answers for the work.
_IN = r"\((?:[^()]|\([^()]*\))*\)"
_RULE = re.compile(rf"because your [\w ’']+(?:\([^()]*clause| includes it {_IN})", re.IGNORECASE)
_SINCE = re.compile(rf"because your [\w ’']+ {_IN} since \d{{1,2}} \w+ \d{{4}}", re.IGNORECASE)
_TAGS = re.compile(r"<[^>]+>|\s+")
_REF = re.compile(r"<(?:str:)?ref>")


@dataclass(slots=True)
class Explained:
    """The pages that were read, and those that say rule and relation, and since when."""

    pages: int = 0
    rule: int = 0
    since: int = 0
    silent: set[str] = field(default_factory=set)

    @property
    def figure(self) -> Figure:
        """Return the line of the table."""
        said = f"{self.rule} of {self.pages} say rule and relation, {self.since} since when"
        met = self.pages > 0 and self.rule == self.since == self.pages
        names = sorted(self.silent)
        more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
        silent = f"no rule on {', '.join(names[:NAMED])}{more}" if names else ""
        return Figure(4, "Record pages that explain themselves", said, "all", met, silent)


def read(sample: Sample) -> Explained:
    """Read every page of some records as the officer who has them in their list."""
    browser, found = Within(sample.session), Explained()
    # Pages that a record has not are asked for too: that is no news for the console.
    logging.getLogger("django.request").setLevel(logging.ERROR)
    for episode, child in _records(sample):
        for name, path in _addresses():
            ref = child if name.startswith("child:") else episode
            answer = browser.ask("GET", "/" + _REF.sub(ref, path))
            if answer.status != OK:
                continue  # of a kind that this record has not, or not theirs to open
            if answer.body.startswith(PAPER):
                continue  # packed, so not read here: the sweep of the tests unpacks each paper
            words = unescape(_TAGS.sub(" ", answer.body.decode(errors="replace")))
            found.pages += 1
            found.since += bool(_SINCE.search(words))
            if _RULE.search(words):
                found.rule += 1
            else:
                found.silent.add(name)
    return found


def _records(sample: Sample) -> list[tuple[str, str]]:
    from safereturn.episodes.models import Episode
    from safereturn.foundation.identity import acting
    from safereturn.ops.demo import cast as casts

    cast = casts.find()
    assert cast, "a stock has the cast of the demonstration"
    with acting(cast["officer"], at=sample.at):
        rows = Episode.objects.filter(ref__in=sample.listed[:CHILDREN])
        return list(rows.values_list("ref", "child__ref"))


Patterns = list["URLPattern | URLResolver"]


def _addresses(
    patterns: Patterns | None = None, under: str = "", room: str = ""
) -> Iterator[tuple[str, str]]:
    """Go through the pages whose address has one reference and nothing else to fill in."""
    from django.urls import URLResolver, get_resolver

    for one in get_resolver().url_patterns if patterns is None else patterns:
        path = f"{under}{one.pattern}"
        if isinstance(one, URLResolver):
            yield from _addresses(one.url_patterns, path, one.namespace or room)
        elif room in ROOMS and path.count("<") == 1 and _REF.search(path):
            yield f"{room}:{one.name}", path
