"""An area's parties are set up from one file: the whole of it, or nothing with every mistake."""

from pathlib import Path

import pytest

from safereturn.agencies.models import Agency, ContactPoint, Team
from safereturn.agencies.queries import desks_for
from safereturn.ops import agencies
from tests.ops.london import at_london

pytestmark = pytest.mark.django_db
SAMPLE = (Path(__file__).parents[2] / "docs/samples/agencies.yaml").read_text()


def test_the_sample_is_set_up_once() -> None:
    said = agencies.load(SAMPLE).done
    assert "Quay House: set up" in said
    assert "Sampleshire Council: team Emergency duty team" in said
    home = Agency.objects.get(name="Quay House")
    assert home.home_force and home.home_force.name == "Sampleshire Police"
    assert home.area_authority and home.area_authority.name == "Sampleshire Council"
    assert (home.urn, home.address) == ("SC000000", "1 Sample Quay")
    council = Agency.objects.get(name="Sampleshire Council")
    assert council.interviews_by and council.interviews_by.name == "Sample Voices"
    assert not Agency.objects.get(name="Sample Academy").has_accounts
    [covered] = Team.objects.get(agency=council).acts_for.all()
    assert covered.name == "Nextshire Council"
    counts = Agency.objects.count(), ContactPoint.objects.count()
    assert agencies.load(SAMPLE).done == []
    assert (Agency.objects.count(), ContactPoint.objects.count()) == counts


@pytest.mark.parametrize(
    ("moment", "desk"),
    [
        ("2026-11-25T10:00", "Front door (MASH)"),
        ("2026-11-25T20:00", "Emergency duty team"),
        ("2026-11-26T03:00", "Emergency duty team"),
        ("2026-11-28T12:00", "Emergency duty team"),
    ],
    ids=["by day", "in the evening", "at three at night", "on Saturday"],
)
def test_the_desk_that_is_open_is_the_one_to_ring(moment: str, desk: str) -> None:
    agencies.load(SAMPLE)
    council = Agency.objects.get(name="Sampleshire Council").pk
    assert desks_for([council], at=at_london(moment))[council].name == desk


def test_a_dry_run_changes_nothing() -> None:
    assert agencies.load(SAMPLE, dry_run=True).done
    assert not Agency.objects.filter(name="Quay House").exists()


TEN_MISTAKES = """\
agencies:
  - name: A Force
    kind: polize
  - name: B Council
    kind: local_authority
    home_force: A Forse
    colour: blue
    desks:
      - name: Desk
        phone: "1"
        hours: [weekdays]
        use: nights
        team: None such
  - name: B Council
    kind: local_authority
    nation: scotland
    code: X99
    accounts: perhaps
  - kind: school
    desks: [{name: "", phone: "2", texts: "0117 496 0000"}]
"""


def test_ten_mistakes_are_ten_lines_and_nothing_is_changed() -> None:
    said = agencies.load(TEN_MISTAKES).mistakes
    assert len(said) >= 10
    assert {3, 7, 11, 12, 13, 16, 17, 18} <= {line for line, _ in said}
    assert all(words.endswith(".") for _, words in said)
    assert not Agency.objects.filter(name="B Council").exists()


def test_what_children_rest_on_is_not_changed_by_a_file() -> None:
    agencies.load(SAMPLE)
    other = SAMPLE.replace("interviews_by: Sample Voices", "interviews_by: Quay House")
    assert agencies.load(other).done == []
    council = Agency.objects.get(name="Sampleshire Council")
    assert council.interviews_by and council.interviews_by.name == "Sample Voices"
