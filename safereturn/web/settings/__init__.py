"""Pages on which an agency sets its own figures."""
