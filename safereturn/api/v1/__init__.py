"""Version 1: one module a journey; what may be sent stands beside what is done with it."""
