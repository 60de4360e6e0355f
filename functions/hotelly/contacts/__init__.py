"""One person, one contact: the forms in which people are known."""
