"""What can happen to unfinished work."""
