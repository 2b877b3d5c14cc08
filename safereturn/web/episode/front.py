"""Pages: one episode on one page; open it by its police number."""

from collections.abc import Iterator

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from safereturn.audit import record
from safereturn.audit.rules import Act
from safereturn.casework.queries.handover import in_hand
from safereturn.casework.queries.offers import episode_offers
from safereturn.casework.queries.receipts import receipts_of
from safereturn.casework.queries.trigger_plans import standing
from safereturn.episodes import policies, queries
from safereturn.episodes.queries import AgreedTask, EpisodePage, Line
from safereturn.episodes.rules import Ending, Happening, PoliceStance, Relation, State
from safereturn.foundation.errors import NotFound
from safereturn.foundation.saying import spoken
from safereturn.return_interviews.queries import in_wales, not_owed
from safereturn.sharing.rules import Depth
from safereturn.web.episode.labels import (
    DANGERS,
    ENDINGS,
    HAPPENINGS,
    RELATIONS,
    STANCES,
    STATES,
)
from safereturn.web.http import SignedInRequest
from safereturn.web.notices.acknowledged import lines
from safereturn.web.ui.components import Event, Row, Task
from safereturn.web.ui.times import moment_words


@require_safe
def episode(request: SignedInRequest, ref: str) -> HttpResponse:
    """Show an episode: facts, to do, clocks, timeline."""
    page = queries.get_page(request.actor, ref, at=request.received_at)
    context = {
        "page": page,
        "episode": page.episode,
        "child": page.child,
        "state": STATES[State(page.episode.state)],
        "may": episode_offers(request.actor, page.episode, at=request.received_at),
        "receipts": lines(
            receipts_of(request.actor, page.episode, at=request.received_at), request.received_at
        ),
        "in_wales": page.episode.waits_for_return and in_wales(page.episode),
        "not_owed": not_owed(request.actor, page.episode, at=request.received_at),
        "hand": in_hand(request.actor, page.episode, at=request.received_at),
        "plan": standing(
            request.actor, page.episode.child_id, page.episode.pk, at=request.received_at
        ),
        "may_tell": policies.can_tell(request.actor, page.episode, at=request.received_at),
        "facts": list(_facts(page, request)),
        "tasks": list(_to_do(page, request)),
        "events": [_event(line) for line in page.lines],
        "stance": _stance(page, request),
        "dangers": [DANGERS[d] for d in DANGERS if d in page.episode.dangers],
    }
    return render(request, "episode/episode.html", context)


def _facts(page: EpisodePage, request: SignedInRequest) -> Iterator[Row]:
    row, now = page.episode, request.received_at
    yield Row(_("Last seen"), _at(row.last_seen_at, now), _where(page))
    yield Row(_("Reported"), _at(row.reported_at, now), _callers(page))
    for key, value in (
        (_("Why worried"), row.why_worried),
        (_("What happened"), row.circumstances),
        (_("Tried first"), row.tried_first),
        (_("Wearing"), row.wearing),
        (_("Carrying"), row.carrying),
        (_("How they are"), row.condition),
    ):
        if value:
            yield Row(key, value)
    yield from _parties(page)
    if row.police_ref:
        yield Row(_("Police number"), row.police_ref)
    if row.located_at:
        yield Row(_("Found"), _at(row.located_at, now), row.located_where if _full(page) else "")
    if row.returned_at:
        yield Row(_("Back"), _at(row.returned_at, now), row.returned_where if _full(page) else "")
    if row.ending:
        yield Row(_("Ended"), ENDINGS[Ending(row.ending)], row.ending_detail if _full(page) else "")


def _at(at: object, now: object) -> str:
    return moment_words(at, now) if at else _("Not known")  # type: ignore[arg-type]


def _full(page: EpisodePage) -> bool:
    return page.whereabouts.depth is Depth.FULL


def _where(page: EpisodePage) -> str:
    return page.episode.last_seen_where if _full(page) else spoken(page.whereabouts.sentence)


def _callers(page: EpisodePage) -> str:
    callers = []
    for report in page.reports:
        who = f"{report.reporter_name}, {RELATIONS[Relation(report.relation)]}"
        ways = [part for part in (report.phone, report.safe_contact) if part]
        callers.append(f"{who} ({'; '.join(ways)})" if ways else who)
    return ". ".join(callers)


def _parties(page: EpisodePage) -> Iterator[Row]:
    row, names = page.episode, page.names
    yield Row(
        _("Police force"), names.get(row.force_id, "") if row.force_id else _("No force known yet")
    )
    if row.responsible_authority_id:
        yield Row(_("Responsible authority"), names.get(row.responsible_authority_id, ""))
    else:
        yield Row(
            _("Responsible authority"),
            _("No authority yet"),
            href=reverse("episode:authority", args=[row.ref]),
            action=_("Choose"),
        )
    if row.host_authority_id and row.host_authority_id != row.responsible_authority_id:
        yield Row(_("Host authority"), names.get(row.host_authority_id, ""))
    if row.placement_agency_id:
        yield Row(_("Lives at"), names.get(row.placement_agency_id, ""))


def _to_do(page: EpisodePage, request: SignedInRequest) -> Iterator[Task]:
    row = page.episode
    if row.is_open:
        told = any(t.moment == "missing" for t in page.tellings)
    else:
        told = any(t.moment == "returned" for t in page.tellings)
    yield Task(
        _("Tell family and others"),
        _("Started") if told else _("Nobody told yet"),
        reverse("episode:tell", args=[row.ref]),
        colour="" if told else "blue",
    )
    yield from (_task(task, page, request) for task in page.tasks)
    if row.is_open:
        yield Task(
            _("Prevention interview"), _("Cannot start yet"), hint=_("After the child is back")
        )
    elif row.reported_at:
        may = policies.can_record_prevention(request.actor, row, at=request.received_at)
        held = page.has_prevention
        yield Task(
            _("Prevention interview"),
            _("Done") if held else _("To do"),
            reverse("episode:prevention", args=[row.ref]) if may and not held else "",
            hint="" if held else _("The police, after every return"),
            colour="" if held else "blue",
        )


def _task(task: AgreedTask, page: EpisodePage, request: SignedInRequest) -> Task:
    late = task.due_at is not None and task.due_at < request.received_at
    if task.done_at:
        state, colour = (_("Not done"), "orange") if task.not_done else (_("Done"), "")
    else:
        state, colour = (_("Overdue"), "red") if late else (_("To do"), "blue")
    return Task(
        task.text or task.step or _("A task of another agency"),
        state,
        reverse("tasks:task", args=[task.ref]) if task.text else "",
        hint=task.result or page.names.get(task.owner_agency_id, ""),
        colour=colour,
    )


def _event(line: Line) -> Event:
    return Event(
        at=line.at,
        title=_title(line),
        by=line.by,
        agency=line.agency,
        text="\n".join(part for part in (line.where, line.text, line.source) if part)
        or spoken(line.withheld),
        note=_note(line),
        id=str(line.id or ""),
    )


def _title(line: Line) -> str:
    words = str(HAPPENINGS[line.what])
    detail = _detail(line)
    return f"{words}: {detail}" if detail else words


def _detail(line: Line) -> str:
    if line.what is Happening.STANCE:
        return str(STANCES[PoliceStance(line.title)])
    if line.what in (Happening.REPORTED, Happening.REPORT_ADDED):
        return str(RELATIONS[Relation(line.title)])
    if line.what in (Happening.RETURNED, Happening.ENDED):
        return str(ENDINGS[Ending(line.title)]) if line.what is Happening.ENDED else ""
    if line.what is Happening.PREVENTION and line.title:
        return _("child not seen. %(why)s") % {"why": line.title}
    return line.title


LATE_AFTER_SECONDS = 3600


def _note(line: Line) -> str:
    """Say that a line was entered late: it then stands at its true time."""
    if line.entered_at and (line.entered_at - line.at).total_seconds() > LATE_AFTER_SECONDS:
        return _("entered late, %(at)s") % {"at": moment_words(line.entered_at)}
    return ""


def _stance(page: EpisodePage, request: SignedInRequest) -> dict[str, object]:
    stance = page.stance
    if stance is None:
        return {}
    by, at = request.actor, request.received_at
    accepted = stance.stance == PoliceStance.ACCEPTED
    return {
        "row": stance,
        "words": STANCES[PoliceStance(stance.stance)],
        "open": not accepted,
        "challenged": bool(stance.challenged_at),
        "answered": bool(stance.answered_at),
        "may_answer": policies.can_answer_challenge(by, stance, at=at),
        "may_challenge": policies.can_challenge(by, stance, at=at),
    }


@require_POST
def open_(request: SignedInRequest) -> HttpResponse:
    """Open an episode by its police number, from any page that offers it. Logged."""
    number = request.POST.get("number", "").strip()
    record.mark(Act.SEARCH, name="open_by_police_number", reason=number)
    try:
        found = queries.find_by_police_ref(request.actor, number, at=request.received_at)
    except NotFound:
        messages.error(request, _("No episode with this police number that your agency may see"))
        return redirect("find_child:search")
    return redirect("episode:episode", found.ref)
