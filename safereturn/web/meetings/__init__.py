"""Pages: duties to meet, meetings and their minutes, the pattern of repeats."""
