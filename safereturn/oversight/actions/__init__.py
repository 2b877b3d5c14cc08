"""Somebody is kept out, a look is seen; records are decided about, held, disposed of."""

from safereturn.oversight.actions.disposing import NotDisposable, dispose
from safereturn.oversight.actions.keeping import decide, lift_hold, place_hold, set_period
from safereturn.oversight.actions.looking import (
    LOOK_BACK,
    OVERLAP,
    count_month,
    count_this_month,
    find_outside_looks,
    keep_out,
    let_in,
    seen_looks,
)
from safereturn.oversight.actions.odd import AlreadyDecided, decide_odd_look, draw_odd_looks
from safereturn.oversight.actions.proposing import propose
from safereturn.oversight.actions.reviewing import Decided, decide_lines, release
from safereturn.oversight.actions.rights import answer, extend, log_request, prepare
from safereturn.oversight.actions.watching import empty_spooled, watch_erasures

__all__ = [
    "LOOK_BACK",
    "OVERLAP",
    "AlreadyDecided",
    "Decided",
    "NotDisposable",
    "answer",
    "count_month",
    "count_this_month",
    "decide",
    "decide_lines",
    "decide_odd_look",
    "dispose",
    "draw_odd_looks",
    "empty_spooled",
    "extend",
    "find_outside_looks",
    "keep_out",
    "let_in",
    "lift_hold",
    "log_request",
    "place_hold",
    "prepare",
    "propose",
    "release",
    "seen_looks",
    "set_period",
    "watch_erasures",
]
