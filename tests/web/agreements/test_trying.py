"""Trying a version on what was shared, reviewing a year, and laws that begin."""

from datetime import date
from uuid import UUID

import pytest
from django.utils import timezone

from safereturn.audit.record import recording
from safereturn.foundation.actor import AgencyKind
from safereturn.sharing.models import Area, Review
from safereturn.sharing.rules import Gateway, Simulation, Tried
from safereturn.web.agreements import trying
from tests.domain.sharing.agreeing import KEEPER, NOON, POLICE_LEAD, dated
from tests.people import OFFICER, client_for
from tests.web.agreements.cases import boxes, draft, in_days, words

pytestmark = pytest.mark.usefixtures("leads")


def tried(kind: str, agency: AgencyKind, was: int, becomes: int, count: int) -> Tried:
    return Tried(kind, agency, "4", was, "", becomes, count)


A_TRIAL = Simulation(
    UUID(int=7),
    NOON,
    NOON,
    gone=(
        tried("risk", AgencyKind.SCHOOL, 2, 0, 3),
        tried("offending", AgencyKind.SCHOOL, 3, 0, 11),
    ),
    less=(tried("risk", AgencyKind.HEALTH, 3, 2, 20),),
    new=(tried("plans", AgencyKind.POLICE, 0, 3, 3),),
    same=7,
    not_known=1,
)


@pytest.mark.parametrize(
    ("today", "first", "last"),
    [
        (date(2026, 11, 22), date(2026, 7, 1), date(2026, 9, 30)),
        (date(2026, 1, 1), date(2025, 10, 1), date(2025, 12, 31)),
        (date(2026, 4, 1), date(2026, 1, 1), date(2026, 3, 31)),
    ],
)
def test_the_last_quarter_is_offered(today: date, first: date, last: date) -> None:
    assert trying.last_quarter(today) == (first, last)


def test_it_says_how_many_would_not_have_happened_and_who_loses_what() -> None:
    assert trying.sentence(A_TRIAL) == "14 disclosures would not have happened; 3 would."
    found = [(g.key, g.count, [row.count for row in g.rows]) for g in trying.groups(A_TRIAL)]
    assert found == [("gone", 14, [11, 3]), ("less", 20, [20]), ("new", 3, [3]), ("more", 0, [])]
    losing = [(str(who), count, what) for who, count, what in trying.losers(A_TRIAL)]
    assert losing == [
        ("Health services", 20, "Risk to the child"),
        ("Schools and colleges", 14, "Offending; Risk to the child"),
    ]


def test_the_keeper_tries_a_draft_and_sees_no_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("safereturn.sharing.queries.simulate", lambda *args, **kwargs: A_TRIAL)
    path = f"/agreements/{draft().pk}/simulate/"
    asked = boxes("since", in_days(-90)) | boxes("until", in_days(0))
    page = words(client_for(KEEPER).get(path, asked))
    assert "14 disclosures would not have happened; 3 would." in page
    assert "Would not have happened: 14" in page
    assert "Schools and colleges" in page
    assert client_for(POLICE_LEAD).get(path).status_code == 403


@pytest.mark.parametrize(
    ("since", "until", "said"),
    [
        (0, -1, "The last day must not be before the first"),
        (-500, 0, "Choose a time of up to a year"),
        (1, 1, "The first day must be today or in the past"),
    ],
)
def test_a_time_that_cannot_be_tried_is_said(since: int, until: int, said: str) -> None:
    path = f"/agreements/{draft().pk}/simulate/"
    asked = boxes("since", in_days(since)) | boxes("until", in_days(until))
    assert said in words(client_for(KEEPER).get(path, asked))


def test_the_period_is_really_tried() -> None:
    path = f"/agreements/{draft().pk}/simulate/"
    asked = boxes("since", in_days(-90)) | boxes("until", in_days(0))
    page = words(client_for(KEEPER).get(path, asked))
    assert "0 disclosures would not have happened; 0 would." in page


def test_a_review_is_held_once_and_signed() -> None:
    version, browser = dated(draft()), client_for(KEEPER)
    year = timezone.localdate().year
    path = f"/agreements/areas/{version.area_id}/reviews/{year}/"
    assert "What the year says of each clause" in words(browser.get(path))
    assert "Enter what was decided" in words(browser.post(path, {"words": " "}))
    browser.post(f"/drafts/keep/agreement-{version.area_id}-review-{year}/", {"words": "Half"})
    assert "Half" in words(browser.get(path))
    assert browser.post(path, {"words": "Clause 7 is widened."}).status_code == 302
    page = words(browser.get(path))
    assert "Clause 7 is widened." in page
    assert "Signed by Gov Ernance" in page
    assert "Sign the review" not in page
    assert Review.objects.get().year == year
    assert browser.post(path, {"words": "Again."}).status_code == 409


def test_a_review_is_for_its_keeper_and_its_years() -> None:
    area = dated(draft()).area_id
    for year in (2023, timezone.localdate().year + 1):
        path = f"/agreements/areas/{area}/reviews/{year}/"
        assert client_for(KEEPER).get(path).status_code == 404
    assert client_for(OFFICER).get(f"/agreements/areas/{area}/reviews/2026/").status_code == 403


def test_a_law_that_awaits_its_commencement_is_shown_so() -> None:
    page = words(client_for(OFFICER).get("/agreements/gateways/"))
    assert "Children Act 2004 section 16LA" in page
    assert "Only the region’s governance lead can write down that a law begins." in page
    put = {"law": f"{Gateway.CHILDREN_ACT_2004_S16LA}/england", "source": "SI 2027/1"}
    answer = client_for(KEEPER).post("/agreements/gateways/", put | boxes("on", in_days(9)))
    assert answer.status_code == 403


def test_the_regions_lead_writes_down_that_a_law_begins() -> None:
    region_is_kept_by_the_council()
    browser = client_for(KEEPER)
    put = {"law": f"{Gateway.CHILDREN_ACT_2004_S16LA}/england", "source": ""}
    page = words(browser.post("/agreements/gateways/", put | boxes("on", in_days(9))))
    assert "Enter where it is written" in page
    good = put | {"source": "SI 2027/1"} | boxes("on", in_days(9))
    assert browser.post("/agreements/gateways/", good).status_code == 302
    day = in_days(9)
    page = words(browser.get("/agreements/gateways/"))
    assert f"from {day.day} {day:%B %Y}" in page
    assert "SI 2027/1" in page
    assert "Write down that a law begins" not in page


def region_is_kept_by_the_council() -> None:
    with recording("test.region_kept", by=KEEPER):
        region = Area.objects.get(is_region=True)
        region.lead_agency_id = KEEPER.agency_id
        region.save()


def test_home_is_a_page_to_read() -> None:
    assert client_for(KEEPER).post("/").status_code == 405
