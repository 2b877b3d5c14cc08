"""Which agency stands in which relation to which child, from when to when."""
