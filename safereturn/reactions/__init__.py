"""One table: which fact starts which jobs. The whole of what happens when."""
