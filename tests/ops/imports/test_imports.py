"""An agency's own file goes in: once, all or nothing, as history."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from click.testing import CliRunner

from safereturn.agencies.models import Agency
from safereturn.audit.models import Change
from safereturn.audit.record import looking
from safereturn.children.models import Child, Identifier, LegalStatus, Name
from safereturn.clocks.models import Clock
from safereturn.episodes import actions as episodes
from safereturn.episodes.models import Episode
from safereturn.episodes.queries import history
from safereturn.episodes.rules import Circumstances, Reporter
from safereturn.foundation.models import PublishedFact
from safereturn.involvement.models import Involvement, Standing, Visibility
from safereturn.involvement.rules import Basis
from safereturn.notifications.models import Notice
from safereturn.ops.commands import import_
from safereturn.ops.faults import Fault
from safereturn.ops.imports import running
from safereturn.ops.imports.running import Outcome
from safereturn.placements.models import Placement
from safereturn.return_interviews.models import ReturnInterview
from safereturn.risk.models import Assessment
from safereturn.risk.queries import get_picture
from tests.people import CARER, EXAMPLESHIRE, EXAMPLESHIRE_POLICE, HARBOUR_VIEW, OFFICER

pytestmark = pytest.mark.usefixtures("town")
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
SAMPLES = Path("docs/samples")
CHILDREN, EPISODES = SAMPLES / "children.csv", SAMPLES / "episodes.csv"


def take(
    subject: str,
    path: Path,
    *,
    of: UUID = EXAMPLESHIRE,
    dry_run: bool = False,
    only_good: bool = False,
) -> Outcome:
    agency = Agency.objects.get(pk=of)
    return running.run(subject, path, agency, at=NOW, dry_run=dry_run, only_good=only_good)


def written(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "file.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def ada() -> Child:
    return Child.objects.get(name="Ada Invented")


class TestChildren:
    def test_the_sample_goes_in_and_again_changes_nothing(self) -> None:
        outcome = take("children", CHILDREN)
        assert not outcome.problems
        assert dict(outcome.counts) == {"added": 4}
        assert outcome.kept
        child = ada()
        numbers = Identifier.objects.filter(child=child).values_list("kind", flat=True)
        assert set(numbers) == {"council_id", "upn", "nhs_number"}
        assert Name.objects.get(child=child).value == "Addy"
        assert LegalStatus.objects.get(child=child).code == "C2"
        stay = Placement.objects.get(child=child)
        assert (stay.provider_id, stay.kind) == (HARBOUR_VIEW, "childrens_home")
        ties = Involvement.objects.filter(child_id=child.pk).values_list("agency_id", "basis")
        assert set(ties) == {
            (EXAMPLESHIRE, Basis.RESPONSIBLE_AUTHORITY),
            (HARBOUR_VIEW, Basis.PLACEMENT),
        }
        newcomer = Child.objects.get(age_estimate=16)
        assert (newcomer.born_on, newcomer.interpreter) == (None, True)

        changes = Change.objects.count()
        again = take("children", CHILDREN)
        assert dict(again.counts) == {"unchanged": 4}
        assert Change.objects.count() == changes

    def test_a_changed_line_corrects_the_record_and_an_empty_cell_takes_nothing(
        self, tmp_path: Path
    ) -> None:
        take("children", CHILDREN)
        path = written(
            tmp_path,
            "Child ID;Name;DOB;Known as;UPN;Legal status;Legal status from;Placement name",
            "EX-2001;Ada Corrected;;Adi;;C2;01/09/2024;",
            "EX-2004;Callum Sampleton;;;;CP;01/02/2026;Elsewhere House",
        )
        outcome = take("children", path)
        assert not outcome.problems
        assert dict(outcome.counts) == {"changed": 2}
        child = Child.objects.get(name="Ada Corrected")
        assert child.born_on is not None
        assert child.ethnicity == "WBRI"
        assert Placement.objects.filter(child=child).count() == 1

    def test_one_bad_line_keeps_the_whole_file_out_unless_asked_otherwise(
        self, tmp_path: Path
    ) -> None:
        path = written(
            tmp_path,
            "child_id,name,date_of_birth,nhs_number,sex,legal_status,legal_status_from",
            "1,Ada Invented,04/03/2011,943 476 5919,F,,",
            ",Bo Invented,32/13/2011,123,robot,C2,",
            "3,Cy Invented,04/03/2099,,M,,",
            "4,Di Invented,,943 476 5919,F,,",
        )
        outcome = take("children", path)
        assert [(p.line, p.column) for p in outcome.problems] == [
            (3, "child_id"), (3, "date_of_birth"), (3, "sex"), (3, "legal_status_from"),
            (3, "nhs_number"), (4, "date_of_birth"), (5, ""),
        ]  # fmt: skip
        assert not outcome.kept
        assert not Child.objects.exists()
        for problem in outcome.problems:
            assert "Invented" not in problem.reason
        outcome = take("children", path, only_good=True)
        assert outcome.kept
        assert [child.name for child in Child.objects.all()] == ["Ada Invented"]

    def test_two_lines_that_say_two_things_of_one_child_are_told(self, tmp_path: Path) -> None:
        lines = ("child_id,name", "7,Ada Testcase", "7,Ada Testcase", "7,Ida Testcase", ",", ",x")
        outcome = take("children", written(tmp_path, *lines))
        assert [(problem.line, problem.column) for problem in outcome.problems] == [
            (4, "child_id"),
            (6, "child_id"),
        ]
        assert "Line 2 says something else" in outcome.problems[0].reason
        assert not outcome.kept

    def test_a_dry_run_keeps_nothing_and_says_the_same(self) -> None:
        outcome = take("children", CHILDREN, dry_run=True)
        assert dict(outcome.counts) == {"added": 4}
        assert not outcome.kept
        assert not Child.objects.exists()

    def test_the_police_and_a_home_bring_their_own_numbers(self, tmp_path: Path) -> None:
        path = written(tmp_path, "id,name", "7,Ada Invented")
        take("children", path, of=EXAMPLESHIRE_POLICE)
        take("children", path, of=HARBOUR_VIEW)
        assert set(Identifier.objects.values_list("kind", "agency_id")) == {
            ("police_id", EXAMPLESHIRE_POLICE),
            ("home_id", HARBOUR_VIEW),
        }
        bases = set(Involvement.objects.values_list("agency_id", "basis"))
        assert bases == {
            (EXAMPLESHIRE_POLICE, Basis.HOME_FORCE),
            (HARBOUR_VIEW, Basis.OTHER),
        }


class TestEpisodes:
    @pytest.fixture(autouse=True)
    def children(self, town: None) -> None:
        take("children", CHILDREN)

    def test_the_sample_goes_in_as_history_and_again_changes_nothing(self) -> None:
        outcome = take("episodes", EPISODES)
        assert not outcome.problems
        assert dict(outcome.counts) == {"added": 4}
        first, second, third = Episode.objects.filter(child=ada()).order_by("started_at")
        assert (first.state, first.police_ref) == ("returned", "EX/2024/00017")
        assert first.started_at == datetime(2015, 3, 11, 18, 40, tzinfo=UTC)
        assert second.started_at == datetime(2025, 8, 2, 20, 15, tzinfo=UTC)
        assert (third.dfe_category, third.started_at.hour) == ("A", 0)
        assert third.returned_at == datetime(2025, 12, 20, 23, 59, tzinfo=UTC)
        assert "Only the date is known" in third.circumstances
        graded = dict(Assessment.objects.values_list("episode_id", "label"))
        assert graded[first.pk] == "Absent"
        assert graded[second.pk] == "Medium risk"
        states = set(ReturnInterview.objects.values_list("state", flat=True))
        assert states == {"held", "declined", "not_possible"}

        changes = Change.objects.count()
        again = take("episodes", EPISODES)
        assert dict(again.counts) == {"unchanged": 4}
        assert Change.objects.count() == changes

    def test_history_rings_no_bells(self) -> None:
        take("episodes", EPISODES)
        assert not Notice.objects.exists()
        assert not Clock.objects.filter(met_at=None, stopped_at=None).exists()
        assert not Standing.objects.filter(ends_at=None).exists()
        assert not Visibility.objects.filter(needs=True).exists()
        assert not PublishedFact.objects.filter(reacted_at=None).exists()
        assert Visibility.objects.filter(agency_id=EXAMPLESHIRE).count() == 4
        names = set(PublishedFact.objects.values_list("name", flat=True))
        assert {"EpisodeReported", "ChildReturned", "RiskAssessed"} <= names

    def test_a_changed_line_corrects_the_episode(self, tmp_path: Path) -> None:
        take("episodes", EPISODES)
        path = written(
            tmp_path,
            "child id,episode id,mis start,mis end,risk",
            "EX-2002,ME-4,02/01/2026 16:00,03/01/2026 01:00,Medium",
        )
        outcome = take("episodes", path)
        assert dict(outcome.counts) == {"changed": 1}
        episode = Episode.objects.get(council_ref="ME-4")
        assert episode.returned_at == datetime(2026, 1, 3, 1, tzinfo=UTC)
        assert Assessment.objects.filter(episode=episode).count() == 2

    def test_what_is_refused_says_where_and_why(self, tmp_path: Path) -> None:
        path = written(
            tmp_path,
            "child_id,missing_from,returned,category,risk,force,found",
            "EX-9999,01/01/2026,02/01/2026,M,,,",
            "EX-2001,02/01/2026 10:00,01/01/2026 10:00,M,,,",
            "EX-2001,01/01/2026,,X,huge,Nowhere Police,",
            "EX-2001,01/01/2026,01/01/2027,M,,,",
            "EX-2001,02/01/2026 10:00,03/01/2026 10:00,M,,,01/01/2026",
        )
        outcome = take("episodes", path)
        assert [(p.line, p.column) for p in outcome.problems] == [
            (2, "child_id"), (3, "returned"), (4, "returned"), (4, "category"), (4, "risk"),
            (4, "force"), (5, "returned"), (6, "found"),
        ]  # fmt: skip
        assert not Episode.objects.exists()

    def test_without_a_number_of_its_own_an_episode_is_found_by_its_start(
        self, tmp_path: Path
    ) -> None:
        path = written(
            tmp_path, "child_id,missing_from,returned,force",
            "EX-2001,01/01/2026 10:00,02/01/2026 10:00,Exampleshire Police",
        )  # fmt: skip
        for expected in ("added", "unchanged"):
            assert dict(take("episodes", path).counts) == {expected: 1}
        assert Episode.objects.get().force_id == EXAMPLESHIRE_POLICE


def test_an_imported_child_is_reported_missing_with_its_history_in_the_picture() -> None:
    take("children", CHILDREN)
    take("episodes", EPISODES)
    child, reported_at = ada(), NOW + timedelta(hours=1)
    what = Circumstances(
        last_seen_at=NOW, last_seen_where="Harbour View", why_worried="Out of character"
    )
    with looking("test.report", by=CARER):
        episode = episodes.report(
            child.pk,
            what,
            Reporter(name="Kay Rer"),
            reported_at=reported_at,
            force_id=EXAMPLESHIRE_POLICE,
            at=reported_at,
            by=CARER,
        )
        earlier = history(OFFICER, child.pk, before=episode.started_at, at=reported_at)
        picture = str(get_picture(OFFICER, episode, at=reported_at))
    assert len(earlier) == 3
    for past in Episode.objects.filter(child=child).exclude(pk=episode.pk):
        assert past.ref in picture


class TestAgency:
    def test_it_is_named_by_name_or_code(self) -> None:
        assert running.agency_of("exampleshire council").pk == EXAMPLESHIRE
        with pytest.raises(Fault, match="No agency that takes part"):
            running.agency_of("Nowhere Council")

    @pytest.mark.parametrize("arguments", [["--help"], ["children", "--help"]])
    def test_help_can_be_learnt_from(self, arguments: list[str]) -> None:
        said = CliRunner().invoke(import_.command, arguments)
        assert said.exit_code == 0
        assert "agency" in said.output
