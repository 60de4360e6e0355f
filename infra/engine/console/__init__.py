"""The engine's console: workflows, executions and their steps and logs as web pages.

It is one more reader of the store, the step entries and the log store that the APIs read; it keeps
nothing of its own. A page's address is the resource's name, `/projects/…/executions/…`.

    routes.py      what is served, and the forms that start and cancel
    pages.py       each page's content
    search.py      which executions a filter means
    timeline.py    step entries as a tree of bars
    journal.py     log lines of an execution and of what has its correlation_id
    rendering.py   templates and how values are written
"""
