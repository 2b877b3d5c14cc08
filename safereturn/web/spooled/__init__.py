"""Reports that were taken in while nothing could be written, and could not be entered."""
