"""Which kinds of information may go to whom, why, how deep; what was disclosed."""
