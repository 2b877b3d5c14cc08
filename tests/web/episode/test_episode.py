"""One episode on one page, and everything that is done in it from there."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from safereturn.audit.models import Entry as AuditEntry
from safereturn.episodes import actions
from safereturn.episodes.models import (
    Entry,
    Episode,
    PreventionInterview,
    Stance,
    Task,
    Telling,
)
from safereturn.episodes.rules import Away, EntryKind, PoliceStance, StanceTaken, State
from safereturn.foundation.actor import Actor
from safereturn.involvement.rules import Basis
from tests.domain.episodes.cases import (
    DAY,
    HOUR,
    a_child,
    a_report,
    a_return,
    involve,
    what,
)
from tests.people import (
    CALL_HANDLER,
    CARER,
    COLLEGE,
    COORDINATOR,
    HARBOUR_VIEW,
    NURSE,
    OFFICER,
    OUTSIDER,
    SOCIAL_WORKER,
    SUPERVISOR,
    TEACHER,
    client_for,
)

pytestmark = pytest.mark.usefixtures("town")


def missing(*, by: Actor = CALL_HANDLER, **more: Any) -> Episode:
    now = timezone.now()
    child = a_child(at=now - 30 * DAY)
    return a_report(child, at=now - 2 * HOUR, by=by, **more)


def back(episode: Episode) -> Episode:
    at = timezone.now() - HOUR
    return actions.record_return(episode.pk, a_return(at), at=at, by=CARER)


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def moment(name: str, at: datetime) -> dict[str, str]:
    """Return a moment as the page posts it: as another day."""
    local = timezone.localtime(at)
    return {
        f"{name}_day": "other",
        f"{name}_date_day": str(local.day),
        f"{name}_date_month": str(local.month),
        f"{name}_date_year": str(local.year),
        f"{name}_time": f"{local:%H%M}",
    }


def ago(length: timedelta = HOUR) -> datetime:
    return timezone.now() - length


def test_the_page_shows_facts_clocks_and_what_to_do() -> None:
    episode = missing(police_ref="EX/12-26")
    page = text(client_for(OFFICER).get(f"/episodes/{episode.ref}/"))
    for words in (
        "Missing now",
        "Wharf Road",
        "EX/12-26",
        "First grading",
        "Grade the risk",
        "Nobody told yet",
        "Reported missing: Carer",
    ):
        assert words in page
    assert "Amira" not in page.partition("</title>")[0]


def test_the_page_is_hidden_from_others_and_each_look_is_recorded() -> None:
    episode = missing()
    assert client_for(OUTSIDER).get(f"/episodes/{episode.ref}/").status_code == 404
    client_for(NURSE).get(f"/episodes/{episode.ref}/")
    entry = AuditEntry.objects.get(name="episode:episode", act="consultation")
    assert entry.child_id == episode.child_id


def test_a_school_sees_no_place_and_why() -> None:
    episode = missing()
    involve(episode.child_id, COLLEGE, Basis.SCHOOL)
    page = text(client_for(TEACHER).get(f"/episodes/{episode.ref}/"))
    assert "clause" in page
    assert "01632 960123" not in page


def test_the_page_costs_few_queries(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    episode = missing()
    client = client_for(OFFICER)
    client.get(f"/episodes/{episode.ref}/")
    # The two savepoints of a test are no queries of the page.
    with django_assert_max_num_queries(15 + 4):
        client.get(f"/episodes/{episode.ref}/")


def test_information_is_added_and_corrected() -> None:
    episode = missing()
    client = client_for(NURSE)
    to = f"/episodes/{episode.ref}/add/"
    assert client.get(to).status_code == 200
    said = {"kind": "sighting", "text": "In A and E.", "audience": "all"}
    assert "Enter how you know this" in text(client.post(to, said))
    client.post(to, said | {"how_known": "She booked in."} | moment("happened", ago()))
    entry = Entry.objects.get()
    assert entry.kind == EntryKind.SIGHTING
    right = f"/episodes/{episode.ref}/correct/{entry.pk}/"
    client.post(right, {"text": "Another girl."})
    assert Entry.objects.get(kind=EntryKind.CORRECTION).corrects_id == entry.pk


def test_reviewed_nothing_to_add_is_one_press() -> None:
    episode = missing()
    answer = client_for(COORDINATOR).post(f"/episodes/{episode.ref}/reviewed/")
    assert answer.status_code == 302
    assert Entry.objects.get().kind == EntryKind.REVIEWED


def test_a_task_is_set_and_finished() -> None:
    episode = missing()
    client = client_for(OFFICER)
    to = f"/episodes/{episode.ref}/tasks/"
    assert client.get(to).status_code == 200
    client.post(to, {"text": "Ring her aunt", "owner": str(HARBOUR_VIEW)})
    task = Task.objects.get()
    home = client_for(CARER)
    page = text(home.get(f"/episodes/{episode.ref}/"))
    assert "Ring her aunt" in page
    home.post(f"/tasks/{task.ref}/", {"outcome": "done", "result": "No answer"})
    assert "No answer" in text(home.get(f"/episodes/{episode.ref}/"))


def test_found_then_back_with_whether_it_is_safe() -> None:
    episode = missing()
    client = client_for(CARER)
    located = f"/episodes/{episode.ref}/located/"
    assert "Record the return instead" in text(client.get(located))
    client.post(located, {"where": "Bus station", "finder": "police"} | moment("when", ago()))
    assert Episode.objects.get().state == State.LOCATED
    to = f"/episodes/{episode.ref}/return/"
    assert "away from the people they live with" in text(client.get(to))
    said = {"ending": "returned", "where": "Harbour View", "finder": "police"}
    said |= moment("when", ago())
    assert "Say how you know that it is safe to return there" in text(client.post(to, said))
    client.post(to, said | {"safe_to_return": "She says so."})
    assert Episode.objects.get().state == State.RETURNED
    page = text(client.get(f"/episodes/{episode.ref}/"))
    assert "Returned" in page


def test_who_must_not_be_told_stands_on_the_pages_that_tell() -> None:
    episode = missing()
    keep = {"moment": "missing", "told": "no", "other_name": "R. Sample, stepfather"}
    client = client_for(SOCIAL_WORKER)
    client.post(
        f"/episodes/{episode.ref}/tell/", keep | {"not_told_because": "He may be the danger"}
    )
    for name in ("located", "return", "tell"):
        assert "He may be the danger" in text(client.get(f"/episodes/{episode.ref}/{name}/"))
    assert "He may be the danger" not in text(client.get(f"/episodes/{episode.ref}/tasks/"))


def test_kept_safe_says_where() -> None:
    episode = missing()
    to = f"/episodes/{episode.ref}/return/"
    said = {"ending": "kept_safe", "where": "St Sample’s", "finder": "police"}
    said |= moment("when", ago())
    client = client_for(OFFICER)
    assert "Select where the child is kept safe" in text(client.post(to, said))
    client.post(to, said | {"kept_safe": "hospital"})
    assert Episode.objects.get().kept_safe == "hospital"


def test_a_nurse_is_told_what_to_do_instead_of_recording_the_return() -> None:
    page = client_for(NURSE).get(f"/episodes/{missing().ref}/return/")
    assert page.status_code == 403
    assert "Add what you know as information" in text(page)


def test_ended_in_error_goes_to_the_worklist() -> None:
    episode = missing()
    client = client_for(OFFICER)
    to = f"/episodes/{episode.ref}/end/"
    assert client.get(to).status_code == 200
    said = {"ending": "reported_in_error", "detail": "In her room."} | moment("when", ago())
    assert client.post(to, said).headers["Location"] == "/worklist/"
    assert Episode.objects.get().state == State.CLOSED


def test_the_police_decline_the_council_challenges_a_supervisor_answers() -> None:
    episode = missing(by=CARER)
    officer = client_for(OFFICER)
    to = f"/episodes/{episode.ref}/stance/"
    assert officer.get(to).status_code == 200
    said = {"stance": "not_accepted", "reason": "Known to be at a friend’s."}
    assert "Enter who does what now" in text(officer.post(to, said))
    said |= {"who_does_what": "Home rings."} | moment("until", timezone.now() + 2 * HOUR)
    officer.post(to, said)
    stance = Stance.objects.get()
    council = client_for(COORDINATOR)
    page = text(council.get(f"/episodes/{episode.ref}/"))
    assert "Known to be at a friend’s." in page
    assert "Challenge this" in page
    council.post(f"{to}{stance.pk}/challenge/", {"challenge": "He has moved."})
    boss = client_for(SUPERVISOR)
    assert "Answer the challenge" in text(boss.get(f"/episodes/{episode.ref}/"))
    boss.post(f"{to}{stance.pk}/answer/", {"answer": "We attend."})
    stance.refresh_from_db()
    assert stance.answer == "We attend."
    assert council.get(to).status_code == 403


def test_the_prevention_interview_or_why_not() -> None:
    episode = back(missing())
    client = client_for(OFFICER)
    to = f"/episodes/{episode.ref}/prevention/"
    assert "does not replace the return interview" in text(client.get(to))
    unseen = {"seen": "no", "held_day": "today", "held_time": ""}
    assert "Enter why the child was not seen" in text(client.post(to, unseen))
    said = {"seen": "yes", "officer_name": "PC Sample", "harm": "None said"}
    client.post(to, said | moment("held", ago(timedelta(minutes=5))))
    assert PreventionInterview.objects.get().harm == "None said"
    page = text(client.get(f"/episodes/{episode.ref}/"))
    assert "Prevention interview" in page


def test_who_is_told_and_who_is_not() -> None:
    episode = missing()
    involve(episode.child_id, COLLEGE, Basis.SCHOOL)
    client = client_for(SOCIAL_WORKER)
    to = f"/episodes/{episode.ref}/tell/"
    page = text(client.get(to))
    assert "Example College" in page
    assert "independent reviewing officer" in page
    said = {"moment": "missing", "told": "no", "other_name": "R. Sample, stepfather"}
    said |= {"told_at_day": "today", "told_at_time": ""}
    assert "Enter why they were not told" in text(client.post(to, said))
    client.post(to, said | {"not_told_because": "He may be the danger"})
    row = Telling.objects.get()
    assert (row.person_name, row.relation) == ("R. Sample", "stepfather")
    yes = {"moment": "missing", "told": "yes", "other_name": "", "how": "phone"}
    yes |= moment("told_at", ago())
    assert "Enter who was told" in text(client.post(to, yes))
    assert "Ring one of them first" in text(client_for(NURSE).get(to))


def test_others_missing_with_them_are_found_and_reported() -> None:
    episode = missing()
    other = a_child(name="Skye Placeholder", at=ago(30 * DAY))
    client = client_for(CARER)
    to = f"/episodes/{episode.ref}/together/"
    client.post(to, {"q": "skye placeholder"})
    page = text(client.get(to))
    assert f'value="{other.ref}"' in page
    assert "Select each child" in text(client.post(to, {}))
    client.post(to, {"child": other.ref})
    assert Episode.objects.filter(child=other).exists()
    page = text(client.get(to))
    assert "still missing" in page
    back(episode)
    assert "are they back too?" in text(client.get(f"/episodes/{episode.ref}/"))


def test_a_search_for_nobody_shows_no_list() -> None:
    episode = missing()
    client = client_for(CARER)
    client.post(f"/episodes/{episode.ref}/together/", {"q": "!"})
    assert "Who is missing with them?" not in text(client.get(f"/episodes/{episode.ref}/together/"))


def test_a_time_is_put_right() -> None:
    episode = missing()
    client = client_for(CARER)
    to = f"/episodes/{episode.ref}/times/"
    assert client.get(to).status_code == 200
    assert "Enter at least one corrected time" in text(client.post(to, {"because": "x"}))
    client.post(to, {"because": "The clock was fast."} | moment("last_seen_at", ago(5 * HOUR)))
    assert Entry.objects.get().kind == EntryKind.CORRECTION


def an_away() -> Episode:
    child = a_child(at=ago(30 * DAY))
    away = Away(since=ago(), believed_where="Her aunt’s", next_check_at=timezone.now() + HOUR)
    return actions.record_away(child.pk, away, at=timezone.now(), by=CARER)


def test_away_is_checked_and_upgraded_in_one_press() -> None:
    episode = an_away()
    client = client_for(CARER)
    page = text(client.get(f"/episodes/{episode.ref}/"))
    assert "Report missing now" in page
    client.post(f"/episodes/{episode.ref}/check/", moment("next_check", timezone.now() + 2 * HOUR))
    client.post(f"/episodes/{episode.ref}/missing/", {})
    episode.refresh_from_db()
    assert episode.state == State.MISSING
    assert episode.last_seen_where == "Her aunt’s"


def test_away_needs_a_place_and_happens_once() -> None:
    child = a_child(at=ago(30 * DAY))
    client = client_for(CARER)
    to = f"/episodes/away/{child.ref}/"
    assert "only if you know where the child is" in text(client.get(to))
    said = {"believed_where": "Her aunt’s"} | moment("since", ago())
    past = moment("next_check", ago())
    assert "must be in the future" in text(client.post(to, said | past))
    ahead = moment("next_check", timezone.now() + 2 * HOUR)
    first = client.post(to, said | ahead)
    again = client.post(to, said | ahead)
    assert first.headers["Location"] == again.headers["Location"]
    assert client_for(NURSE).get(to).status_code == 403


def test_open_by_police_number() -> None:
    episode = missing(police_ref="EX/12-26")
    client = client_for(COORDINATOR)
    answer = client.post("/episodes/open/", {"number": "ex 12 26"})
    assert answer.headers["Location"] == f"/episodes/{episode.ref}/"
    assert AuditEntry.objects.filter(name="open_by_police_number", act="search").exists()
    assert client.post("/episodes/open/", {"number": "EX/99"}).headers["Location"] == "/search/"


def test_a_late_line_says_so() -> None:
    now = timezone.now()
    child = a_child(at=now - 30 * DAY)
    early = now - 5 * HOUR
    episode = a_report(child, at=now, reported_at=early, what=what(early - HOUR), by=CARER)
    actions.take_stance(episode.pk, StanceTaken(stance=PoliceStance.ACCEPTED), at=now, by=OFFICER)
    page = text(client_for(OFFICER).get(f"/episodes/{episode.ref}/"))
    assert "entered late" in page
    assert "Accepted: we are looking for the child" in page
