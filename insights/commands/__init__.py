"""What is done about the measures: what the company aims at and assumes."""
