"""What makes a look worth asking about. A signal is no accusation: a person decides.

Drawn from what police and hospital audits found to matter (trust.md 2.4). The numbers are
ours, to be tuned with use; an address of staff is not held, so it cannot be compared.
"""

from datetime import timedelta
from enum import StrEnum

from safereturn.foundation.actor import Role

SAMPLED_FOR = timedelta(days=7)
# In one London day; a busy control room sees some dozens.
MANY_CHILDREN_A_DAY = 40
# So many people looking at one child within a week is a case that is talked about.
MANY_LOOKERS_A_WEEK = 25
MOST_A_WEEK, AT_RANDOM = 20, 3
# Between 22:00 and 06:00 in London these are at work.
AT_NIGHT = frozenset(
    {
        Role.CALL_HANDLER,
        Role.POLICE_OFFICER,
        Role.POLICE_SUPERVISOR,
        Role.OUT_OF_HOURS,
        Role.CARER,
        Role.HOME_MANAGER,
    }
)


class Signal(StrEnum):
    """Why a look stands out."""

    OWN_NAME = "own_name"
    SURNAME = "surname"
    NO_INVOLVEMENT = "no_involvement"
    PROTECTED = "protected"
    HIGH_PROFILE = "high_profile"
    VOLUME = "volume"
    OUT_OF_HOURS = "out_of_hours"


WEIGHTS = {
    Signal.OWN_NAME: 10,
    Signal.SURNAME: 5,
    Signal.NO_INVOLVEMENT: 5,
    Signal.PROTECTED: 3,
    Signal.HIGH_PROFILE: 2,
    Signal.VOLUME: 2,
    Signal.OUT_OF_HOURS: 2,
}


class Disposition(StrEnum):
    """What the privacy lead found."""

    JUSTIFIED = "justified"
    TALK_TO = "talk_to"
    REFER = "refer"
