"""Django’s own PostgreSQL backend, with plans that a connection keeps (docs/adr/0017)."""
