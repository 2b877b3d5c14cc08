"""Tags for pages that need more than the look."""
