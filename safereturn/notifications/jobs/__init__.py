"""Sending: each message until it has gone or a person must ring. What is old is forgotten."""

from safereturn.notifications.jobs.delivering import deliver
from safereturn.notifications.jobs.forgetting import forget

__all__ = ["deliver", "forget"]
