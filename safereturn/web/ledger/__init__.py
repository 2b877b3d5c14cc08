"""What was shared about a child: the staff's ledger, the child's own list, asking, mending."""
