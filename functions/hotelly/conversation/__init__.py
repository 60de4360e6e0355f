"""What a guest means, and what the house says to it."""
