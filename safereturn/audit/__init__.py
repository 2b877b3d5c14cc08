"""The trail: who did or read what, when, for which agency; append-only."""
