"""Photographs of a child, and documents about them: files, kept where the record is."""
