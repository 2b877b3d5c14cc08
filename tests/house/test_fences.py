"""The second fence, asked of the catalogue: no table of a child without row-level security."""

import re

import pytest
from django.apps import apps
from django.db import connection

pytestmark = pytest.mark.django_db

# Tables of ours without a fence, each with the reason: none holds a child's data.
OPEN = {
    "foundation_upkeep": "when backups and drills were; nothing of anybody",
    "agencies_agency": "who takes part",
    "agencies_agencysignin": "by which service an agency's people sign in",
    "agencies_vouchedaccount": "asked before anybody is signed in: who an account is",
    "agencies_apiclient": "other systems' keys, hashed",
    "agencies_apiuse": "when a key was last used",
    "agencies_appointment": "who acts for whom: read to sign in",
    "agencies_contactpoint": "who to ring",
    "agencies_duty": "who is on duty, and who is off",
    "agencies_loan": "who is lent to whom",
    "agencies_person": "who signs in",
    "agencies_referencebody": "published facts",
    "agencies_signinlink": "links to join by, hashed",
    "agencies_team": "who takes part",
    "agencies_teamcover": "which team acts for whom",
    "agencies_wrongtry": "counts of wrong passwords, by a keyed digest",
    "casework_standardlinerow": "lines of enquiry that a force keeps ready",
    "casework_looklimit": "how many records an agency lets its people open",
    "casework_reach": "counts of opened records by keyed digests of person and child",
    "casework_knock": "counts of knocks at a door, by a keyed digest",
    "clocks_localspan": "an area's own hours",
    "clocks_protocolversion": "an area's protocol",
    "clocks_senior": "whom an agency names as its senior",
    "involvement_rulebook": "one stamp: which agreements hold",
    "notifications_receiver": "which of an agency's systems are told; secrets sealed",
    "notifications_receiverhealth": "whether such a system answers",
    "return_interviews_debrieffrom": "from which time missing on a Welsh council interviews",
    "risk_gradingtimes": "how soon a force grades",
    "risk_risksetting": "how a force grades",
    "sharing_area": "an agreement",
    "sharing_areaauthority": "an agreement",
    "sharing_clauserow": "an agreement",
    "sharing_comment": "words about a clause",
    "sharing_commencementrow": "when a law began",
    "sharing_party": "an agreement",
    "sharing_review": "the yearly review of an agreement",
    "sharing_version": "an agreement",
}
# Tables that are no model of ours, each with the reason.
NOT_OURS = {
    r"audit_(head|key|seal|witnessed)": "digests and signatures: nobody can read a line from them",
    r"django_.*|auth_.*|account_.*|mfa_.*|socialaccount_.*|usersessions_.*": "the framework's own",
    r"procrastinate_.*": "jobs carry identifiers, never content",
    r"safereturn_cache": "what sign-in counts: by digest, no child",
}


def rows(sql: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def our_tables() -> set[str]:
    ours = (m for m in apps.get_models() if m.__module__.startswith("safereturn."))
    return {model._meta.db_table for model in ours}


def tables() -> dict[str, tuple[bool, bool]]:
    found = rows(
        "select relname, relrowsecurity, relforcerowsecurity from pg_class"
        " where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace"
    )
    return {str(name): (bool(on), bool(forced)) for name, on, forced in found}


def test_every_table_is_under_forced_row_level_security_or_says_why_not() -> None:
    there = tables()
    unfenced = {name for name, state in there.items() if state != (True, True)}
    excused = {name for name in there for like in NOT_OURS if re.fullmatch(like, name)}
    assert unfenced & our_tables() == set(OPEN) & set(there)
    assert unfenced - our_tables() - excused == set()


def test_a_table_that_names_a_child_is_never_excused() -> None:
    naming = rows(
        "select distinct table_name from information_schema.columns"
        " where table_schema = 'public' and column_name in ('child_id', 'child_ids')"
    )
    assert {str(name) for (name,) in naming} & set(OPEN) == set()


def test_every_fence_has_a_policy() -> None:
    """Without one a table is shut to everybody, which is a defect that tests would miss."""
    fenced = {name for name, (on, _) in tables().items() if on}
    with_policy = {str(name) for (name,) in rows("select tablename from pg_policies")}
    assert fenced - with_policy == set()


def test_no_view_shows_what_its_owner_may_see() -> None:
    views = rows(
        "select relname from pg_class where relnamespace = 'public'::regnamespace"
        " and (relkind = 'm' or relkind = 'v'"
        "      and not coalesce('security_invoker=true' = any(reloptions), false))"
    )
    assert views == []


def definers() -> dict[str, tuple[str, bool, list[str]]]:
    """Return the functions that run as their owner: body, open to all, settings."""
    found = rows(
        "select p.oid::regprocedure::text, p.prosrc,"
        " coalesce(p.proacl::text[] @> array['=X/' || r.rolname], p.proacl is null),"
        " coalesce(p.proconfig, '{}')"
        " from pg_proc p join pg_roles r on r.oid = p.proowner"
        " where p.prosecdef and p.pronamespace = 'public'::regnamespace"
    )
    return {str(f): (str(body), bool(all_), list(s)) for f, body, all_, s in found}  # type: ignore[call-overload]


def test_whatever_runs_as_owner_has_its_path_fixed_and_is_not_for_everybody() -> None:
    functions = definers()
    assert functions
    loose = {name for name, (_, _, settings) in functions.items() if not settings}
    assert loose == set()
    # A trigger's function can be called by nobody: it needs no right of its own.
    for_all = {name for name, (_, open_, _) in functions.items() if open_}
    triggers = {str(f) for (f,) in rows(
        "select distinct tgfoid::regprocedure::text from pg_trigger where not tgisinternal"
    )}  # fmt: skip
    assert for_all - triggers - PARTITIONING == set()


# Made before there were fences; it makes partitions and shows nothing.
PARTITIONING = {"audit_make_partitions(integer)"}


def test_whatever_runs_as_owner_may_read_what_it_reads() -> None:
    """Under FORCE an owner that is no superuser sees nothing, and a function nothing with it."""
    fenced = {name for name, (on, _) in tables().items() if on}
    for_owner = {
        str(name)
        for (name,) in rows(
            "select tablename from pg_policies p join pg_class c on c.relname = p.tablename"
            " join pg_roles r on r.oid = c.relowner"
            " where r.rolname = any(p.roles) and p.cmd in ('SELECT', 'ALL')"
        )
    }
    missing = {
        (name, table)
        for name, (body, _, _) in definers().items()
        for table in fenced - for_owner
        if re.search(rf"\b(from|join|update) {table}\b", body)
    }
    assert missing == set()
