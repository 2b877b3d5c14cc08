"""Return interviews."""
