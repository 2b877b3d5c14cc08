"""Sending: once, by real SMTP on loopback; retried on the ladder; given up in the open."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from safereturn.foundation.retrying import MESSAGES, TEXTS
from safereturn.notifications import actions, queries
from safereturn.notifications.jobs import deliver
from safereturn.notifications.models import Delivery, Notice
from safereturn.notifications.rules import FAILURE_SHOWN_FOR, GIVE_UP_AFTER, LATE_AFTER, State
from safereturn.ops import worker
from tests.mail_server import Letterbox, letterbox
from tests.people import COORDINATOR, EXAMPLESHIRE

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture
def post(settings: Any) -> Iterator[Letterbox]:
    """A mail server that the service is told to send by."""
    with letterbox() as box:
        settings.EMAIL_BACKEND = "safereturn.notifications.jobs.smtp.Backend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.port
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = False
        settings.SERVICE_URL = "https://safereturn.example"
        yield box


def a_delivery(**more: Any) -> Delivery:
    notice = actions.notify(
        EXAMPLESHIRE,
        "episode.reported",
        key="reported:1",
        reference="ME-TEST001",
        path="/episodes/ME-TEST001/",
        at=more.pop("at", timezone.now()),
        addresses=["mash@council.example"],
    )
    return Delivery.objects.get(notice=notice)


def put_off() -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select scheduled_at from procrastinate_jobs where scheduled_at is not null order by id"
        )
        return [when for (when,) in cursor.fetchall()]


def queues() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("select queue_name from procrastinate_jobs order by id")
        return [name for (name,) in cursor.fetchall()]


def test_texts_do_not_wait_behind_mails() -> None:
    """A mail server that says nothing held all places, and with them every text."""
    at = timezone.now()
    actions.notify(
        EXAMPLESHIRE, "episode.reported", key="reported:1", reference="ME-TEST001", path="/",
        at=at, addresses=["mash@council.example", "07700 900982"],
    )  # fmt: skip
    assert queues() == [MESSAGES, TEXTS]
    assert set(worker.AT_ONCE_OUTSIDE) == {MESSAGES, TEXTS}
    for row in Delivery.objects.all():
        actions.try_again(row, at=at)
    assert sorted(queues()) == [MESSAGES, MESSAGES, TEXTS, TEXTS]


def test_a_message_goes_out_once_however_often_the_job_runs(post: Letterbox) -> None:
    row = a_delivery()
    deliver(delivery_id=str(row.pk))
    deliver(delivery_id=str(row.pk))
    row.refresh_from_db()
    assert (row.state, row.attempts) == (State.SENT, 1)
    assert row.sent_at is not None
    [message] = post.messages
    assert post.recipients == ["mash@council.example"]
    assert message["Message-ID"] == f"<{row.pk}@safereturn.example>"


@pytest.mark.parametrize("works", [True, False])
def test_gone_is_when_it_had_gone_not_when_we_began(
    monkeypatch: pytest.MonkeyPatch, works: bool
) -> None:
    """A channel that takes its time: what every page says was sent had not been."""
    row, clock = a_delivery(), [timezone.now()]

    def slow(_row: Delivery) -> None:
        clock[0] += 90 * SECOND
        if not works:
            raise TimeoutError

    monkeypatch.setattr(timezone, "now", lambda: clock[0])
    monkeypatch.setattr("safereturn.notifications.jobs.delivering._send", slow)
    began = clock[0]
    deliver(delivery_id=str(row.pk))
    row.refresh_from_db()
    assert (row.sent_at or row.try_at) >= began + 90 * SECOND
    assert bool(row.sent_at) is works


def test_a_message_holds_a_reference_and_a_link_and_nothing_of_the_child(post: Letterbox) -> None:
    row = a_delivery()
    deliver(delivery_id=str(row.pk))
    [message] = post.messages
    text = message.get_content()
    assert message["Subject"] == "ME-TEST001: sign in to read"
    assert f"https://safereturn.example/notices/{row.notice_id}/" in text
    assert f"Message {row.notice.number}." in text
    whole = message.as_string()
    assert "episodes" not in whole
    assert "reported" not in whole


def test_a_name_over_two_lines_is_one_line_of_a_subject(post: Letterbox) -> None:
    row = a_delivery()
    Notice.objects.update(reference="Exampleshire\r\nprotocol")
    deliver(delivery_id=str(row.pk))
    [message] = post.messages
    assert message["Subject"] == "Exampleshire protocol: sign in to read"


def test_a_killed_workers_repeat_is_seen_as_the_same_message(post: Letterbox) -> None:
    row = a_delivery()
    deliver(delivery_id=str(row.pk))
    Delivery.objects.filter(pk=row.pk).update(state=State.QUEUED)  # killed before the commit
    deliver(delivery_id=str(row.pk))
    first, second = post.messages
    assert first["Message-ID"] == second["Message-ID"]
    assert first.get_content() == second.get_content()


def test_a_mail_server_that_says_later_is_asked_again(post: Letterbox) -> None:
    post.refuse = True
    row = a_delivery()
    before = timezone.now()
    deliver(delivery_id=str(row.pk))
    row.refresh_from_db()
    assert (row.state, row.attempts, row.fault) == (
        State.QUEUED, 1, "SMTPRecipientsRefused",
    )  # fmt: skip
    assert before + 5 * SECOND <= row.try_at <= timezone.now() + 5 * SECOND
    assert put_off() == [row.try_at]
    post.refuse = False
    deliver(delivery_id=str(row.pk))
    row.refresh_from_db()
    assert (row.state, row.attempts) == (State.SENT, 2)


def test_no_mail_server_at_all_is_no_different(settings: Any) -> None:
    settings.EMAIL_BACKEND = "safereturn.notifications.jobs.smtp.Backend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    row = a_delivery()
    deliver(delivery_id=str(row.pk))
    row.refresh_from_db()
    assert (row.state, row.fault) == (State.QUEUED, "ConnectionRefusedError")


def test_an_address_that_is_none_is_given_up_like_the_rest(post: Letterbox) -> None:
    row = a_delivery()
    Delivery.objects.filter(pk=row.pk).update(address="mash@council.example\nBcc: x@x.example")
    deliver(delivery_id=str(row.pk))
    row.refresh_from_db()
    assert row.state == State.QUEUED
    assert row.fault
    assert post.recipients == []


def test_after_four_hours_it_is_given_up_and_every_page_says_so(post: Letterbox) -> None:
    post.refuse = True
    made = timezone.now() - GIVE_UP_AFTER - SECOND
    row = a_delivery(at=made)
    deliver(delivery_id=str(row.pk))
    row.refresh_from_db()
    assert row.state == State.FAILED
    assert put_off() == []
    clear_jobs()
    now = timezone.now()
    assert queries.waiting_since(at=now) == made
    assert queries.around(COORDINATOR, at=now).waiting_since == made
    post.refuse = False
    deliver(delivery_id=str(row.pk))
    assert post.messages == []


def test_a_message_given_up_is_said_until_its_notice_is_opened() -> None:
    made = timezone.now() - GIVE_UP_AFTER
    row = a_delivery(at=made)
    clear_jobs()
    Delivery.objects.filter(pk=row.pk).update(state=State.FAILED)
    now = timezone.now()
    assert queries.waiting_since(at=now) == made
    assert queries.waiting_since(at=made + FAILURE_SHOWN_FOR) is None
    actions.open_(Notice.objects.get(), at=now, by=COORDINATOR)
    assert queries.waiting_since(at=now) is None


def test_a_message_withheld_for_a_seal_waits_for_nothing() -> None:
    made = timezone.now() - GIVE_UP_AFTER
    row = a_delivery(at=made)
    clear_jobs()
    assert queries.waiting_since(at=timezone.now()) == made
    Delivery.objects.filter(pk=row.pk).update(state=State.WITHHELD)
    assert queries.waiting_since(at=timezone.now()) is None


def test_a_delivery_that_is_not_there_is_nothing_to_do(post: Letterbox) -> None:
    deliver(delivery_id=str(uuid4()))
    assert post.messages == []


def clear_jobs() -> None:
    with connection.cursor() as cursor:
        cursor.execute("delete from procrastinate_jobs")


class TestWaiting:
    """What counts as not having gone out."""

    def test_all_is_well_when_nothing_waits(self) -> None:
        assert queries.waiting_since(at=timezone.now()) is None
        assert queries.around(COORDINATOR, at=timezone.now()).waiting_since is None

    def test_a_minute_is_no_delay(self) -> None:
        row = a_delivery()
        assert queries.waiting_since(at=row.made_at + LATE_AFTER) is None
        assert queries.waiting_since(at=row.made_at + LATE_AFTER + SECOND) is not None

    def test_a_fact_nobody_has_reacted_to(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "insert into foundation_publishedfact (name, body, published_at)"
                " values ('X', '{}', now() - interval '2 minutes')"
            )
        assert queries.waiting_since(at=timezone.now()) is not None

    def test_a_job_that_waits_or_has_failed_but_not_one_that_is_put_off(self) -> None:
        a_delivery()
        Delivery.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute("update procrastinate_events set at = at - interval '2 minutes'")
        now = timezone.now()
        assert queries.waiting_since(at=now) is not None
        with connection.cursor() as cursor:
            cursor.execute("update procrastinate_jobs set scheduled_at = now() + interval '1 hour'")
        assert queries.waiting_since(at=now) is None
        with connection.cursor() as cursor:
            cursor.execute("update procrastinate_jobs set attempts = 1")
        assert queries.waiting_since(at=now) is not None
        with connection.cursor() as cursor:
            cursor.execute("update procrastinate_jobs set status = 'succeeded'")
        assert queries.waiting_since(at=now) is None

    def test_a_worker_is_seen_by_its_beat(self) -> None:
        assert queries.worker_seen_at() is None
        with connection.cursor() as cursor:
            cursor.execute("insert into procrastinate_workers (last_heartbeat) values (now())")
        assert queries.worker_seen_at() is not None

    def test_a_long_history_of_jobs_is_not_read(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "insert into procrastinate_jobs (queue_name, task_name, status)"
                " select 'default', 'done', 'succeeded' from generate_series(1, 5000)"
            )
            cursor.execute(
                "insert into procrastinate_events (job_id, type)"
                " select id, 'deferred' from procrastinate_jobs"
            )
            cursor.execute(
                "select prosrc from pg_proc where proname = 'notifications_waiting_since'"
            )
            (body,) = cursor.fetchone()
            cursor.execute("explain " + body.replace("> after", "> now()"))
            plan = "\n".join(line for (line,) in cursor.fetchall())
        assert "Seq Scan on procrastinate" not in plan
        assert "procrastinate_jobs_id_lock_idx" in plan
