"""Restricted and sealed records, break-glass, people kept out, and who looked."""
