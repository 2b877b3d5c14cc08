"""Pages: how long an agency keeps what, what is due, what is held, what went."""
