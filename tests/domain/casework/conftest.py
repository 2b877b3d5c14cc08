"""The child of most meetings: at school, and missing for the third time."""

import pytest

from safereturn.children.models import Child
from safereturn.involvement.rules import Basis
from tests.domain.casework.repeating import missing_again
from tests.domain.children.making import a_child
from tests.domain.episodes.cases import involve
from tests.domain.risk.making import DAY, HOUR, NOW
from tests.people import COLLEGE


@pytest.fixture
def child() -> Child:
    child = a_child()
    involve(child.pk, COLLEGE, Basis.SCHOOL, at=NOW - 6 * DAY)
    missing_again(child, 3, last=NOW - HOUR)
    return child
