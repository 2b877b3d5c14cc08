"""Pages: sign in."""
