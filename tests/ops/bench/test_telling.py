"""The figures of `bench --only notices`: from commit to commit, none passed over."""

import smtplib

from safereturn.ops.bench.telling.running import _figure, _mailbox
from safereturn.ops.bench.telling.watching import LISTED, QUEUED, REPORTED, SENT, Seen


def seen() -> Seen:
    moments = {
        REPORTED: {"a": 10.0, "b": 11.0, "c": 12.0},
        LISTED: {"a": 10.4, "b": 11.1, "c": 12.9, "elsewhere": 1.0},
        QUEUED: {"a": 10.4, "c": 12.9},
        SENT: {"a": 12.0},
    }
    return Seen(moments)


def test_each_report_counts_from_its_own_commit() -> None:
    assert [round(wait, 1) for wait in seen().waits(LISTED)] == [0.1, 0.4, 0.9]
    assert seen().lacking(LISTED) == 0


def test_a_message_lacks_only_where_there_was_one_to_send() -> None:
    assert seen().lacking(SENT) == 1


def test_the_goal_is_met_only_in_time_by_all_and_at_the_pace() -> None:
    assert _figure("", seen(), LISTED, kept_pace=True).met
    assert not _figure("", seen(), LISTED, kept_pace=False).met
    assert not _figure("", seen(), SENT, kept_pace=True).met
    late = seen()
    late.moments[LISTED]["c"] = 13.1
    assert not _figure("", late, LISTED, kept_pace=True).met
    assert not _figure("", Seen(), LISTED, kept_pace=True).met


def test_the_mail_server_of_the_bench_takes_everything() -> None:
    with _mailbox() as port, smtplib.SMTP("127.0.0.1", port) as server:
        assert server.sendmail("a@x.example", ["b@x.example"], "Subject: x\r\n\r\ny") == {}
        assert server.sendmail("a@x.example", ["c@x.example"], "Subject: x\r\n\r\ny") == {}
