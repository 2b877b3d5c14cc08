"""How a job that failed is tried again: soon, then every five minutes, for ever.

A job is what tells an agency that a child is missing. It is never given up in silence:
while it waits, every page says that messages have not gone out (notifications.queries).
"""

from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.jobs import Job

LONGEST_WAIT_SECONDS = 300

# What goes first where many jobs wait: whatever tells somebody at once, then everything else,
# in the order in which it came.
TELLING, BEHIND = 20, 0
# Messages have a queue and places in the worker of their own: a mail server that does not
# answer must not hold up what puts a notice into a list.
MESSAGES = "messages"
# Texts again have their own: they go by another provider, and often to whoever reads no mail.
TEXTS = "texts"


class KeepTrying(BaseRetryStrategy):
    """Wait 1, 2, 4 … seconds, at most five minutes, whatever the fault was."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision:
        """Try again, later each time."""
        # Beyond 2**9 the wait no longer grows: the power must not either.
        wait = min(2 ** min(job.attempts, 9), LONGEST_WAIT_SECONDS)
        return RetryDecision(retry_in={"seconds": wait})


KEEP_TRYING = KeepTrying()
