"""An agreement written as YAML, so that `yaml.read_agreement` takes it back unchanged."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from safereturn.foundation.actor import AgencyKind
from safereturn.foundation.yaml_written import Flow, written
from safereturn.sharing.rules.clauses import Clause
from safereturn.sharing.rules.yaml import EVERYBODY, Draft

_HEAD = """\
# An information-sharing agreement. Check it with `safereturn agreement check FILE`.
# Parties and “to”: a kind of agency in one word, or an agency by its name.
"""


def write_agreement(draft: Draft, names: Mapping[UUID, str]) -> str:
    """Return the file. `names` are those by which a reader will find the agencies again."""
    whole: dict[str, Any] = {"agreement": draft.name, "nation": str(draft.nation)}
    if draft.begins:
        whole["begins"] = draft.begins
    if draft.review_on:
        whole["review"] = draft.review_on
    whole["parties"] = list(_whom(draft.kinds, draft.agencies, names))
    if draft.texts:
        whole["text"] = {str(part): words for part, words in draft.texts.items()}
    whole["clauses"] = [_clause(clause, names) for clause in draft.clauses]
    return _HEAD + written(whole)


def _whom(kinds: Iterable[AgencyKind], agencies: Iterable[UUID], names: Mapping[UUID, str]) -> Flow:
    return Flow(
        [
            *(str(kind) for kind in sorted(kinds)),
            *sorted(names.get(agency, str(agency)) for agency in agencies),
        ]
    )


def _clause(clause: Clause, names: Mapping[UUID, str]) -> dict[str, Any]:
    to = _whom(clause.to_kinds, clause.to_agencies, names) or EVERYBODY
    found: dict[str, Any] = {
        "clause": clause.number,
        "kinds": Flow(sorted(map(str, clause.kinds))),
        "to": to,
        "because": Flow(sorted(map(str, clause.to_bases))),
        "while": Flow(sorted(map(str, clause.while_))),
        "depth": clause.depth.name.lower(),
        "gateway": str(clause.gateway),
        "basis": str(clause.lawful or ""),
        "until": clause.until,
        "keep_days": clause.for_days,
        "told": clause.told,
        "note": clause.note,
    }
    kept = {name: value for name, value in found.items() if value}
    return kept if clause.ask else kept | {"ask": False}
