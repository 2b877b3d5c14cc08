"""What can happen to a child's record: each function asks, locks, checks, changes."""

from safereturn.children.actions.around import (
    AlreadyEnded,
    add_detail,
    add_person,
    change_person,
    end_detail,
    end_person,
    still_right,
)
from safereturn.children.actions.identity import (
    IdentifierTaken,
    add,
    add_identifier,
    add_name,
    change,
    end_identifier,
)
from safereturn.children.actions.keys import set_keys
from safereturn.children.actions.profile import (
    open_restricted,
    profile_still_right,
    release_profile,
    restrict,
    save_profile,
    set_legal_status,
)
from safereturn.children.actions.ties import end_involvement, involve
from safereturn.children.actions.warnings import FlagEnded, end_flag, renew_flag, set_flag

__all__ = [
    "AlreadyEnded",
    "FlagEnded",
    "IdentifierTaken",
    "add",
    "add_detail",
    "add_identifier",
    "add_name",
    "add_person",
    "change",
    "change_person",
    "end_detail",
    "end_flag",
    "end_identifier",
    "end_involvement",
    "end_person",
    "involve",
    "open_restricted",
    "profile_still_right",
    "release_profile",
    "renew_flag",
    "restrict",
    "save_profile",
    "set_flag",
    "set_keys",
    "set_legal_status",
    "still_right",
]
