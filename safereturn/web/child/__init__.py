"""Pages: child."""
