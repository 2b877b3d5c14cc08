"""Pages: agreed actions."""
