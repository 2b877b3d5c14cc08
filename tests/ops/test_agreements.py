"""Agreements as files: checked, exported, imported; what the commands say."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from safereturn.agencies.rules import Nation
from safereturn.audit.models import Entry
from safereturn.foundation.actor import the_service
from safereturn.foundation.errors import NotAllowed
from safereturn.ops import agreements
from safereturn.ops.commands import agreement as command
from safereturn.ops.faults import Fault
from safereturn.sharing import actions
from safereturn.sharing.models import Area, CommencementRow, Version
from safereturn.sharing.rules import Gateway, State
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def area(town: None) -> None:
    agreements.make_area(
        "Exampleshire", Nation.ENGLAND, people.EXAMPLESHIRE, [people.EXAMPLESHIRE], at=NOON
    )


def exported(tmp_path: Path) -> Path:
    file = tmp_path / "agreement.yaml"
    text = agreements.export("shipped", None, at=NOON).replace("Shipped", "Exampleshire")
    file.write_text(text.replace("nation: england", "nation: england\nreview: 2027-01-01"))
    return file


@pytest.mark.usefixtures("area")
def test_what_is_exported_can_be_checked_and_imported(tmp_path: Path) -> None:
    file = exported(tmp_path)
    assert agreements.check(file, at=NOON) == []
    assert agreements.take_in(file, "exampleshire", at=NOON) == ("Exampleshire agreement v1", [])
    again = agreements.take_in(file, "Exampleshire", at=NOON)
    assert again == ("Exampleshire agreement v1", [])
    [draft] = Version.objects.filter(state=State.DRAFT)
    assert draft.clauses.count() == 24
    assert agreements.export("Exampleshire", 1, at=NOON) == file.read_text()


@pytest.mark.usefixtures("area")
def test_mistakes_change_nothing(tmp_path: Path) -> None:
    file = exported(tmp_path)
    file.write_text(file.read_text().replace("review: 2027-01-01", "review: soon"))
    name, mistakes = agreements.take_in(file, "Exampleshire", at=NOON)
    assert (name, len(mistakes)) == ("", 1)
    assert not Version.objects.filter(state=State.DRAFT).exists()
    file.write_text(exported(tmp_path).read_text().replace("Exampleshire", "Elsewhere"))
    _, mistakes = agreements.take_in(file, "Exampleshire", at=NOON)
    assert mistakes == [(3, "This file is for “Elsewhere”, not for Exampleshire.")]


@pytest.mark.usefixtures("area")
def test_what_waits_to_be_signed_is_not_replaced(tmp_path: Path) -> None:
    file = exported(tmp_path)
    agreements.take_in(file, "Exampleshire", at=NOON)

    draft = Version.objects.get(state=State.DRAFT)
    actions.propose(draft.pk, at=NOON, by=the_service())
    with pytest.raises(Fault, match="waits to be signed"):
        agreements.take_in(file, "Exampleshire", at=NOON)


@pytest.mark.usefixtures("area")
def test_faults_are_told_in_plain_words(tmp_path: Path) -> None:
    with pytest.raises(Fault, match="There are: Exampleshire, Shipped"):
        agreements.export("Nowhere", None, at=NOON)
    with pytest.raises(Fault, match="has none"):
        agreements.export("Exampleshire", None, at=NOON)
    with pytest.raises(Fault, match="no version 7"):
        agreements.export("Shipped", 7, at=NOON)
    with pytest.raises(Fault, match="another area"):
        agreements.make_area(
            "Other", Nation.ENGLAND, people.FARAWAY, [people.EXAMPLESHIRE], at=NOON
        )
    file = tmp_path / "bad.yaml"
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(Fault, match="UTF-8"):
        agreements.check(file, at=NOON)
    file.write_bytes(b" " * (agreements.MOST_BYTES + 1))
    with pytest.raises(Fault, match="too large"):
        agreements.check(file, at=NOON)


def test_a_commencement_is_written_down_once_it_is_known() -> None:
    day = date(2026, 12, 1)
    agreements.commence(Gateway.CHILDREN_ACT_2004_S16LA, Nation.ENGLAND, day, "An Order", at=NOON)
    assert CommencementRow.objects.get().begins_on == day
    with pytest.raises(Fault, match="only what awaits commencement"):
        agreements.commence(Gateway.VITAL_INTERESTS, Nation.WALES, day, "x", at=NOON)


def test_the_region_is_kept_by_whom_the_command_names() -> None:
    lead = people.a_lead(people.EXAMPLESHIRE)
    told = Gateway.CHILDREN_ACT_2004_S16LA, Nation.ENGLAND, date(2026, 12, 1), "An Order"
    with pytest.raises(NotAllowed):
        actions.commence(*told, at=NOON, by=lead)
    for _twice in range(2):
        assert agreements.set_keeper("shipped", people.EXAMPLESHIRE, at=NOON) == "Shipped"
    region = Area.objects.get(is_region=True)
    assert region.lead_agency_id == people.EXAMPLESHIRE
    entries = Entry.objects.filter(name="agreement.keeper_set")
    assert [entry.refs for entry in entries] == [[str(region.pk), str(people.EXAMPLESHIRE)]] * 2
    actions.commence(*told, at=NOON, by=lead)
    assert CommencementRow.objects.exists()
    with pytest.raises(NotAllowed):
        actions.set_keeper(region.pk, people.FARAWAY, by=lead)
    with pytest.raises(Fault, match="uses the service"):
        agreements.set_keeper("Shipped", people.COLLEGE, at=NOON)
    with pytest.raises(Fault, match="There are: Shipped"):
        agreements.set_keeper("Nowhere", people.EXAMPLESHIRE, at=NOON)


@pytest.mark.parametrize("name", ["", "check", "export", "import", "area", "keeper", "commence"])
def test_help_can_be_learnt_from(name: str) -> None:
    said = CliRunner().invoke(command.command, [*name.split(), "--help"])
    assert said.exit_code == 0 and len(said.output) > 100
