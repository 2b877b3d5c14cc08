"""Tests of the records desk."""
