"""The values of the language: what they may be, and how they become JSON, text and errors."""
