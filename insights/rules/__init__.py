"""What is true of the measures: plain Python over counts and durations."""
