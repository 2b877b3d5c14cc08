"""Pages: report a child missing."""
