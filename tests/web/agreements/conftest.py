"""The town with its governance leads."""

import pytest

from tests.web.agreements.cases import settle_leads


@pytest.fixture
def leads(town: None) -> None:
    """The town, and in it whoever works on agreements."""
    settle_leads()
