"""Google Cloud Workflows on one machine: the deployed YAML runs unchanged.

As a library (a server is `infra.engine.server`):

    from infra.engine.program import compile_source  # raises SourceErrors
    from infra.engine.testing import execute         # stubbed HTTP, time passes at once

    program = compile_source(Path("greet.workflows.yaml").read_text())
    assert execute(program, {"name": "Ana"}).result == "Hello, Ana"

A source goes through four stages, one package each:

    source       text to a tree that knows its lines       (YAML 1.2, JSON)
    language     tree to routines and steps, all checks    (with `expressions` inside `${…}`)
    runtime      steps to closures, run on asyncio
    stdlib, connectors   what steps can call
"""
