"""Starts the programs of the local stack, watches over them, and stops them all."""
