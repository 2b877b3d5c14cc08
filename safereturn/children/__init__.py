"""Who the child is: identity, people around them, authorities, profile, warnings."""
