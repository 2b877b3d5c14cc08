"""Pages on which an agency's administrator keeps its people, its systems' keys, its sign-in."""
