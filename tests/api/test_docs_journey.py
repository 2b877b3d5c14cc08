"""docs/api.md is run as it stands: bash, curl, a real server, database and worker."""

import re
import subprocess
from collections.abc import Iterator

import pytest
from django.db import connections

from safereturn.agencies.models import ApiCall
from safereturn.audit.models import Entry
from safereturn.audit.rules import Act
from safereturn.notifications.models import Notice
from safereturn.ops import checkout
from tests import people
from tests.api.serving import Served, serving

pytestmark = pytest.mark.django_db(transaction=True)

SECONDS = 120
WORDS = (checkout.ROOT / "docs" / "api.md").read_text()
# Any command that fails ends it, and what is said is the last command's.
STRICT = "set -euo pipefail\n"


def script() -> str:
    """Return the commands of the document, in order."""
    return STRICT + "\n".join(re.findall(r"^```bash\n(.*?)^```$", WORDS, re.DOTALL | re.MULTILINE))


def printed() -> str:
    """Return what the document says that the last command prints."""
    [words] = re.findall(r"^```text\n(.*?)\n```$", WORDS, re.DOTALL | re.MULTILINE)
    return str(words)


@pytest.fixture
def served(transactional_db: None) -> Iterator[Served]:
    people.settle()
    with serving() as service:
        yield service
    connections.close_all()


def test_the_whole_journey_runs_as_the_document_says(served: Served) -> None:
    done = subprocess.run(
        ["bash", "-c", script()],
        env=served.environment | {"SAFE_RETURN": served.address},
        cwd=checkout.ROOT,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert done.stdout.splitlines()[-1] == printed()
    assert '"status": 409' in done.stdout  # the second report, shown and survived
    told = set(Notice.objects.values_list("agency_id", flat=True))
    assert {people.EXAMPLESHIRE_POLICE, people.EXAMPLESHIRE, people.VOICES, people.HEALTH} <= told
    report = Entry.objects.get(name="episode.reported", agency_id=people.HARBOUR_VIEW)
    assert report.asserted == "Sam Specimen (4711)"
    assert Entry.objects.filter(act=Act.DISCLOSURE).exists()
    answers = " ".join(ApiCall.objects.values_list("answer", flat=True))
    for word in ("Robin", "Specimen", "van", "inhaler"):
        assert word not in answers
