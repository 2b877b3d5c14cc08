"""An area's protocol written as YAML, so that `yaml.read_protocol` takes it back unchanged."""

from collections.abc import Iterable
from typing import Any

import yaml

from safereturn.clocks.rules.law import FIXED, ClockKind
from safereturn.clocks.rules.protocol import Breach, Protocol, Rule, Step

_HEAD = """\
# A local protocol: deadlines, and who is told when. Check it with
# `safereturn protocol check FILE`. A rule that is not named here is as it ships.
# when: start, due, or a length before or after it. who: owner, force, responsible_authority,
# host_authority, placement, interviewers; after it supervisor, coordinator or senior.
"""


class _Flow(list[str]):
    """A list that stands on one line."""


class _Dumper(yaml.SafeDumper):
    """Writes short lists on one line."""

    def ignore_aliases(self, data: object) -> bool:
        """Write what is the same twice, twice: a reader should not have to look it up."""
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Indent lists under their field."""
        super().increase_indent(flow, False)


def _flow(dumper: yaml.SafeDumper, data: _Flow) -> yaml.Node:
    return dumper.represent_sequence("tag:yaml.org,2002:seq", data, flow_style=True)


_Dumper.add_representer(_Flow, _flow)


def write_protocol(protocol: Protocol) -> str:
    """Return the file."""
    whole: dict[str, Any] = {"protocol": protocol.area}
    if protocol.begins:
        whole["begins"] = protocol.begins
    whole["for"] = list(protocol.agencies)
    whole["rules"] = [rule_fields(rule) for rule in protocol.rules.values()]
    return _HEAD + yaml.dump(whole, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100)


def rules_text(rules: Iterable[Rule]) -> str:
    """Return the rules alone, as a row keeps them."""
    fields = [rule_fields(rule) for rule in rules]
    return yaml.dump(fields, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100)


def rule_fields(rule: Rule) -> dict[str, Any]:
    """Return one rule as the file has it: only what may be said of it."""
    found: dict[str, Any] = {"rule": rule.key}
    if rule.is_own:
        found |= _own(rule)
    if rule.length and rule.kind not in FIXED:
        found["within"] = str(rule.length)
    found["tell"] = [_step(step) for step in rule.steps]
    if rule.breach is not Breach.TELL:
        found["breach"] = rule.breach.value
    if rule.pause:
        found["pause"] = True
    return found


def _own(rule: Rule) -> dict[str, Any]:
    found: dict[str, Any] = {"words": rule.words}
    if rule.kind is ClockKind.ELAPSED:
        found["kind"] = rule.kind.value
    if rule.count:
        found["count"] = str(rule.count)
    return found | {
        "from": rule.begin.value,
        "until": _Flow(sorted(one.value for one in rule.end)),
        "owner": rule.owner.value,
    }


def _step(step: Step) -> dict[str, Any]:
    return {"when": str(step), "who": _Flow(str(who) for who in step.who)}
