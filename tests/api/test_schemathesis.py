"""The served schema, tried: no server error, no answer that the schema does not name.

Two keys: the police's, for whom the child is missing now, and the interview service's, for
whom an interview is owed. With their real references in the addresses, the operations are
reached and not only their 404.
"""

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connections

from safereturn.audit import record
from safereturn.children.models import Child
from safereturn.episodes import queries as episodes
from safereturn.foundation import identity
from safereturn.foundation.actor import Role, the_service
from safereturn.return_interviews import actions as interviews
from tests import people
from tests.api.conftest import System, key_for
from tests.api.serving import Served, serving

pytestmark = pytest.mark.django_db(transaction=True)

SECONDS = 1800
POLICE_ROLES = frozenset({Role.POLICE_SUPERVISOR, Role.POLICE_COORDINATOR, Role.CALL_HANDLER})
VOICES_ROLES = frozenset({Role.RETURN_INTERVIEWER, Role.INTERVIEW_MANAGER})


@dataclass(frozen=True)
class Case:
    """A key, and the references that its calls go to."""

    token: str
    refs: dict[str, str]


@pytest.fixture
def served(transactional_db: None) -> Iterator[Served]:
    people.settle()
    with serving(worker=False) as service:
        yield service
    connections.close_all()


def ago(**since: float) -> str:
    return (datetime.now(UTC) - timedelta(**since)).isoformat()


def a_report() -> dict[str, object]:
    return {
        "last_seen_at": ago(hours=3),
        "last_seen_where": "Bus station",
        "why_worried": "It is late.",
        "reported_at": ago(hours=2),
        "reporter": {"name": "Kay Specimen"},
    }


def made(system: System, path: str, body: object) -> str:
    response = system.post(path, body)
    assert response.status_code == 201, response.content
    return str(response.json()["ref"])


def police_case() -> Case:
    """A child who is missing now, known to the police."""
    officer = replace(people.SUPERVISOR, roles=POLICE_ROLES)
    system = System(key_for(officer), officer.name)
    child = made(system, "/children", {"name": "Robin Placeholder", "born_on": "2011-05-03"})
    episode = made(system, f"/children/{child}/episodes", a_report())
    asked = {"agency_id": str(people.HEALTH), "question": "Is this child known to you?"}
    ask = made(system, f"/episodes/{episode}/asks", asked)
    return Case(system.token, {"children": child, "episodes": episode, "asks": ask})


def voices_case() -> Case:
    """A child who is back, to whom an interview is owed."""
    system = System(key_for(people.COORDINATOR), people.COORDINATOR.name)
    body = {"name": "Kit Placeholder", "basis": "responsible_authority"}
    child = made(system, "/children", body)
    episode = made(system, f"/children/{child}/episodes", a_report())
    back = {"at": ago(hours=1), "where": "Home", "finder": "family", "safe_to_return": "Yes"}
    made(system, f"/episodes/{episode}/returned", back)
    now = datetime.now(UTC)
    service = the_service()
    child_id = Child.objects.get(ref=child).pk
    with (
        identity.acting(service, at=now, child_id=child_id),
        record.looking("test", by=service),
    ):
        row = episodes.get_episode(service, episode, at=now)
        due = interviews.make_due(row.pk, at=now, by=service)
    assert due
    interviewer = replace(people.INTERVIEWER, roles=VOICES_ROLES)
    refs = {"children": child, "episodes": episode, "interviews": due.ref}
    return Case(key_for(interviewer), refs)


def settings_for(case: Case, folder: Path) -> Path:
    """Write what schemathesis is told: the key, the references, and what is no fault."""
    lines = [
        f'headers = {{ Authorization = "Bearer {case.token}" }}',
        "[checks.positive_data_acceptance]",
        # What the domain forbids, no schema can say: a return before the report, a
        # reference of another child, a weak reason. Those are 409 and 422.
        'expected-statuses = ["2xx", "401", "403", "404", "409", "422"]',
    ]
    for kind, ref in case.refs.items():
        lines += [
            "[[operations]]",
            f"include-path-regex = '^/api/v1/{kind}/[{{]ref[}}]'",
            f'parameters = {{ "path.ref" = "{ref}" }}',
        ]
    path = folder / "schemathesis.toml"
    path.write_text("\n".join(lines) + "\n")
    return path


def tried(served: Served, settings: Path, *options: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [
            str(Path(sys.executable).with_name("schemathesis")),
            f"--config-file={settings}",
            "run",
            f"{served.address}/api/v1/openapi.json",
            *("--checks=all", "--seed=1", "--workers=1"),
            *("--continue-on-failure", "--no-color"),
            *options,
        ],
        env=served.environment,
        cwd=settings.parent,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


# The interview service's own part; the police's key tries every operation.
OF_INTERVIEWS = "--include-path-regex=^/api/v1/(interviews|received-items)"
CASES = [
    pytest.param(police_case, (), id="police"),
    pytest.param(voices_case, (OF_INTERVIEWS,), id="voices"),
]


@pytest.mark.parametrize(("case", "part"), CASES)
def test_no_answer_surprises(
    served: Served, case: Callable[[], Case], part: tuple[str, ...], tmp_path: Path
) -> None:
    settings = settings_for(case(), tmp_path)
    done = tried(served, settings, "--phases=examples,fuzzing", "--max-examples=2", *part)
    assert done.returncode == 0, done.stdout[-6000:]


@pytest.mark.matrix
@pytest.mark.parametrize(("case", "part"), CASES)
def test_no_answer_surprises_in_the_long_run(
    served: Served, case: Callable[[], Case], part: tuple[str, ...], tmp_path: Path
) -> None:
    settings = settings_for(case(), tmp_path)
    done = tried(served, settings, "--phases=examples,coverage,fuzzing", "--max-examples=50", *part)
    assert done.returncode == 0, done.stdout[-6000:]
