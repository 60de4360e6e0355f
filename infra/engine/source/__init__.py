"""YAML or JSON text becomes a tree that knows its lines."""
