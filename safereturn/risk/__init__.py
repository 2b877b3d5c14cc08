"""The picture of what every agency knows, the asking, the grade, the disagreement."""
