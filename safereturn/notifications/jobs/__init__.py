"""Sending: each message until it has gone or a person must ring."""

from safereturn.notifications.jobs.delivering import deliver

__all__ = ["deliver"]
