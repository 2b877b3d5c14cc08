"""A yes or a no that can explain itself."""

from dataclasses import dataclass

from safereturn.foundation.errors import NotAllowed


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer of a policy: the reason is what the page shows and what refuses."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        """A decision reads as its answer."""
        return self.allowed

    def require(self) -> None:
        """Refuse, in the words of the policy, unless the answer is yes."""
        if not self.allowed:
            raise NotAllowed(self.reason)


ALLOW = Decision(True)


def deny(reason: str) -> Decision:
    """Answer no, with the sentence that explains it."""
    return Decision(False, reason)
