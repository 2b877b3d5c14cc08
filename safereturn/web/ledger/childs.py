"""Pages: what was shared about you. To go through with the child, and to give on paper."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from safereturn.audit.record import mark
from safereturn.audit.rules import Act
from safereturn.casework.actions import ledger as actions
from safereturn.casework.queries.childs_list import (
    Because,
    ChildsList,
    Said,
    ToldOf,
    get_childs_list,
)
from safereturn.casework.rules import Came, Wish
from safereturn.sharing.rules import Telling
from safereturn.web.http import SignedInRequest, done
from safereturn.web.ledger import pdf, plain


@dataclass(frozen=True, slots=True)
class Spoken:
    """One reason as it is read out: what was told for it, and what came of it."""

    sentence: str
    more: tuple[str, ...]
    things: tuple[tuple[str, str], ...]
    closing: str
    first: datetime
    last: datetime


@require_http_methods(["GET", "POST"])
def childs_list(request: SignedInRequest, child_ref: str) -> HttpResponse:
    """Show the list to go through together; record in one press that this was done."""
    by, at = request.actor, request.received_at
    shown = get_childs_list(by, child_ref, at=at)
    if request.method == "POST":
        telling = Telling(told=True, how=translated("Went through the list together"))
        actions.tell_child(shown.child.pk, shown.disclosure_ids, telling, at=at, by=by)
        messages.success(request, _("Saved: the child was told about all that is on the list."))
        return done(request, "ledger:shared", child_ref)
    return render(request, "ledger/childs_list.html", _page(shown) | {"shown": shown})


@require_safe
def childs_pdf(request: SignedInRequest, child_ref: str) -> HttpResponse:
    """Return the list to give, as a tagged PDF in large type, or as a page to print."""
    return pdf.answer(_paper(request, child_ref), "what-was-shared-about-you.pdf")


@require_safe
def childs_print(request: SignedInRequest, child_ref: str) -> HttpResponse:
    """Show the same words as a page to print, for where there is no PDF."""
    return HttpResponse(_paper(request, child_ref, on_screen=True))


def _paper(request: SignedInRequest, child_ref: str, *, on_screen: bool = False) -> str:
    shown = get_childs_list(request.actor, child_ref, at=request.received_at)
    mark(Act.PRINT, name="ledger.childs_list_printed", refs=[child_ref])
    return render_to_string(
        "ledger/childs_paper.html", _page(shown) | {"on_screen": on_screen}, request
    )


def _page(shown: ChildsList) -> dict[str, Any]:
    return {
        "introduction": plain.INTRODUCTION,
        "rights": plain.RIGHTS,
        "nothing": plain.NOTHING if shown.is_empty else "",
        "times": [(time, [_agency(one) for one in time.agencies]) for time in shown.times],
        "other_times": plain.OTHER_TIMES,
        "kept": sorted({plain.kept(one.kind) for one in shown.kept}),
        "kept_why": plain.WISHES[Wish.KEPT_BACK],
        "around": [plain.AROUND[one] for one in shown.around],
    }


def _agency(one: ToldOf) -> tuple[str, list[Spoken]]:
    return one.agency.name, [_spoken(one, because) for because in one.reasons]


def _spoken(one: ToldOf, because: Because) -> Spoken:
    """Say one thing in a sentence; several as a list with the reason before it, once."""
    days = {"first": because.first, "last": because.last}
    if len(because.said) == 1:
        [said] = because.said
        sentence = plain.shared(one.agency.kind, said.kind, said.depth, because.why)
        return Spoken(sentence, tuple(_more(said, None)), (), "", **days)
    common = _common(because.said)
    things = tuple(
        (plain.thing(said.kind, said.depth), " ".join(_more(said, common))) for said in because.said
    )
    closing = ""
    if common is not None:
        rest = any(said.came != common for said in because.said)
        closing = str(plain.CLOSING[common][rest])
    return Spoken(plain.several(one.agency.kind, because.why), (), things, closing, **days)


def _more(said: Said, common: Came | None) -> list[str]:
    """Return what is said of this thing alone."""
    words = [plain.WISHES[said.wish]] if said.wish else []
    return list(map(str, words if said.came == common else [*words, plain.CAME[said.came]]))


def _common(said: Iterable[Said]) -> Came | None:
    """Return what most of the things came to, where that can be said once for all."""
    came = Counter(one.came for one in said if one.came in plain.CLOSING)
    return came.most_common(1)[0][0] if came else None
