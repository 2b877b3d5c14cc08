"""Pages: worklist."""
