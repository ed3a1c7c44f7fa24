"""The measures for other systems."""
