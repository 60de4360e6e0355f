"""Talks to a running stack as providers, guests and operators do."""
