"""Pages for paper: the blank form and the list of desks, for when everything is down."""
