"""What survives a restart of the engine: workflows, executions with their steps, logs.

journal.py     every change at once, as a line of a file: a killed engine loses none
archive.py     the same in SQLite, bounded as the engine's memory is, read at the start
documents.py   workflows, executions and step entries as JSON and back
kept_state.py  both together: from the journal to the archive, and back into an engine
"""
