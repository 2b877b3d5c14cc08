"""Who looked and whether it was right: openings reviewed, people kept out, overrides counted."""
