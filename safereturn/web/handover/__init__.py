"""Pages: handovers and the shift."""
