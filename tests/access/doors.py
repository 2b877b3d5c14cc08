"""The doors: every address of ours, and what each shows of a child's record.

`PAGES` and `OPERATIONS` name every page and every operation of the API. What is about a
child is read in every cell: never a word deeper than the model gives, and of the words a
door is there to show (`shows`), each that it gives. A new address without its row fails.
"""

from dataclasses import dataclass, field

from safereturn.foundation.actor import Role
from safereturn.sharing.rules import Depth, Kind
from tests.access import marked as m


@dataclass(frozen=True, slots=True)
class Door:
    """How a door is asked, what it is there to show, and what it takes to open it.

    `needs` are kinds of which at least a summary must be given before it opens at all;
    `held` says that what is only known to exist has its line here, with a link to ask;
    `over` that it is asked about the episode that is over; `given` that it shows what a
    person has decided to give, whatever the agreement says since; `lists` that it is a list
    of those whom the agency works with; `roles` who may open it, where not everybody may.
    """

    name: str
    shows: tuple[str, ...] = ()
    needs: tuple[tuple[Kind, Depth], ...] = ()
    held: tuple[Kind, ...] = ()
    over: bool = False
    given: bool = False
    lists: bool = False
    roles: frozenset[Role] = frozenset()
    body: dict[str, str] = field(default_factory=dict)


_WHO = ((Kind.IDENTITY, Depth.SUMMARY),)
_RISK = (*_WHO, (Kind.RISK, Depth.SUMMARY))
_KNOWN = (*_WHO, (Kind.WHEREABOUTS, Depth.EXISTS))
_WHERE = (*_WHO, (Kind.WHEREABOUTS, Depth.SUMMARY))
_GIST = (m.HEALTH, m.EXPLOITATION, m.WARNING)
_WARNINGS = (*_GIST, m.HEALTH_EVIDENCE, m.EXPLOITATION_EVIDENCE, m.WARNING_EVIDENCE)
_DETAILS = (m.DESCRIPTION, m.PHONE, m.HOME, m.FRIEND, m.TEAM)
_PEOPLE = (m.MOTHER, m.MOTHER_NOTE, m.CONCERN, m.CONCERN_NOTE)
_PRINTED = (
    m.NAME, m.DESCRIPTION, m.LAST_SEEN, m.SIGHTING, m.HOME, *_GIST, m.HEALTH_SAID, m.OFFENDING,
    m.INTELLIGENCE, m.WORRY, m.EARLIER_FOUND, m.ITEM, m.GIVEN, m.FRIEND, m.PROFILE, m.STATUS,
)  # fmt: skip
_PICTURE = (
    *_PRINTED, m.PHONE, m.HAPPENED, *_WARNINGS[3:], m.REASONS, m.DISSENT, m.EARLIER_WITH,
    m.CHECKED_BY, m.CHECKED, m.CHECKED_CONCERNS, m.SUMMARY, m.TEAM,
)  # fmt: skip
# One sheet of paper has no room for every detail: which ones, depends on what else there is.
_SHEET = tuple(word for word in _PRINTED if word not in (m.DESCRIPTION, m.FRIEND, m.HOME))
_AS_TEXT = tuple(
    word for word in (*_PRINTED, m.PHONE, m.TEAM, m.REASONS)
    if word not in (m.EARLIER_FOUND, m.PROFILE)
)  # fmt: skip
_NOW = (m.LAST_SEEN, m.HAPPENED, m.SIGHTING, m.TASK)
_THEN = (m.EARLIER_SEEN, m.EARLIER_FOUND, m.EARLIER_REF, m.CHECKED, m.CHECKED_CONCERNS)
_PLAN = (m.USUALLY, m.PLANNED, m.WATCHED)
_PLANNED = (*_WHO, (Kind.PLANS, Depth.EXISTS))
_HEARD = (*_WHO, (Kind.INTERVIEW_SUMMARY, Depth.EXISTS))
_TOLD = (*_HEARD, (Kind.CHILDS_ACCOUNT, Depth.SUMMARY))
_ARRANGERS = frozenset(
    {Role.RETURN_INTERVIEWER, Role.INTERVIEW_MANAGER, Role.COUNCIL_COORDINATOR,
     Role.SOCIAL_WORKER, Role.OUT_OF_HOURS}
)  # fmt: skip
_HELD = (Kind.HEALTH_SAFETY, Kind.EXPLOITATION, Kind.FAMILY, Kind.PLANS, Kind.CARER_PROFILE)

# What shows content of a kind: a page, what is printed or copied from one, a search, a list.
PAGES: tuple[Door, ...] = (
    Door(
        "child:child",
        (m.NAME, *_DETAILS, *_GIST, m.EARLIER_REF),
        needs=_WHO,
        held=_HELD,
    ),
    Door("child:details", _DETAILS, needs=_WHO),
    Door("child:people", _PEOPLE, needs=_WHO, held=(Kind.FAMILY, Kind.THIRD_PARTY)),
    Door("child:flags", _WARNINGS, needs=_WHO, held=(Kind.HEALTH_SAFETY, Kind.EXPLOITATION)),
    Door("child:prepare", (m.PROFILE,), needs=_WHO, held=(Kind.CARER_PROFILE,)),
    Door("child:photo", (m.PHOTO,), needs=_WHO),
    Door("child:placement", (m.ADDRESS,), needs=_WHO),
    Door("child:identifiers", (m.NAME,), needs=_WHO),
    Door("assess_risk:picture", _PICTURE, needs=_RISK, held=(Kind.HEALTH_SAFETY,)),
    Door("assess_risk:print", _SHEET, needs=_RISK),
    Door("assess_risk:form", _SHEET, needs=_RISK),
    Door("assess_risk:text", _AS_TEXT, needs=_RISK),
    Door("episode:episode", (m.NAME, *_NOW, m.WORRY), needs=_KNOWN),
    Door("episode:episode", (m.NAME, *_THEN), needs=_KNOWN, over=True),
    Door("plans:actions", (m.NAME, m.TASK), needs=_KNOWN),
    Door("plans:plan", (m.NAME, *_PLAN), needs=_PLANNED),
    Door("plans:paper", (m.NAME, *_PLAN), needs=_PLANNED),
    Door("meetings:pattern", (m.NAME, m.EARLIER_FOUND, m.EARLIER_WITH), needs=_WHO),
    Door("plans:investigation", (m.NAME, m.TASK), needs=_KNOWN),
    Door("return_interview:state", (m.SUMMARY,), needs=_HEARD),
    Door("return_interview:state", (m.ACCOUNT,), needs=_HEARD, roles=_ARRANGERS),
    Door("return_interview:items", (m.ITEM, m.GIVEN), needs=_TOLD, roles=_ARRANGERS),
    Door("return_interview:received_item", given=True),
    Door("return_interview:received_items", given=True),
    Door("worklist:list", (m.NAME,), needs=_WHO, lists=True),
    Door("find_child:search", (m.NAME,), needs=_WHO, body={"q": "Amira 04/03/2011"}),
    Door("episode:open", needs=_WHO, body={"number": "ZOPEN 78/26"}),
)
OPERATIONS: tuple[Door, ...] = (
    Door("get_child", (m.NAME, *_DETAILS, *_WARNINGS, *_PEOPLE, m.STATUS), needs=_WHO),
    Door("get_episode", (*_NOW, m.WORRY), needs=_WHERE),
    Door("get_episode", (*_THEN, m.CHECKED_BY), needs=_WHERE, over=True),
    Door("get_timeline", (m.SIGHTING, m.TASK), needs=_WHERE),
    Door("list_episodes", (m.EARLIER_SEEN, m.EARLIER_FOUND, m.EARLIER_WITH, m.EARLIER_REF)),
    Door("get_picture", _PICTURE, needs=_RISK),
    Door(
        "get_pattern_of_repeats",
        (m.EARLIER_SEEN, m.EARLIER_FOUND, m.EARLIER_WITH),
        needs=_WHO,
    ),
    Door("get_trigger_plan", _PLAN, needs=_PLANNED),
    Door("list_placements", (m.ADDRESS,)),
    Door("get_interview", (m.SUMMARY,), needs=_HEARD),
    Door("get_interview", (m.ACCOUNT, m.ITEM, m.GIVEN), needs=_TOLD, roles=_ARRANGERS),
    Door("list_interviews", (m.SUMMARY,), needs=_HEARD, given=True),
    Door("get_photo", (m.PHOTO,), needs=(*_WHO, (Kind.PHOTOGRAPH, Depth.FULL))),
    Door("get_profile", (m.PROFILE,), needs=_WHO),
    Door("get_worklist", (m.NAME,), needs=_WHO, lists=True),
    Door("search_children", (m.NAME,), needs=_WHO, body={"q": "Amira 04/03/2011"}),
    Door("find_by_police_reference", needs=_WHO, body={"police_ref": "ZOPEN 78/26"}),
    Door("get_received_item", given=True),
    Door("list_received_items", given=True),
)
