"""What comes from outside, as values: the clock, the way to HTTP, identity tokens."""
