"""A problem is said in the language that the calling system asks for; English if in none."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from safereturn.foundation.actor import Actor
from tests.api.conftest import System
from tests.api.test_duty import stretch
from tests.people import SOCIAL_WORKER
from tests.welsh import spoken_here, welsh

KEEPS = "A supervisor, coordinator, manager or administrator keeps the rota."


class Welsh(System):
    """A system that asks for Welsh."""

    def headers(self, **more: str) -> dict[str, str]:
        return super().headers(**{"Accept-Language": "cy"}, **more)


def test_a_problem_is_said_in_the_language_asked_for(
    system: Callable[[Actor], System],
    tmp_path: Path,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    spoken_here(tmp_path / "locale", settings, monkeypatch)
    english = system(SOCIAL_WORKER)
    asking = Welsh(english.token, english.name)
    refused = asking.post("/duty", stretch())
    assert refused.status_code == 403
    assert refused.json()["detail"] == welsh(KEEPS)
    assert english.post("/duty", stretch()).json()["detail"] == KEEPS
