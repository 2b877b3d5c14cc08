"""No page links to an address that is not there: a renamed view is found here, not by a click."""

import re
from collections.abc import Iterator
from pathlib import Path

from django.urls import URLPattern, get_resolver
from django.urls.resolvers import URLResolver

import safereturn

ROOT = Path(safereturn.__file__).parent
IN_TEMPLATES = re.compile(r"{%\s*url\s+['\"]([^'\"]+)['\"]")
IN_VIEWS = re.compile(r"(?:redirect|reverse|done)\((?:request, )?\"([a-z_]+:[a-z_]+)\"")


def named(resolver: URLResolver, space: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}"
        else:
            yield from named(
                pattern, f"{space}{pattern.namespace}:" if pattern.namespace else space
            )


def test_every_address_that_a_page_names_exists() -> None:
    there = set(named(get_resolver()))
    asked = {
        (path.name, name)
        for suffix, names in (("*.html", IN_TEMPLATES), ("*.py", IN_VIEWS))
        for path in (ROOT / "web").rglob(suffix)
        for name in names.findall(path.read_text())
    }
    assert len(asked) > 100
    assert {(path, name) for path, name in asked if name not in there} == set()
