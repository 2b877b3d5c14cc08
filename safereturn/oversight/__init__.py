"""Who looked, odd access, rights, retention. Part 3 builds this room."""
