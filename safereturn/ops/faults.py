"""What may go wrong for the person who runs the service, in plain words."""


class Fault(Exception):
    """An expected fault. Its text is shown as it stands: no traceback, no secret."""
