"""The demo: the main job of the system from start to end, on real HTTP, told as a story.

`command.py` starts a stack of its own, lets `guests.py` and `lead.py` happen to it, and has
`privacy.py` look at what they left behind. Every claim that is printed was checked.
"""
