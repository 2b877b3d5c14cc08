"""Records from other systems and which child each is about. Part 6 builds this room."""
