"""Connectors: what a workflow calls as `googleapis.*`, as far as one machine can stand in for it.

    workflowexecutions   executions.run, create, get, list, cancel
    secretmanager        versions.access, accessString; secrets.addVersion, addVersionString
    cloudtasks           tasks.create, delivered over HTTP at its time
    pubsub               topics.publish, pushed to the addresses the stub file names
    anything else        an HTTP address or a fixed answer from the stub file, else a clear error

https://cloud.google.com/workflows/docs/reference/googleapis
"""
