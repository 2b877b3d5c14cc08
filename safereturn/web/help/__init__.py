"""Pages: help."""
