"""The independent interview every child is owed within 72 hours of return."""
