"""An area's protocol is drafted, changed rule by rule or from a file, and published.

`based_on` is the `edits` of the draft that the editor saw: whoever changed an older state is
told so, and nothing is lost. What is published never changes; from its moment on the ticker
moves the clocks that run.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from safereturn.agencies import queries as agencies
from safereturn.agencies.rules import london_day
from safereturn.audit.record import recording
from safereturn.audit.rules import Act
from safereturn.clocks import policies
from safereturn.clocks.models import ProtocolVersion, Senior
from safereturn.clocks.queries import protocol_of
from safereturn.clocks.queries.protocols import may_follow, with_shipped
from safereturn.clocks.rules import (
    SHIPPED,
    Known,
    Protocol,
    Rule,
    read_protocol,
    rules_text,
    write_protocol,
)
from safereturn.foundation.actor import Actor
from safereturn.foundation.errors import Conflict, Invalid, NotFound
from safereturn.foundation.recording import in_turn
from safereturn.foundation.yaml_tree import Mistake, by_line


class DraftInHand(Conflict):
    """There is a draft already: work on that one."""


class Overtaken(Conflict):
    """Somebody has changed this draft since you opened it. Look at it again."""


class FollowsAnother(Conflict):
    """One of these agencies follows the protocol of another area."""


class Mistakes(Invalid):
    """The file has mistakes; nothing was changed."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        super().__init__(by_line(mistakes))
        self.mistakes = mistakes


def start_draft(area: str, *, at: datetime, by: Actor) -> UUID:
    """Start the next version as a copy of what holds: the keeper's last, else what ships."""
    policies.can_keep(by).require()
    if not area.strip():
        raise Invalid(fields={"area": "Enter the name of the area"})
    with recording("protocol.drafted", by=by, act=Act.SETTING):
        in_turn(f"protocols:{by.agency_id}")
        own = ProtocolVersion.objects.filter(keeper_id=by.agency_id)
        rows = list(own.order_by("-number"))
        if any(row.published_at is None for row in rows):
            raise DraftInHand
        last = rows[0] if rows else None
        draft = ProtocolVersion.objects.create(
            area=area.strip(),
            keeper_id=by.agency_id,
            number=last.number + 1 if last else 1,
            agencies=last.agencies if last else [by.agency_id],
            text=last.text if last else rules_text(SHIPPED.rules.values()),
            made_at=at,
            made_by_id=by.person_id,
        )
    return draft.pk


@contextmanager
def _editing(
    name: str, version_id: UUID, *, based_on: int | None, by: Actor
) -> Iterator[ProtocolVersion]:
    known = ProtocolVersion.objects.filter(pk=version_id).first()
    if known is None:
        raise NotFound
    policies.can_change(by, known).require()
    with recording(name, by=by, act=Act.SETTING, refs=[str(version_id)]):
        version = ProtocolVersion.objects.select_for_update().get(pk=version_id)
        policies.can_change(by, version).require()
        if based_on is not None and based_on != version.edits:
            raise Overtaken
        yield version
        version.edits += 1
        version.save()


def set_rule(version_id: UUID, rule: Rule, *, based_on: int, by: Actor) -> None:
    """Put one rule into a draft, in place of the one of its name.

    Held to what a file is held to: raises Mistakes for what the law or the service says.
    """
    with _editing("protocol.rule_set", version_id, based_on=based_on, by=by) as version:
        rules = {**protocol_of(version).rules, rule.key: rule}
        version.text = _checked(Protocol(version.area, rules))


def remove_rule(version_id: UUID, key: str, *, based_on: int, by: Actor) -> None:
    """Take a rule out of a draft. One of the service's own kinds is then as it ships."""
    with _editing("protocol.rule_removed", version_id, based_on=based_on, by=by) as version:
        rules = {name: rule for name, rule in protocol_of(version).rules.items() if name != key}
        version.text = rules_text(rules.values())


def _checked(protocol: Protocol) -> str:
    """Return the rules as text. Raises Mistakes for what a file may not say either."""
    text = write_protocol(replace(protocol, agencies=("-",)))
    read = read_protocol(text, Known(["-"], date.min))
    if isinstance(read, list):
        raise Mistakes(read)
    return rules_text(protocol.rules.values())


def import_yaml(version_id: UUID, text: str, *, at: datetime, by: Actor) -> None:
    """Make a draft say what a file says. Raises Mistakes, with their lines."""
    with _editing("protocol.imported", version_id, based_on=None, by=by) as version:
        allowed = may_follow(version.keeper_id)
        known = Known(list(allowed.values()), london_day(at), version.area)
        read = read_protocol(text, known)
        if isinstance(read, list):
            raise Mistakes(read)
        ids = {name: agency for agency, name in allowed.items()}
        version.agencies = [ids[name] for name in read.agencies]
        version.text = rules_text(read.rules.values())


def set_followers(version_id: UUID, agencies: list[UUID], *, based_on: int, by: Actor) -> None:
    """Say which agencies a draft is for: the keeper's own, its force, or its force's councils."""
    if not agencies:
        raise Invalid(fields={"agencies": "Choose at least one agency"})
    with _editing("protocol.followers_set", version_id, based_on=based_on, by=by) as version:
        if set(agencies) - set(may_follow(version.keeper_id)):
            raise Invalid(fields={"agencies": "Choose agencies of your own area"})
        version.agencies = sorted(set(agencies))


def publish(
    version_id: UUID, begins_at: datetime, because: str, *, based_on: int, at: datetime, by: Actor
) -> None:
    """Let a draft hold from a moment on, for everybody it is for; say why it is changed.

    Raises Invalid for a moment in the past or without a reason; FollowsAnother where an agency
    follows the protocol of another keeper.
    """
    wrong = {}
    if begins_at < at:
        wrong["begins_at"] = "The protocol must begin now or later"
    if not because.strip():
        wrong["because"] = "Enter why it is changed"
    if wrong:
        raise Invalid(fields=wrong)
    with _editing("protocol.published", version_id, based_on=based_on, by=by) as version:
        in_turn("protocols.published")  # two keepers may choose the same agency
        others = ProtocolVersion.objects.filter(
            published_at__isnull=False, agencies__overlap=version.agencies
        ).exclude(keeper_id=version.keeper_id)
        if others.exists():
            raise FollowsAnother
        version.begins_at, version.because = begins_at, because.strip()
        version.published_at, version.published_by_id = at, by.person_id
        version.text = rules_text(with_shipped(version).rules.values())


def discard(version_id: UUID, *, by: Actor) -> None:
    """Throw a draft away."""
    known = ProtocolVersion.objects.filter(pk=version_id).first()
    if known is None:
        raise NotFound
    policies.can_change(by, known).require()
    with recording("protocol.discarded", by=by, act=Act.SETTING, refs=[str(version_id)]):
        ProtocolVersion.objects.filter(pk=version_id, published_at=None).delete()


def name_senior(person_id: UUID, *, at: datetime, by: Actor) -> None:
    """Name whom the actor's agency has told last, when nobody else has done it.

    Raises Invalid for somebody who does not act for the agency.
    """
    policies.can_name_senior(by).require()
    if not agencies.works_for(person_id, by.agency_id, at=at):
        raise Invalid(fields={"person": "Choose somebody who works for your agency"})
    with recording("protocol.senior_named", by=by, act=Act.SETTING, refs=[f"person:{person_id}"]):
        now = Senior.objects.select_for_update().filter(agency_id=by.agency_id, ended_at=None)
        if now.filter(person_id=person_id).exists():
            return
        now.update(ended_at=at)
        Senior.objects.create(
            agency_id=by.agency_id, person_id=person_id, named_at=at, named_by_id=by.person_id
        )
