"""Steps compiled to closures and run on asyncio, with a record of each step."""
