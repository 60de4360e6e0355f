"""The standard library, one module for each of Google's; `library` holds them all.

https://cloud.google.com/workflows/docs/reference/stdlib/overview
"""
