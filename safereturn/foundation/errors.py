"""The only four ways a request can be refused; the edges translate each to a status."""

from safereturn.foundation.sentences import together


def own_words(doc: str | None) -> str:
    """Return what a refusal says when nobody gave it words: how its docstring begins."""
    return " ".join((doc or "").partition("\n\n")[0].split())


class SafeReturnError(Exception):
    """Something was refused; the message is fit to show to the person who asked."""

    def __str__(self) -> str:
        """Return the message given, as it was made, or the class's own first sentences."""
        given = self.args[0] if self.args else ""
        if isinstance(given, str) and given:
            return given
        return super().__str__() or own_words(self.__doc__)


class NotAllowed(SafeReturnError):
    """You are not allowed to do this."""


class NotFound(SafeReturnError):
    """We could not find that record."""


class Conflict(SafeReturnError):
    """Someone else changed this record first."""


class Invalid(SafeReturnError):
    """Some of the information is not valid.

    `fields` names what to mend: field name → what to do. A form or an API answer puts
    each sentence beside its field.
    """

    def __init__(self, message: str = "", *, fields: dict[str, str] | None = None) -> None:
        super().__init__(message or together((fields or {}).values()))
        self.fields = fields or {}
