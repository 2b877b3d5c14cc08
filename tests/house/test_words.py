"""All words go through gettext: the domain's too, though rules know nothing of it."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import safereturn
from safereturn.ops import words

ROOT = Path(safereturn.__file__).parent
# Said by an edge in the reader's language already, or kept as words of the record.
SPOKEN_ALREADY = {
    "web/ui/fields.py": "a time that cannot be read, by the pages' own rules",
    "web/spooling.py": "why a report was not entered, kept with it",
}
POLICYS = re.compile(r"\{\{ [\w.]*?(?:\b(?:may\w*|whole)\.reason|sentence|withheld)(?=[ |])[^}]*")
# Numbers, and what a page has put together in gettext itself.
PAGES_OWN = {
    "review.html": "row.withheld", "simulate.html": "sentence", "why.html": "sentence",
    "_childs.html": "one.sentence",
}  # fmt: skip


@cache
def domain() -> dict[str, ast.Module]:
    return dict(_trees())


def _trees() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(ROOT.rglob("*.py")):
        name = path.relative_to(ROOT)
        if name.parts[0] not in words.EDGES and "migrations" not in name.parts:
            yield name.as_posix(), ast.parse(path.read_text())


def is_filled_in(node: ast.AST) -> bool:
    """Say whether words are put together where nobody can translate them."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod | ast.Add):
        return not (isinstance(node.left, ast.Call) and getattr(node.left.func, "id", "") == "_")
    return isinstance(node, ast.JoinedStr)


def said(node: ast.AST, refusals: frozenset[str]) -> list[ast.expr]:
    """Return the expressions of a statement that are shown to somebody."""
    if isinstance(node, ast.Call):
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if name == "deny" or name in refusals:
            return [*node.args, *(key.value for key in node.keywords)]
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript):
        of = node.targets[0].value
        return [node.value] if isinstance(of, ast.Name) and of.id in {"wrong", "problems"} else []
    return []


def values(node: ast.expr) -> Iterator[ast.expr]:
    """Go through an expression: not the keys of a dict, nor what gettext has seen."""
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "_":
        return
    yield node
    parts = node.values if isinstance(node, ast.Dict) else ast.iter_child_nodes(node)
    for part in parts:
        if isinstance(part, ast.expr):
            yield from values(part)


def all_said() -> Iterator[tuple[str, ast.expr]]:
    """Go through whatever the domain says to somebody, with where it stands."""
    trees = domain()
    refusals = words.refusals(trees.values())
    assert {"Invalid", "NotAllowed", "Mistakes"} <= refusals
    for name, tree in trees.items():
        for node in ast.walk(tree):
            for expression in said(node, refusals):
                for part in values(expression):
                    yield f"{name}:{part.lineno}", part


def test_no_sentence_of_the_domain_is_filled_in_out_of_sight() -> None:
    found = [place for place, part in all_said() if is_filled_in(part)]
    assert not found, "use foundation.sentences.sentence"


def test_every_sentence_is_in_the_list_for_a_translator() -> None:
    listed = words.gathered()
    lost = [
        place
        for place, part in all_said()
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
        if part.value not in listed and " " in part.value.strip()
    ]
    assert not lost
    assert "Your role does not work with children: ask a colleague who does." in listed
    assert "{words} Since {day}." in listed
    assert "is the responsible authority" in listed
    assert "Someone else changed this record first." in listed
    assert all(place.count(":") == 1 for places in listed.values() for place in places)
    assert 'msgid "“{name}” is missing: add it."' in words.catalogue(listed)


def test_pages_say_what_the_domain_says_in_the_readers_language() -> None:
    unsaid = [
        f"{path.name}: {shown}"
        for path in sorted(ROOT.rglob("web/**/*.html"))
        for shown in POLICYS.findall(path.read_text())
        if "spoken" not in shown and PAGES_OWN.get(path.name, "-") not in shown
    ]
    assert not unsaid
    for path in sorted((ROOT / "web").rglob("*.py")):
        if path.relative_to(ROOT).as_posix() not in SPOKEN_ALREADY:
            left = path.read_text().replace("spoken(str(error))", "")
            # Put among the fields, it is said by `put_errors`.
            assert "str(error)" not in left.replace('": str(error)})', ""), path
