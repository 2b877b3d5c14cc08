"""What composes several domains: worklists, search, the child's page."""
