"""Agencies typed by their names, one a line: whoever is meant is found, or asked about."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as translated

from safereturn.agencies import queries as agencies
from safereturn.web.ui.forms import Textarea


class AgenciesField(forms.CharField):
    """Names of agencies, one a line; gives their ids. Every line that is wrong is named."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", Textarea(rows=6))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        """Return the ids in the order typed. Raise ValidationError naming each wrong line."""
        typed = super().clean(value)
        lines = [line.strip() for line in typed.splitlines() if line.strip()]
        if not lines:
            return []
        known: dict[str, list[UUID]] = {}
        words: dict[str, str] = {}
        for agency in agencies.list_agencies():
            known.setdefault(agency.name.casefold(), []).append(agency.pk)
            words[agency.name.casefold()] = agency.name
        wrong = [_wrong(line, known, words) for line in lines]
        if any(wrong):
            raise ValidationError(list(filter(None, wrong)))
        return list(dict.fromkeys(known[line.casefold()][0] for line in lines))


def _wrong(line: str, known: dict[str, list[UUID]], words: dict[str, str]) -> str:
    found = known.get(line.casefold(), [])
    if len(found) == 1:
        return ""
    if found:
        return translated("Two agencies are called “%(name)s”: choose the kind instead") % {
            "name": line
        }
    near = get_close_matches(line.casefold(), words, n=1)
    if near:
        return translated("“%(name)s” is not an agency here. Did you mean “%(near)s”?") % {
            "name": line,
            "near": words[near[0]],
        }
    return translated("“%(name)s” is not an agency here: enter its full name") % {"name": line}


def as_lines(names: Iterable[str]) -> str:
    """Return names as the field shows them."""
    return "\n".join(sorted(names))
