"""Invented children and people: a town to click through, a region to measure with."""
