"""What changes the facts, and only they."""
