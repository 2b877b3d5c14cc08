"""What composes several domains: worklists, the child's page, unfinished work."""
