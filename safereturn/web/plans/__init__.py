"""Pages: trigger plans, and everything that is being done in an episode."""
