"""What a grading may say it relied on: a short line for each thing in the picture."""

from collections.abc import Iterator

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from safereturn.risk.queries import PictureView
from safereturn.web.assess_risk.labels import ITEM_KINDS
from safereturn.web.labels import FLAGS
from safereturn.web.ui.times import moment_words

LONG = 90


def items_of(view: PictureView) -> list[tuple[str, str]]:
    """Return the key and the line of everything that has content in the picture."""
    return list(_now(view)) + list(_before(view))


def _line(who: str, words: str) -> str:
    return Truncator(f"{who}: {words}").chars(LONG)


def _now(view: PictureView) -> Iterator[tuple[str, str]]:
    for flag in view.flags:
        words = flag.text or str(FLAGS[flag.kind])
        yield flag.key, _line(_("Act on this"), words)
    for part in view.agencies:
        for item in part.items:
            if item.text:
                yield item.key, _line(part.name, item.text)
            elif item.ring:
                yield item.key, _line(part.name, _("holds something, ring %s") % item.ring)
    for screening in view.screenings:
        yield screening.key, _line(screening.agency, _("the council’s own screening"))


def _before(view: PictureView) -> Iterator[tuple[str, str]]:
    for episode in view.earlier.lines:
        where = episode.located_where or _("place not recorded")
        day = moment_words(episode.started_at, None)
        yield episode.key, _line(_("Missing %s") % day, where)
    for check in view.prevention:
        words = check.concerns or check.where_been or check.not_seen_because
        yield check.key, _line(_("Prevention interview"), words)
    for interview in view.interviews:
        if interview.summary:
            yield interview.key, _line(_("Return interview"), interview.summary)
    for shared in view.interview_items:
        yield shared.key, _line(str(ITEM_KINDS[shared.kind]), shared.text)
