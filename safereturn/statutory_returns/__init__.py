"""SSDA903, Annex A and their kin. Part 6 builds this room."""
