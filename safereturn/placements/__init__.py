"""Where the child lives and who runs it. Not the care episode of SSDA903."""
