"""The only four ways a request can be refused; the edges translate each to a status."""


class SafeReturnError(Exception):
    """Something was refused; the message is fit to show to the person who asked."""

    def __str__(self) -> str:
        """Return the message given, or the class's own sentence."""
        return super().__str__() or (self.__doc__ or "").strip()


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
        super().__init__(message or " ".join((fields or {}).values()))
        self.fields = fields or {}
