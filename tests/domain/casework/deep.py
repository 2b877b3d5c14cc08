"""Agreements that give an agency another depth than the one that ships."""

from dataclasses import replace
from uuid import UUID

import pytest

from safereturn.sharing.policies import deciding
from safereturn.sharing.rules import Answer, Depth, Kind


def gives(
    monkeypatch: pytest.MonkeyPatch, agency_id: UUID, depth: Depth, kind: Kind = Kind.PLANS
) -> None:
    """Let what is agreed with an agency give this kind of information so deep."""
    agreed = deciding._agreed

    def other(actor, asked, ties, bases) -> Answer:  # type: ignore[no-untyped-def]
        answer = agreed(actor, asked, ties, bases)
        is_meant = asked is kind and actor.agency_id == agency_id
        return replace(answer, depth=depth) if is_meant else answer

    monkeypatch.setattr(deciding, "_agreed", other)
