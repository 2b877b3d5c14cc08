"""What the owner of the tables may do past the fences: this, each with its reason, and no more.

Functions that run as their owner (SECURITY DEFINER) are the only hands the owner has at
run time: the web server and the worker connect as another role. Each table here is read by
one of them, which answers less than its rows: a yes, a number, a reference.
"""

import re

import pytest

from tests.house.test_fences import definers, rows

pytestmark = pytest.mark.django_db

OWNER_MAY = {
    "agencies_apicall": "calls kept for a repeat are forgotten when their time is over",
    "audit_change": "the trigger writes row history; it is sealed and scrubbed",
    "audit_entry": "lines are sealed and found by child; odd looks are counted",
    "casework_draft": "old drafts are forgotten",
    "casework_press": "old presses of a button are forgotten",
    "casework_spooledreport": "how many reports wait, and since when",
    "children_child": "whether a child is sealed, known elsewhere, behind a link",
    "children_detail": "vital risk of a sealed child reaches the grader",
    "children_flag": "vital risk of a sealed child reaches the grader; when a record may go",
    "children_legalstatus": "how long a record is kept",
    "children_membership": "how long a record is kept: whose records are one child",
    "children_name": "an odd look is a look at a namesake",
    "children_opening": "how many opened a record and why: counted, reviewed",
    "children_searchkey": "a report meets the child it is about, also a sealed one",
    "clocks_clock": "steps of all children’s clocks that are due now",
    "clocks_firing": "which step of a notice’s clock has come",
    "episodes_episode": "which child a reference is about; what other times would have made",
    "foundation_publishedfact": "what waits since when; a trial run of a protocol",
    "involvement_involvement": "whether an agency is related: asked by the fences themselves",
    "involvement_keptout": "whether somebody is kept out: asked by the fences themselves",
    "involvement_named": "whom a seal lets through: asked by the fences themselves",
    "involvement_seal": "whether a record is sealed: asked by the fences themselves",
    "involvement_standing": "a new agreement is tried on what was decided",
    "notifications_delivery": "what waits since when, for which child; old addresses are forgotten",
    "notifications_notice": "what waits since when, for which child; old ones of no child go",
    "notifications_post": "which call to another system is due; old ones are forgotten",
    "oversight_hold": "whether a record is held back from erasure",
    "oversight_oddlook": "which records an odd look was at",
    "oversight_tombstone": "whether what was erased is gone for good",
    "placements_placement": "how long a record is kept",
    "return_interviews_interviewepisode": "a trial run of a protocol: when interviews were held",
    "risk_ask": "which question a reply page is behind",
    "risk_assessment": "what other times of grading would have made: counts alone",
    "sharing_disclosure": "a new agreement is tried on what was given; a year is counted",
    "sharing_informationrequest": "a year of asking is counted",
    "sharing_withheld": "a new agreement is tried on what was withheld; a year is counted",
}
# A table’s partition has the same rows: who may make one may read it.
PARTITION = re.compile(r"audit_(entry|change)_(\d{6}|default)")
# Not only read: what is done besides, and by which functions.
ALSO = {
    "agencies_apicall": {"DELETE"},
    "audit_change": {"INSERT", "UPDATE"},
    "casework_draft": {"DELETE"},
    "casework_press": {"DELETE"},
    "notifications_delivery": {"UPDATE", "DELETE"},
    "notifications_notice": {"DELETE"},
    "notifications_post": {"DELETE"},
}


def owners() -> list[tuple[str, str]]:
    """Return every table and act that a policy lets the owner of the table do."""
    found = rows(
        "select p.tablename, p.cmd from pg_policies p join pg_class c on c.relname = p.tablename"
        " and c.relnamespace = 'public'::regnamespace join pg_roles r on r.oid = c.relowner"
        " where r.rolname = any(p.roles)"
    )
    return [(str(table), str(act)) for table, act in found]


def test_the_owner_may_do_this_past_the_fences_and_no_more() -> None:
    may = [(table, act) for table, act in owners() if not PARTITION.fullmatch(table)]
    listed = [(table, act) for table in OWNER_MAY for act in {"SELECT"} | ALSO.get(table, set())]
    assert sorted(may) == sorted(listed)


def test_no_table_is_open_to_the_owner_without_a_function_that_needs_it() -> None:
    bodies = [body for body, _, _ in definers().values()]
    idle = {
        table for table in OWNER_MAY if not any(re.search(rf"\b{table}\b", one) for one in bodies)
    }
    assert idle == set()
