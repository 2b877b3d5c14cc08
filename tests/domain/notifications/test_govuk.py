"""GOV.UK Notify: real requests to a fake written from its documentation; receipts; no names."""

import json
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone

from safereturn.agencies import actions as agencies
from safereturn.agencies import queries as agency_queries
from safereturn.agencies.models import Agency, ContactPoint
from safereturn.agencies.rules import DeskUse
from safereturn.audit.record import recording
from safereturn.children.queries import addresses_about
from safereturn.foundation.actor import the_service
from safereturn.foundation.errors import Invalid
from safereturn.notifications import actions, queries
from safereturn.notifications.jobs import deliver, govuk
from safereturn.notifications.models import Delivery
from safereturn.notifications.rules import Channel, State
from tests import notify_fake
from tests.domain.episodes.cases import NOW, a_child
from tests.notify_fake import Notify
from tests.people import COORDINATOR, EXAMPLESHIRE

pytestmark = pytest.mark.django_db
MOBILE, MAILBOX = "07700 900982", "mash@council.example"
TOKEN = "a-token-of-the-test"


@pytest.fixture
def govuk_notify(settings: Any) -> Iterator[Notify]:
    """GOV.UK Notify, by which the service is told to send both e-mail and texts."""
    with notify_fake.notify() as fake:
        settings.NOTIFY_URL, settings.NOTIFY_KEY = fake.url, notify_fake.KEY
        settings.NOTIFY_EMAIL_TEMPLATE = notify_fake.EMAIL_TEMPLATE
        settings.NOTIFY_TEXT_TEMPLATE = notify_fake.TEXT_TEMPLATE
        settings.NOTIFY_RECEIPTS_TOKEN = TOKEN
        settings.EMAIL_BACKEND = "safereturn.notifications.jobs.govuk.Backend"
        settings.SERVICE_URL = "https://safereturn.example"
        yield fake


def a_delivery(address: str = MOBILE, **more: Any) -> Delivery:
    notice = actions.notify(
        EXAMPLESHIRE,
        "episode.reported",
        key="reported:1",
        reference="ME-TEST001",
        path="/episodes/ME-TEST001/",
        at=more.pop("at", timezone.now()),
        addresses=[address],
    )
    return Delivery.objects.get(notice=notice)


def send(row: Delivery) -> Delivery:
    deliver(delivery_id=str(row.pk))
    row.refresh_from_db()
    return row


def test_a_text_holds_a_reference_and_a_link_in_one_message(govuk_notify: Notify) -> None:
    row = send(a_delivery())
    assert (row.channel, row.state, row.fault) == (Channel.TEXT, State.SENT, "")
    [taken] = govuk_notify.taken
    assert taken["phone_number"] == MOBILE
    assert taken["reference"] == str(row.pk)
    link = f"https://safereturn.example/notices/{row.notice_id}/"
    assert taken["personalisation"] == {"body": f"ME-TEST001: sign in to read it. {link}"}
    assert len(taken["personalisation"]["body"]) <= 160


def test_an_email_goes_the_same_way_and_says_the_same_as_by_smtp(govuk_notify: Notify) -> None:
    row = send(a_delivery(MAILBOX))
    assert (row.channel, row.state) == (Channel.EMAIL, State.SENT)
    [taken] = govuk_notify.taken
    assert (taken["email_address"], taken["reference"]) == (MAILBOX, str(row.pk))
    said = taken["personalisation"]
    assert said["subject"] == "ME-TEST001: sign in to read"
    assert f"/notices/{row.notice_id}/" in said["body"]
    assert "reported" not in json.dumps(taken)


def test_whatever_else_is_mailed_goes_that_way_too(govuk_notify: Notify) -> None:
    EmailMessage("Join", "A link.", None, ["Ann Example <ann@council.example>"]).send()
    [taken] = govuk_notify.taken
    assert (taken["email_address"], taken["reference"]) == ("ann@council.example", "")


def test_a_killed_workers_repeat_has_the_same_reference(govuk_notify: Notify) -> None:
    row = send(a_delivery())
    Delivery.objects.filter(pk=row.pk).update(state=State.QUEUED)  # killed before the commit
    send(row)
    first, second = govuk_notify.taken
    assert first["reference"] == second["reference"] == str(row.pk)
    assert first["personalisation"] == second["personalisation"]


@pytest.mark.parametrize(
    ("status", "fault"),
    [(403, "AuthError403"), (429, "RateLimitError429"), (500, "Exception500")],
)
def test_what_ends_by_itself_is_tried_again(govuk_notify: Notify, status: int, fault: str) -> None:
    govuk_notify.refuse = status
    row = send(a_delivery())
    assert (row.state, row.attempts, row.fault) == (State.QUEUED, 1, fault)
    assert row.try_at > timezone.now()
    govuk_notify.refuse = 0
    assert send(row).state == State.SENT


@pytest.mark.parametrize("address", ["07700 9009", "0117 496 0000"])
def test_a_number_that_is_none_is_not_tried_again(govuk_notify: Notify, address: str) -> None:
    row = send(a_delivery(address))
    assert (row.state, row.fault) == (State.FAILED, "ValidationError400")
    assert queries.waiting_since(at=timezone.now() + timedelta(minutes=2)) == row.made_at


def test_a_wrong_key_a_wrong_clock_and_no_answer_are_told_apart(
    govuk_notify: Notify, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = a_delivery()
    settings.NOTIFY_KEY = notify_fake.KEY[:-1] + "1"
    assert send(row).fault == "AuthError403"
    settings.NOTIFY_KEY = "no key"
    assert send(row).fault == "NoKey"
    settings.NOTIFY_KEY = notify_fake.KEY
    slow = SimpleNamespace(time=lambda: timezone.now().timestamp() - 60)
    monkeypatch.setattr(govuk, "time", slow)
    assert send(row).fault == "AuthError403"
    monkeypatch.undo()
    monkeypatch.setattr(govuk, "SECONDS", 1.0)
    govuk_notify.silent = True
    assert send(row).fault == "TooSlow"
    monkeypatch.undo()
    settings.NOTIFY_URL = "http://127.0.0.1:1"
    assert send(row).fault == "ConnectionRefusedError"
    assert (row.state, row.attempts) == (State.QUEUED, 5)


class TestReceipts:
    """What GOV.UK Notify tells us afterwards."""

    def give(self, fake: Notify, status: str, token: str = TOKEN, **more: Any) -> int:
        body = fake.receipt(fake.taken[-1], status) | more
        answer = Client(enforce_csrf_checks=True).post(
            "/notices/receipts/",
            json.dumps(body),
            content_type="application/json",
            headers={"Authorization": f"Bearer {token}"},
        )
        return int(answer.status_code)

    def test_delivered(self, govuk_notify: Notify) -> None:
        row = send(a_delivery())
        assert self.give(govuk_notify, "delivered") == 204
        row.refresh_from_db()
        assert row.state == State.DELIVERED
        assert row.delivered_at is not None
        assert self.give(govuk_notify, "permanent-failure") == 204  # out of order: known already
        row.refresh_from_db()
        assert row.state == State.DELIVERED

    @pytest.mark.parametrize("status", ["permanent-failure", "temporary-failure"])
    def test_what_did_not_arrive_is_said_on_every_page(
        self, govuk_notify: Notify, status: str
    ) -> None:
        row = send(a_delivery())
        assert self.give(govuk_notify, status) == 204
        row.refresh_from_db()
        assert (row.state, row.fault) == (State.FAILED, status)
        later = timezone.now() + timedelta(minutes=2)
        assert queries.around(COORDINATOR, at=later).waiting_since == row.made_at

    def test_a_technical_failure_is_sent_again(self, govuk_notify: Notify) -> None:
        row = send(a_delivery())
        assert self.give(govuk_notify, "technical-failure") == 204
        row.refresh_from_db()
        assert row.state == State.QUEUED
        assert send(row).state == State.SENT

    def test_nobody_without_our_token_and_nothing_that_is_not_ours(
        self, govuk_notify: Notify, settings: Any
    ) -> None:
        row = send(a_delivery())
        assert self.give(govuk_notify, "delivered", token="another") == 401
        assert self.give(govuk_notify, "sending") == 204
        assert self.give(govuk_notify, "delivered", reference=None) == 204
        assert self.give(govuk_notify, "delivered", reference=notify_fake.SERVICE) == 204
        settings.NOTIFY_RECEIPTS_TOKEN = ""
        assert self.give(govuk_notify, "delivered", token="") == 401
        row.refresh_from_db()
        assert row.state == State.SENT
        assert Client().get("/notices/receipts/").status_code == 405


class TestWhoGetsTexts:
    """The mobile of the desk that answers now, where its team has chosen texts."""

    @pytest.fixture(autouse=True)
    def _town(self, town: None) -> None:
        """The fictional county."""

    def test_a_desk_that_chose_texts_gets_them_beside_its_mail(self) -> None:
        child = a_child()
        assert addresses_about(child.pk, [EXAMPLESHIRE], at=NOW) == {EXAMPLESHIRE: [MAILBOX]}
        with recording("test", by=the_service()):
            ContactPoint.objects.filter(agency_id=EXAMPLESHIRE).update(texts_to=MOBILE)
        assert addresses_about(child.pk, [EXAMPLESHIRE], at=NOW) == {
            EXAMPLESHIRE: [MAILBOX, MOBILE]
        }

    def test_a_closed_desk_gets_none_and_who_acts_out_of_hours_does(self) -> None:
        shut = [[NOW.weekday(), "00:00", "00:01"]]
        council = Agency.objects.get(pk=EXAMPLESHIRE)
        with recording("test", by=the_service()):
            ContactPoint.objects.filter(agency_id=EXAMPLESHIRE).update(
                texts_to=MOBILE, openings=shut
            )
        assert agency_queries.texts_for([EXAMPLESHIRE], at=NOW) == {}
        other = Agency.objects.get(name="Sampleford Borough Council")
        by = the_service()
        team = agencies.add_team(other, "Out of hours", acts_for=[council], by=by)
        agencies.add_desk(
            other, "Night desk", "01632 960777", texts_to="07700 900111",
            use=DeskUse.OUT_OF_HOURS, team=team, by=by,
        )  # fmt: skip
        assert agency_queries.texts_for([EXAMPLESHIRE], at=NOW) == {EXAMPLESHIRE: "07700 900111"}

    def test_a_landline_takes_no_texts(self) -> None:
        council = Agency.objects.get(pk=EXAMPLESHIRE)
        with pytest.raises(Invalid, match="mobile"):
            agencies.add_desk(council, "Desk", "1", texts_to="01632 960777", by=the_service())
