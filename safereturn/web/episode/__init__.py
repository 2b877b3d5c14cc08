"""Pages: one missing episode, and what is done in it."""
