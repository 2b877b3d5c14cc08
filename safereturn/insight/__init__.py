"""Pseudonymised figures. Part 7 builds this room."""
