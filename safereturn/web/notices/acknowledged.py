"""The words of a receipt: sent, delivered, opened, acknowledged, and how far it has climbed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from safereturn.casework.queries.receipts import NoticeReceipt, Rung, ToRing
from safereturn.clocks.rules import Rank, Who
from safereturn.notifications.rules import Acknowledgement
from safereturn.web.notices.kinds import words
from safereturn.web.ui.times import moment_words

# As a sentence names them.
TOLD = {
    Rank.NEXT: _lazy("the next on duty"),
    Rank.OUT_OF_HOURS: _lazy("the out-of-hours team"),
    Rank.SUPERVISOR: _lazy("the supervisors"),
    Rank.COORDINATOR: _lazy("the coordinators"),
    Rank.SENIOR: _lazy("the named senior"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One receipt as pages show it."""

    of: NoticeReceipt
    what: str
    sent: str
    opened: str
    acknowledged: str
    climbed: tuple[str, ...]
    next: str


@dataclass(frozen=True, slots=True)
class Lines:
    """Those of an episode: of which nobody has said that they have them, and the others."""

    waiting: tuple[Line, ...]
    others: tuple[Line, ...]

    @property
    def ours(self) -> tuple[Line, ...]:
        """Return those that wait for the reader's own agency."""
        return tuple(line for line in self.waiting if line.of.may_acknowledge)


def lines(receipts: Iterable[NoticeReceipt], now: datetime) -> Lines:
    """Return receipts in words, parted by whether they wait."""
    all_ = [line(one, now) for one in receipts]
    return Lines(
        tuple(one for one in all_ if one.of.waits), tuple(one for one in all_ if not one.of.waits)
    )


def line(one: NoticeReceipt, now: datetime) -> Line:
    """Return one receipt in words."""
    return Line(
        one,
        words(one.kind),
        _sent(one, now),
        _opened(one, now),
        _acknowledged(one, now),
        tuple(_rung(rung, now) for rung in one.climbed),
        _next(one, now),
    )


def _sent(one: NoticeReceipt, now: datetime) -> str:
    said = _("Sent %(at)s") % {"at": moment_words(one.made_at, now)}
    if one.delivered_at:
        at = moment_words(one.delivered_at, now)
        return said + _("; message delivered %(at)s") % {"at": at}
    if one.sent_at:
        return said + _("; message gone %(at)s") % {"at": moment_words(one.sent_at, now)}
    if one.sending_failed:
        return said + _("; the message could not be sent: ring")
    return said


def _opened(one: NoticeReceipt, now: datetime) -> str:
    if one.opened_at is None:
        return _("Nobody has opened it")
    at = moment_words(one.opened_at, now)
    if not one.opened_by:
        return _("Opened %(at)s") % {"at": at}
    return _("Opened %(at)s by %(who)s") % {"at": at, "who": one.opened_by}


def _acknowledged(one: NoticeReceipt, now: datetime) -> str:
    if one.acknowledged_at is None:
        return one.stopped_because and _("Not acknowledged. %(why)s") % {"why": one.stopped_because}
    said = {
        "at": moment_words(one.acknowledged_at, now),
        "who": one.acknowledged_by or one.agency,
        "spoke_to": one.spoke_to,
        "phone": one.phone,
    }
    if one.how is Acknowledgement.PHONE:
        return _("Told by phone %(at)s: %(spoke_to)s, %(phone)s. Rung by %(who)s") % said
    if one.how is Acknowledgement.ACTED:
        return _("Acknowledged %(at)s: %(who)s acts") % said
    return _("Acknowledged %(at)s by %(who)s") % said


def _rung(rung: Rung, now: datetime) -> str:
    whom = "; ".join(
        [
            *(_part(who, name) for who, name in rung.whom),
            *(_to_ring(one) for one in rung.ring),
        ]
    )
    said = _("Sent on to %(whom)s, %(at)s") % {"at": moment_words(rung.at, now), "whom": whom}
    return said + (" " + _("(late)") if rung.late else "")


def _to_ring(one: ToRing) -> str:
    """Name the team, and where the reader may ring it the number itself."""
    if one.desk is None or not one.desk.phone:
        return _("ring the team of %(agency)s") % {"agency": one.agency}
    said = {"agency": one.agency, "desk": one.desk.name, "phone": one.desk.phone}
    return _("ring the team of %(agency)s (%(desk)s, %(phone)s)") % said


def _part(who: Who | None, name: str = "") -> str:
    if who is None or who.rank is Rank.DESK:
        return _("everybody there")
    part = str(TOLD[who.rank])
    return f"{part} ({name})" if name else part


def _next(one: NoticeReceipt, now: datetime) -> str:
    if one.next_at is None:
        return _("It has gone to everybody there is: ring") if one.waits else ""
    whom = ", ".join(dict.fromkeys(_parts(one.next_whom)))
    return _("It goes to %(whom)s %(at)s") % {
        "at": moment_words(one.next_at, now),
        "whom": whom,
    }


def _parts(whom: Iterable[Who]) -> Iterator[str]:
    for who in whom:
        yield _part(who)
