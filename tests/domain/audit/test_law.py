"""DPA 2018 s62: every operation it names is logged, with the fields it asks for.

(1) collection, alteration, consultation, disclosure, combination, erasure; (2) of a
consultation who and when; (3) of a disclosure to whom as well; (4) for nothing but
lawfulness, self-monitoring, integrity, security and criminal proceedings.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import safereturn
from safereturn.audit.models import Entry
from safereturn.audit.record import recording
from safereturn.audit.rules import OPERATIONS, TO, Act
from safereturn.foundation.actor import SERVICE_ID, Door, the_service
from tests.whole_journey import a_journey

ROOT = Path(safereturn.__file__).parent
SIX = {
    Act.COLLECTION, Act.ALTERATION, Act.CONSULTATION, Act.DISCLOSURE, Act.COMBINATION, Act.ERASURE,
}  # fmt: skip
# What the service does not do yet; whoever builds it takes the act out of here.
NOT_DONE_YET = {Act.COMBINATION}
# Disclosures whose entry names no agency: whoever grades reads the line, and whoever that is
# is not known yet (each reading has its own entry); a pack goes to the person recorded, or who
# asks for them, and the request that the entry refers to says to whom.
NO_RECIPIENT_YET = {"child.protected_line_kept", "rights.released"}


@dataclass(frozen=True)
class Written:
    """A place in the code that writes an entry."""

    name: str
    act: str
    says_to_whom: bool


def writes() -> Iterator[Written]:
    """Every call of the doors of the trail, read from the code."""
    acts = {"looking": "CONSULTATION", "refused": "REFUSED", "recording": "ALTERATION", "mark": ""}
    for path in ROOT.rglob("*.py"):
        if {"bench", "demo", "migrations"} & set(path.parts):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call):
                continue
            door = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if door not in {*acts, "recorded"}:
                continue
            given = {keyword.arg: keyword.value for keyword in node.keywords}
            said = [*node.args, given["act"]] if "act" in given else node.args
            named = [one.attr for one in said if isinstance(one, ast.Attribute) and is_act(one)]
            name = (
                node.args[0].value if node.args and isinstance(node.args[0], ast.Constant) else ""
            )
            if named or acts.get(door):
                yield Written(str(name), (named or [acts.get(door, "")])[0], "to" in given)


def is_act(node: ast.Attribute) -> bool:
    return getattr(node.value, "id", "") == "Act"


def test_every_act_is_one_of_the_six_or_processes_no_record() -> None:
    assert set(OPERATIONS) == set(Act)
    assert set(OPERATIONS.values()) - {None} == SIX
    none = {act for act, operation in OPERATIONS.items() if operation is None}
    assert none == {Act.SIGN_IN, Act.SIGN_OUT, Act.REFUSED, Act.SETTING}


def test_what_the_code_writes_are_these_acts_and_no_other() -> None:
    done = {Act[one.act] for one in writes()}
    assert set(Act) - NOT_DONE_YET - {Act.EXPORT} <= done <= set(Act) - NOT_DONE_YET


def test_a_disclosure_says_to_whom() -> None:
    silent = {one.name for one in writes() if one.act == "DISCLOSURE" and not one.says_to_whom}
    assert silent == NO_RECIPIENT_YET


@pytest.mark.django_db
def test_whom_something_was_disclosed_to_stands_in_the_entry() -> None:
    with recording("test.told", by=the_service(), act=Act.DISCLOSURE, refs=["R"], to=[SERVICE_ID]):
        pass
    assert Entry.objects.get().refs == ["R", f"{TO}{SERVICE_ID}"]


@pytest.mark.django_db
def test_the_entries_of_a_whole_journey_have_the_fields_of_the_law(town: None) -> None:
    a_journey()
    entries = list(Entry.objects.all())
    acts = {Act(entry.act) for entry in entries}
    assert {Act.COLLECTION, Act.ALTERATION, Act.CONSULTATION, Act.DISCLOSURE} <= acts
    for entry in entries:
        assert entry.at.utcoffset() is not None
        assert entry.name and entry.roles and entry.door in set(Door)
        # A person and the agency they act for; the nil identifier is the service itself.
        assert (entry.person_id == SERVICE_ID) == (entry.agency_id == SERVICE_ID)
        if OPERATIONS[Act(entry.act)] is Act.CONSULTATION and entry.act != Act.SEARCH:
            assert entry.child_id or entry.child_ids
    told = [entry for entry in entries if entry.act == Act.DISCLOSURE]
    assert "ledger.corrected" in {entry.name for entry in told}
    for entry in told:
        # A telling that found nobody with an account reached nobody.
        nobody = NO_RECIPIENT_YET | {"episode.agencies_told"}
        assert entry.name in nobody or any(ref.startswith(TO) for ref in entry.refs or ())


@pytest.mark.django_db
def test_no_entry_of_a_whole_journey_holds_content(town: None) -> None:
    """References and rules, never a name, a place or what somebody said."""
    a_journey()
    said = " ".join(
        f"{entry.name} {entry.rule} {entry.refs} {entry.reason}" for entry in Entry.objects.all()
    )
    for word in ("Amira", "Vigil", "Placeholder Park", "01632", "07700", "cold"):
        assert word not in said


def test_nothing_but_the_trails_own_packages_reads_the_log() -> None:
    """s62(4): the log is used for nothing else, no statistics, no product analytics."""
    allowed = {"audit", "oversight", "ops"}
    for path in ROOT.rglob("*.py"):
        if path.relative_to(ROOT).parts[0] in allowed:
            continue
        text = path.read_text()
        assert "audit_entry" not in text, path
        assert "audit.models" not in text, path
