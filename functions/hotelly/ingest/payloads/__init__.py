"""The payload of each event type as it is stored; a module for each room that takes such events."""
