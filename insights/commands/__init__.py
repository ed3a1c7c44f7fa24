"""What is done about the measures: facts are kept in step; what the company aims at and assumes."""
