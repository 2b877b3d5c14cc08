"""Tests of retention: what goes, what stays, and why."""
