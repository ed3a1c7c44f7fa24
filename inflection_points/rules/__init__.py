"""What is true of the value chain: plain Python over values."""
