"""The same functions and the same workflows on one machine."""
