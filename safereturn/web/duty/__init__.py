"""Pages: who is on duty, who is off, and whom a notice would reach."""
