"""What is built in is what was built, without the marks that are not ours to show."""

import hashlib
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PACKAGE = ROOT / "safereturn"
STATIC = PACKAGE / "web/ui/static/ui"
BUILT = sorted(p for p in STATIC.rglob("*") if p.is_file() and p.name != "VENDORED.json")
TEMPLATES = sorted(PACKAGE.rglob("*.html"))

FORBIDDEN = {
    "an inline style": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "an event handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "an inline script": re.compile(r"<script\b(?![^>]*\bsrc=)", re.IGNORECASE),
    "a script address": re.compile(r"javascript:", re.IGNORECASE),
}


def test_every_built_file_is_recorded_with_its_hash() -> None:
    recorded = json.loads((STATIC / "VENDORED.json").read_text())["files"]
    found = {
        str(path.relative_to(STATIC)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in BUILT
    }
    assert found == recorded
    assert len(found) > 5


def test_the_versions_are_those_the_lock_file_names() -> None:
    recorded = json.loads((STATIC / "VENDORED.json").read_text())
    locked = json.loads((ROOT / "frontend/package-lock.json").read_text())["packages"]
    for name in ("govuk-frontend", "@ministryofjustice/frontend"):
        assert recorded[name] == locked[f"node_modules/{name}"]["version"]


@pytest.mark.parametrize("mark", ["gds transport", "crest", "crown", "govuk-logotype"])
def test_no_mark_of_government_is_in_it(mark: str) -> None:
    files = BUILT + TEMPLATES
    assert [f.name for f in files if mark in f.read_text().lower()] == []


def test_nothing_built_asks_another_machine_for_anything() -> None:
    outside = re.compile(
        r"""url\(\s*["']?(?:https?:)?//|@import|importScripts"""
        r"""|(?<!\^=)["'`]https?://(?!www\.w3\.org)"""  # [href^="http://"] only looks at links
    )
    guilty = {f.name: outside.findall(f.read_text()) for f in BUILT if f.suffix in {".css", ".js"}}
    assert {name: found for name, found in guilty.items() if found} == {}


def test_every_picture_the_stylesheet_names_is_there() -> None:
    css = (STATIC / "css/app.css").read_text()
    named = set(re.findall(r"url\(\"?(?!data:)([^)\"]+)\"?\)", css))
    assert [n for n in named if not (STATIC / "css" / n).resolve().is_file()] == []


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_page_holds_what_the_policy_would_block(what: str) -> None:
    assert TEMPLATES
    guilty = [str(p) for p in TEMPLATES if FORBIDDEN[what].search(p.read_text())]
    assert guilty == []


@pytest.mark.parametrize(
    ("what", "html"),
    [
        ("an inline style", '<p class="x" style="color:red">'),
        ("a style element", "<style>p{}</style>"),
        ("an event handler", "<button onclick='go()'>"),
        ("an inline script", "<script>go()</script>"),
        ("a script address", '<a href="javascript:go()">'),
    ],
)
def test_the_search_would_find_it(what: str, html: str) -> None:
    assert FORBIDDEN[what].search(html)
    assert not FORBIDDEN[what].search('<script type="module" src="x.js"></script><p class="style">')
