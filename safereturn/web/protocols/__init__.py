"""Pages: an area's protocol, its deadlines and who is told when."""
