"""Backups that are restores: taken, followed to the second, brought back, and tried weekly."""
