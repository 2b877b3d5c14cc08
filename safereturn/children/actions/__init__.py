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
from safereturn.children.actions.opening import (
    AlreadyReviewed,
    end_reviewer,
    name_reviewer,
    open_emergency,
    open_restricted,
    review_opening,
)
from safereturn.children.actions.profile import (
    profile_still_right,
    release_profile,
    restrict,
    save_profile,
    set_legal_status,
)
from safereturn.children.actions.protecting import AlreadyRung, Reported, protect, record_rung
from safereturn.children.actions.sealing import (
    AlreadySealed,
    NotSealed,
    name_person,
    seal,
    unname_person,
    unseal,
)
from safereturn.children.actions.ties import end_involvement, involve
from safereturn.children.actions.warnings import FlagEnded, end_flag, renew_flag, set_flag

__all__ = [
    "AlreadyEnded",
    "AlreadyReviewed",
    "AlreadyRung",
    "AlreadySealed",
    "FlagEnded",
    "IdentifierTaken",
    "NotSealed",
    "Reported",
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
    "end_reviewer",
    "involve",
    "name_person",
    "name_reviewer",
    "open_emergency",
    "open_restricted",
    "profile_still_right",
    "protect",
    "record_rung",
    "release_profile",
    "renew_flag",
    "restrict",
    "review_opening",
    "save_profile",
    "seal",
    "set_flag",
    "set_keys",
    "set_legal_status",
    "still_right",
    "unname_person",
    "unseal",
]
