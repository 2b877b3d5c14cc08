"""Who may see what and why; and who may work on the agreement that says so."""

from safereturn.sharing.policies.deciding import (
    NO_CASE_WORK,
    NO_TIE,
    decide,
    decide_all,
    decide_with,
    nation_of,
)

__all__ = ["NO_CASE_WORK", "NO_TIE", "decide", "decide_all", "decide_with", "nation_of"]
