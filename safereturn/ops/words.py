"""Every sentence of the domain layers, for a translator: what makemessages cannot see.

Pages and templates mark their words for gettext. Rules, policies, queries and actions know
nothing of it: their plain English is the key, and the edges translate it
(`foundation.saying.spoken`). So their words are read from the source here.
"""

import ast
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from safereturn.foundation.errors import SafeReturnError, own_words
from safereturn.ops import checkout

PACKAGE = checkout.ROOT / "safereturn"
EDGES = frozenset({"web", "api", "ops", "config"})
# On no page as they stand: for whoever runs the service, for documents, for a reader of the code.
NOT_SHOWN = (
    "audit/",
    "oversight/rules/record_of_processing.py",
    "notifications/rules/pushes.py",
    "foundation/fence.py",
    "foundation/spool.py",
)
# What these are given is said to somebody, however short it is.
SAYS = frozenset({"deny", "sentence", "sentences", "marked", "together", "wrong"})
# What makemessages finds by itself, or nobody but an operator reads.
ELSEWHERE = frozenset(
    {"_", "gettext", "gettext_lazy", "ngettext", "execute", "RunSQL"}
    | {"debug", "info", "warning", "error", "exception", "critical"}
)
HEADER = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"""
# A capital, then more than one word; on one line, so that it is no query.
_READS_LIKE_WORDS = re.compile(r"[A-Z“][^\n\[]* [^\n\[]*$")
_PART = re.compile(r"\{\w+\}")
_LETTERS = re.compile(r"[^\W\d_]")
Found = dict[str, list[str]]


def catalogue(found: Found) -> str:
    """Write the sentences as a .pot: each once, with every place it stands."""
    entries = [HEADER]
    for words, places in sorted(found.items()):
        filled = "#, python-brace-format\n" if _PART.search(words) else ""
        lines = "".join(f"#: {place}\n" for place in places)
        entries.append(f'{lines}{filled}msgid {json.dumps(words, ensure_ascii=False)}\nmsgstr ""\n')
    return "\n".join(entries)


def gathered() -> Found:
    """Return each sentence with its places: file:line, from the package on."""
    trees = {path: ast.parse(path.read_text()) for path in _sources()}
    known = refusals(trees.values())
    found: Found = {}
    for path, tree in trees.items():
        name = path.relative_to(PACKAGE.parent).as_posix()
        reader = _Edge(known) if path.relative_to(PACKAGE).parts[0] in EDGES else _Domain(known)
        reader.visit(tree)
        for line, words in sorted(set(reader.found)):
            if not _LETTERS.search(_PART.sub("", words)):
                continue
            found.setdefault(words, []).append(f"{name}:{line}")
    return found


def _sources() -> Iterator[Path]:
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE).as_posix()
        if "migrations" not in path.parts and not name.startswith(NOT_SHOWN):
            yield path


def refusals(trees: Iterable[ast.Module]) -> frozenset[str]:
    """Return the names of the classes whose first sentence is said to whoever was refused."""
    bases = {
        node.name: {base.id for base in node.bases if isinstance(base, ast.Name)}
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
    found = {SafeReturnError.__name__}
    while more := {name for name, of in bases.items() if of & found} - found:
        found |= more
    return frozenset(found)


class _Edge(ast.NodeVisitor):
    """Of a file of the edges: what its refusals say. All else is marked for gettext there."""

    def __init__(self, refusals: frozenset[str]) -> None:
        self.refusals = refusals
        self.found: list[tuple[int, str]] = []

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        doc = ast.get_docstring(node)
        if node.name in self.refusals and doc:
            self.found.append((node.body[0].lineno, own_words(doc)))
        self.generic_visit(node)


class _Domain(_Edge):
    """Of a file of the domain: whatever is said, or reads like it."""

    def visit_Call(self, node: ast.Call) -> None:
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if name in ELSEWHERE:
            return
        of = getattr(getattr(node.func, "value", None), "id", "")
        if name in SAYS or name in self.refusals or of == "reader":
            given = [*node.args, *(key.value for key in node.keywords if key.arg == "fields")]
            self.found += [said for part in given for said in _said(part)]
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        words = node.value
        if isinstance(words, str) and _READS_LIKE_WORDS.match(words):
            self.found.append((node.lineno, words))

    def visit_Expr(self, node: ast.Expr) -> None:
        if not isinstance(node.value, ast.Constant):  # a docstring
            self.generic_visit(node)

    def visit_Assert(self, node: ast.Assert) -> None:
        """An assertion speaks to us."""

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        """What is filled in by an f-string is no key: a house test keeps them out."""


def _said(node: ast.expr) -> Iterator[tuple[int, str]]:
    """Go through the words that an expression may come to."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
        yield node.lineno, node.value
    parts: list[ast.expr] = []
    if isinstance(node, ast.IfExp):
        parts = [node.body, node.orelse]
    elif isinstance(node, ast.Dict | ast.BoolOp):
        parts = node.values
    elif isinstance(node, ast.List | ast.Tuple):
        parts = node.elts
    for part in parts:
        yield from _said(part)
