"""Clocks, what they have fired, and the protocols by which they run."""

from safereturn.clocks.models.clock import Clock, Firing, LocalSpan, Move
from safereturn.clocks.models.protocol import ProtocolVersion, Senior

__all__ = ["Clock", "Firing", "LocalSpan", "Move", "ProtocolVersion", "Senior"]
