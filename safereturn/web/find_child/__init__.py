"""Pages: find a child."""
