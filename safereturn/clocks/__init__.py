"""Deadlines: the law's hours come from rules, the area's steps from a table."""
