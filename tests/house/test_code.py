"""The rules of the house that a reader would otherwise have to remember."""

import ast
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
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
OPAQUE = {"ref", "ask_ref", "child_ref", "request_ref", "correction_ref", "token", "key"}
# Addresses that need no sign-in, each with the reason.
OPEN = {
    "help:help": "help is for everybody",
    "help:accessibility": "as above",
    "help:privacy": "as above",
    "help:status": "says only whether it works",
    "sign_in:forgotten": "who has forgotten a password cannot sign in",
    "sign_in:join": "a single-use link is its own key",
    "sign_in:own_service": "leads to the agency's own sign-in service",
    "sign_in:own_service_back": "and back: the answer is its own proof",
    "sign_in:as": "the demonstration's people; elsewhere there is no such page",
    "assess_risk:reply": "a single-use link is its own key",
}


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", FILES, ids=name)
def test_no_file_function_or_class_has_outgrown_its_size(path: Path) -> None:
    text = path.read_text()
    assert len(text.splitlines()) <= MOST_LINES["file"]
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            kind = "class" if isinstance(node, ast.ClassDef) else "function"
            lines = (node.end_lineno or 0) - node.lineno + 1
            assert lines <= MOST_LINES[kind], f"{kind} {node.name} has {lines} lines"


@pytest.mark.parametrize("path", FILES, ids=name)
def test_modules_and_public_functions_say_what_they_promise(path: Path) -> None:
    tree = ast.parse(path.read_text())
    assert ast.get_docstring(tree), "the module says in one sentence what it is for"
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            assert ast.get_docstring(node), f"{node.name} says what it promises"


def below_the_edges() -> Iterator[Path]:
    for path in FILES:
        first = path.relative_to(ROOT).parts
        if first[0] in DOMAIN and "jobs" not in (first[-1].removesuffix(".py"), first[1]):
            yield path


@pytest.mark.parametrize("path", list(below_the_edges()), ids=name)
def test_nothing_below_the_edges_reads_a_clock(path: Path) -> None:
    found = re.findall(r"timezone\.now|datetime\.now|date\.today|time\.time\(", path.read_text())
    assert found == []


@pytest.mark.parametrize("path", FILES, ids=name)
def test_there_are_no_signals(path: Path) -> None:
    assert "django.dispatch" not in path.read_text()
    assert "db.models.signals" not in path.read_text()


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
