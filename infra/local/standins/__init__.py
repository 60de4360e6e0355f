"""What the stand-ins of outside services share.

A stand-in is an ordinary aiohttp application on a port of its own (`serving`). It posts webhooks
(`courier`), shows pages to people (`pages`), and takes requests that no real provider would
(`control`), above all to fail (`faults`): answers that never come are what makes a real one hard.
"""
