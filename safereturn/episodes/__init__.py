"""A child goes missing: report, search, location, return, prevention interview."""
