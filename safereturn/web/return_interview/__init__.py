"""Pages: the return interview, from the offer to what the police did with what was said."""
