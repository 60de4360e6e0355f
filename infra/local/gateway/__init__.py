"""The functions gateway: every deployed function on this machine, at `/<function-name>/…`.

One process forks one worker per function and one front. A worker (`worker.py`) is what a Cloud Run
instance is: its own environment with its own secrets, its own database login, the real
functions-framework. The front (`front.py`) is what Google's front end is: it routes, demands an
identity token for every function that is not public, and takes the log lines away (`logs.py`).
`prefork.py` keeps them all alive and knows nothing of functions.
"""
