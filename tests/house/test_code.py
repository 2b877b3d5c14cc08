"""The rules of the house that a reader would otherwise have to remember."""

import ast
import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from django.urls import URLPattern, URLResolver, get_resolver

import safereturn

ROOT = Path(safereturn.__file__).parent
FILES = [path for path in ROOT.rglob("*.py") if "migrations" not in path.parts]
DOMAIN = (
    "agencies", "casework", "children", "clocks", "documents", "episodes", "involvement",
    "notifications", "placements", "return_interviews", "risk", "sharing",
)  # fmt: skip
MOST_LINES = {"file": 400, "function": 50, "class": 200}

# What an address may carry as text: references, tokens and keys, never a name.
OPAQUE = {
    "ref", "ask_ref", "child_ref", "request_ref", "correction_ref", "handover_ref",
    "task_ref", "duty_ref", "meeting_ref", "plan_ref", "token", "key",
}  # fmt: skip
# Addresses that need no sign-in, each with the reason.
OPEN = {
    "help:help": "help is for everybody",
    "help:accessibility": "as above",
    "help:privacy": "as above",
    "help:status": "says only whether it works",
    "help:health": "the same for a monitor",
    "sign_in:forgotten": "who has forgotten a password cannot sign in",
    "sign_in:join": "a single-use link is its own key",
    "sign_in:own_service": "leads to the agency's own sign-in service",
    "sign_in:own_service_back": "and back: the answer is its own proof",
    "sign_in:as": "the demonstration's people; elsewhere there is no such page",
    "assess_risk:reply": "a single-use link is its own key",
    "notices:receipt": "GOV.UK Notify shows a token of ours; it is answered nothing",
}


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


# One test a rule, not one a rule and file: two thousand of them took a minute to say yes.
# Each lists every file that breaks the rule.
def test_no_file_function_or_class_has_outgrown_its_size() -> None:
    assert list(outgrown()) == []


def outgrown() -> Iterator[str]:
    for path in FILES:
        if (lines := len(path.read_text().splitlines())) > MOST_LINES["file"]:
            yield f"{name(path)} has {lines} lines"
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                kind = "class" if isinstance(node, ast.ClassDef) else "function"
                lines = (node.end_lineno or 0) - node.lineno + 1
                if lines > MOST_LINES[kind]:
                    yield f"{name(path)}: {kind} {node.name} has {lines} lines"


def test_modules_and_public_functions_say_what_they_promise() -> None:
    assert list(silent()) == []


def silent() -> Iterator[str]:
    for path in FILES:
        tree = tree_of(path)
        if not ast.get_docstring(tree):
            yield f"{name(path)}: the module says in one sentence what it is for"
        for node in tree.body:
            if not isinstance(node, ast.FunctionDef | ast.ClassDef) or node.name[0] == "_":
                continue
            if not ast.get_docstring(node):
                yield f"{name(path)}: {node.name} says what it promises"


def below_the_edges() -> Iterator[Path]:
    for path in FILES:
        first = path.relative_to(ROOT).parts
        if first[0] in DOMAIN and "jobs" not in (first[-1].removesuffix(".py"), first[1]):
            yield path


def test_nothing_below_the_edges_reads_a_clock() -> None:
    clock = re.compile(r"timezone\.now|datetime\.now|date\.today|time\.time\(")
    paths = list(below_the_edges())
    assert paths
    assert [name(path) for path in paths if clock.search(path.read_text())] == []


def test_there_are_no_signals() -> None:
    signal = re.compile(r"django\.dispatch|db\.models\.signals")
    assert [name(path) for path in FILES if signal.search(path.read_text())] == []


def addresses(patterns: Sequence[object], prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            space = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from addresses(pattern.url_patterns, space)
        elif isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name}", pattern


# Named by allauth; tests/web/sign_in says which of them answer, and how.
ALLAUTH = ("account_", "mfa_")


def our_addresses() -> list[tuple[str, URLPattern]]:
    found = addresses(get_resolver().url_patterns)
    return [(n, p) for n, p in found if not n.startswith((*ALLAUTH, "api"))]


def test_every_address_needs_a_sign_in_but_those_that_say_why() -> None:
    open_ = {n for n, p in our_addresses() if not getattr(p.callback, "login_required", True)}
    assert open_ == set(OPEN)


def test_no_address_can_carry_a_name() -> None:
    for _, pattern in our_addresses():
        wild = re.findall(r"<str:|<slug:", str(pattern.pattern))
        kept = re.findall(r"<(?:str:)?(\w+)>", str(pattern.pattern))
        assert set(kept) <= OPAQUE or not wild, str(pattern.pattern)
