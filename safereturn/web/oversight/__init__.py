"""Pages: openings reviewed, who looked, seals, colleagues kept out, emergencies."""
