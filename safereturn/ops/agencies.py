"""What the command `agency` does: set up the parties of an area from one file.

A file is read whole: one with a mistake changes nothing, and every mistake is told by its
line. Loaded twice it changes nothing: what is there already is left as it is.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import yaml
from django.db import transaction
from django.utils import timezone

from safereturn.agencies import actions, queries
from safereturn.agencies.models import Agency, ContactPoint, ReferenceBody, Team
from safereturn.agencies.rules import DeskUse, Nation, is_mobile, read_opening
from safereturn.foundation.actor import AgencyKind, the_service
from safereturn.foundation.identity import acting
from safereturn.foundation.yaml_tree import Mistake, Tree, near
from safereturn.involvement import queries as involvement
from safereturn.involvement.rules import Basis
from safereturn.ops.faults import Fault
from safereturn.ops.keys import agency_named, operator

FIELDS = (
    "name", "kind", "code", "nation", "urn", "address", "accounts", "home_force",
    "area_authority", "interviews_by", "teams", "desks",
)  # fmt: skip
DESK_FIELDS = ("name", "phone", "email", "texts", "use", "hours", "team")
LINKS = ("home_force", "area_authority", "interviews_by")


@dataclass(frozen=True, slots=True)
class DeskLine:
    """One desk of a file; no openings: it always answers."""

    name: str
    phone: str
    email: str
    texts: str
    use: DeskUse
    openings: list[list[Any]]
    team: str


@dataclass(slots=True)
class AgencyLine:
    """One agency of a file. `links` are other agencies, by name."""

    name: str
    kind: AgencyKind
    nation: Nation
    details: dict[str, Any]
    links: dict[str, str]
    teams: dict[str, list[str]] = field(default_factory=dict)
    desks: list[DeskLine] = field(default_factory=list)


class _Reader:
    """Reads one file into lines, and gathers what is wrong with it."""

    def __init__(self, text: str) -> None:
        self.tree = Tree()
        self.known = {agency.name: agency for agency in queries.list_agencies()}
        self.codes = {body.code: body for body in ReferenceBody.objects.all()}
        self.codes |= {body.dfe_code: body for body in self.codes.values() if body.dfe_code}
        self.places: dict[str, yaml.Node] = {}
        self.lines: list[AgencyLine] = []
        root = self.tree.root(text, "a list of agencies")
        if root is not None:
            top = self.tree.mapping(root, ["agencies"], "the file")
            for node in self.tree.items(top.get("agencies"), "the agencies"):
                self._agency(node)
            self._check_links()

    def _agency(self, node: yaml.Node) -> None:
        tree, found = self.tree, self.tree.mapping(node, FIELDS, "an agency")
        name = self._name(node, found)
        if "kind" not in found:
            tree.wrong(node, f"Say what kind of agency it is: {', '.join(AgencyKind)}.")
            return
        kind = tree.one(found["kind"], AgencyKind, "a kind of agency")
        nation = Nation.ENGLAND
        if "nation" in found:
            nation = tree.one(found["nation"], Nation, "a nation") or nation
        if kind is None:
            return
        details: dict[str, Any] = {
            key: tree.word(found.get(key), key).strip() for key in ("urn", "address")
        }
        details["has_accounts"] = tree.yes(found.get("accounts"), "accounts", otherwise=True)
        details["reference"] = self._body(found.get("code"), kind)
        links = {key: tree.word(found[key], key).strip() for key in LINKS if key in found}
        line = AgencyLine(name, kind, nation, details, links)
        for team in tree.items(found.get("teams"), "the teams"):
            self._team(team, line)
        for desk in tree.items(found.get("desks"), "the desks"):
            self._desk(desk, line)
        if not line.desks:
            tree.wrong(node, "Give it at least one desk: somebody must be able to ring it.")
        self.lines.append(line)

    def _name(self, node: yaml.Node, found: dict[str, yaml.Node]) -> str:
        name = self.tree.word(found.get("name"), "its name").strip()
        if not name:
            self.tree.wrong(node, "Give the agency a name.")
        elif name in self.places:
            self.tree.wrong(node, f"“{name}” stands in the file twice: keep one.")
        self.places[name] = node
        return name

    def _body(self, node: yaml.Node | None, kind: AgencyKind) -> ReferenceBody | None:
        code = self.tree.word(node, "its code").strip()
        if node is None or not code:
            return None
        body = self.codes.get(code)
        if body is None:
            self.tree.wrong(node, f"“{code}” is no GSS or DfE code of a council or force.")
        elif body.kind != kind:
            self.tree.wrong(node, f"“{code}” is {body.name}, which is of another kind.")
        return body

    def _team(self, node: yaml.Node, line: AgencyLine) -> None:
        found = self.tree.mapping(node, ("name", "acts_for"), "a team")
        name = self.tree.word(found.get("name"), "its name").strip()
        if not name:
            self.tree.wrong(node, "Give the team a name.")
        others = self.tree.items(found.get("acts_for"), "whom it acts for")
        line.teams[name] = [self.tree.word(one, "an agency").strip() for one in others]

    def _desk(self, node: yaml.Node, line: AgencyLine) -> None:
        tree, found = self.tree, self.tree.mapping(node, DESK_FIELDS, "a desk")
        keys = ("name", "phone", "email", "texts")
        said = {key: tree.word(found.get(key), key).strip() for key in keys}
        if said["texts"] and not is_mobile(said["texts"]):
            tree.wrong(found["texts"], "Texts go to a UK mobile, like 07700 900 982.")
        for key in ("name", "phone"):
            if not said[key]:
                tree.wrong(node, f"Give the desk a {key}.")
        use: DeskUse | None = DeskUse.DUTY
        if "use" in found:
            use = tree.one(found["use"], DeskUse, "a use of a desk")
        team = tree.word(found.get("team"), "its team").strip()
        if team and team not in line.teams:
            tree.wrong(found["team"], f"“{team}” is no team of {line.name}.")
        openings = [row for one in tree.items(found.get("hours"), "the hours")
                    for row in self._hours(one)]  # fmt: skip
        name, phone, email, texts = said.values()
        use = use or DeskUse.DUTY
        line.desks.append(DeskLine(name, phone, email, texts, use, openings, team))

    def _hours(self, node: yaml.Node) -> Iterator[list[Any]]:
        words = self.tree.word(node, "the hours").strip()
        rows = read_opening(words)
        if rows is None:
            self.tree.wrong(node, f"“{words}” are no hours: write mon-fri 09:00-17:00.")
        yield from rows or ()

    def _check_links(self) -> None:
        """Say which agencies are named and not there, and of the wrong kind."""
        names = {*self.known, *self.places}
        kinds = {name: agency.kind for name, agency in self.known.items()}
        kinds |= {line.name: line.kind for line in self.lines}
        for line in self.lines:
            for key, name in line.links.items():
                wanted = {"home_force": AgencyKind.POLICE}.get(key)
                if key == "area_authority":
                    wanted = AgencyKind.LOCAL_AUTHORITY
                self._check_link(line, name, names, kinds.get(name), wanted)
            for name in (one for others in line.teams.values() for one in others):
                self._check_link(line, name, names, None, None)

    def _check_link(
        self, line: AgencyLine, name: str, names: set[str], kind: str | None,
        wanted: AgencyKind | None,
    ) -> None:  # fmt: skip
        node = self.places[line.name]
        if name not in names:
            words = f"{line.name} names “{name}”, which is not an agency{near(name, names)}."
            self.tree.wrong(node, words)
        elif wanted and kind != wanted:
            self.tree.wrong(node, f"{line.name} names “{name}”, which is not {wanted}.")


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a file did, in words; or its mistakes by line, and then it did nothing."""

    done: list[str]
    mistakes: list[Mistake]


def load(text: str, *, dry_run: bool = False) -> Loaded:
    """Set up what a file says and is not there yet: all of it, or with a mistake nothing."""
    reader = _Reader(text)
    if mistakes := reader.tree.told():
        return Loaded([], mistakes)
    with transaction.atomic():
        done = list(_set_up(reader))
        if dry_run:
            transaction.set_rollback(True)
    return Loaded(done, [])


def _set_up(reader: _Reader) -> Iterator[str]:
    by, there = operator(), dict(reader.known)
    for line in reader.lines:
        if line.name not in there:
            details = {key: value for key, value in line.details.items() if value != ""}
            there[line.name] = actions.set_up(
                line.kind, line.name, nation=line.nation, by=by, **details
            )
            yield f"{line.name}: set up"
    # Links last: two may name each other.
    for line in reader.lines:
        links = {key: there[name].pk for key, name in line.links.items()}
        if actions.link(there[line.name], links, by=by):
            yield f"{line.name}: linked to {', '.join(sorted(set(line.links.values())))}"
        yield from _teams_and_desks(line, there)


def _teams_and_desks(line: AgencyLine, there: dict[str, Agency]) -> Iterator[str]:
    by, agency = operator(), there[line.name]
    teams = {team.name: team for team in Team.objects.filter(agency=agency)}
    for name, others in line.teams.items():
        if name not in teams:
            acts_for = [there[one] for one in others]
            teams[name] = actions.add_team(agency, name, acts_for=acts_for, by=by)
            yield f"{line.name}: team {name}"
    desks = set(
        ContactPoint.objects.filter(agency=agency, ended_at=None).values_list("name", flat=True)
    )
    for rank, desk in enumerate(line.desks):
        if desk.name not in desks:
            actions.add_desk(
                agency, desk.name, desk.phone, email=desk.email, texts_to=desk.texts,
                use=desk.use, openings=desk.openings, rank=rank, team=teams.get(desk.team), by=by,
            )  # fmt: skip
            yield f"{line.name}: desk {desk.name}"


def listed() -> list[str]:
    """Return one line for each agency: kind, name, whether it has accounts."""
    return [
        f"{agency.kind:26} {agency.name}{'' if agency.has_accounts else '  (no accounts)'}"
        for agency in queries.list_agencies()
    ] or ["None yet. See: safereturn agency load --help"]


_HELD = {
    Basis.RESPONSIBLE_AUTHORITY: "it is responsible for {}",
    Basis.PLACEMENT: "it looks after {}",
    Basis.SEARCHING_FORCE: "it searches for {}",
    Basis.RETURN_INTERVIEWS: "it owes {} an interview",
}


def end(name: str, *, anyway: bool = False) -> str:
    """End an agency; return what was done.

    Raises Fault for one that is not there, and, unless `anyway`, while children are with it:
    nobody of it could hand them over afterwards.
    """
    agency, at = agency_named(name), timezone.now()
    # Its own relations are what an agency sees; the service sees one child at a time.
    with acting(replace(the_service(), agency_id=agency.pk), at=at):
        held = involvement.children_held(agency.pk, at=at)
    if held and not anyway:
        words = ", ".join(_HELD[basis].format(held[basis]) for basis in _HELD if basis in held)
        raise Fault(
            f"Children are with {agency.name}: {words}. See first that they are with somebody"
            " else; --anyway ends it with them. Nothing was changed."
        )
    people = actions.end_agency(agency, at=at, by=operator())
    return f"{agency.name} has ended: {people} people are out, and its keys and systems."
