"""Police forces, councils, homes, health, interview services: people, roles, desks."""
