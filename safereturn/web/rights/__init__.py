"""Pages: requests about the rights of the person recorded, and the pack that is handed over."""
