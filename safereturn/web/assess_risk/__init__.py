"""The picture, the grading beside it, asking and answering, the officers' form."""
