"""An area's protocol written as YAML, so that `yaml.read_protocol` takes it back unchanged."""

from collections.abc import Iterable
from typing import Any

from safereturn.clocks.rules.law import FIXED, ClockKind
from safereturn.clocks.rules.meeting import Meet
from safereturn.clocks.rules.protocol import Breach, Protocol, Rule, Step
from safereturn.foundation.yaml_written import Flow, written

_HEAD = """\
# A local protocol: deadlines, and who is told when. Check it with
# `safereturn protocol check FILE`. A rule that is not named here is as it ships.
# when: start, due, or a length before or after it. who: owner, force, responsible_authority,
# host_authority, placement, interviewers, asker (in trigger_answer alone); after it next (one
# person on duty after the other), out_of_hours, supervisor, coordinator or senior.
"""


def write_protocol(protocol: Protocol) -> str:
    """Return the file."""
    whole: dict[str, Any] = {"protocol": protocol.area}
    if protocol.begins:
        whole["begins"] = protocol.begins
    whole["for"] = list(protocol.agencies)
    whole["rules"] = [rule_fields(rule) for rule in protocol.rules.values()]
    return _HEAD + written(whole)


def rules_text(rules: Iterable[Rule]) -> str:
    """Return the rules alone, as a row keeps them."""
    fields = [rule_fields(rule) for rule in rules]
    return written(fields)


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
    if rule.notices:
        found["notices"] = Flow(rule.notices)
    if rule.pause:
        found["pause"] = True
    return found


def _own(rule: Rule) -> dict[str, Any]:
    found: dict[str, Any] = {"words": rule.words}
    if rule.kind is ClockKind.ELAPSED:
        found["kind"] = rule.kind.value
    if rule.count:
        found["count"] = str(rule.count)
    if rule.meet:
        found |= _meeting(rule.meet)
    return found | {
        "from": rule.begin.value,
        "until": Flow(sorted(one.value for one in rule.end)),
        "owner": rule.owner.value,
    }


def _meeting(meet: Meet) -> dict[str, Any]:
    found: dict[str, Any] = {
        "meet": meet.kind.value,
        "invite": Flow(one.value for one in meet.invite),
    }
    if meet.source:
        found["source"] = meet.source
    return found | {"verified": meet.verified}


def _step(step: Step) -> dict[str, Any]:
    return {"when": str(step), "who": Flow(str(who) for who in step.who)}
