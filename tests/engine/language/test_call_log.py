"""The call log: what each call step sends and gets, without what proves who is calling."""

from __future__ import annotations

import asyncio

from infra.engine.program import compile_source, run
from infra.engine.runtime.history import History
from infra.engine.stubs import RecordedLog, context_for, json_response
from infra.engine.testing import execute
from infra.engine.world.clock import VirtualClock


def test_call_steps_are_told_in_the_call_log_without_authorization() -> None:
    text = (
        "- a:\n    call: http.get\n    args:\n      url: https://a.test\n"
        "      headers: {Authorization: secret, X-Other: shown}\n"
        "- b: {call: sys.get_env, args: [MISSING], result: r}\n"
    )
    done = execute(text, http=lambda request: json_response({"ok": True}))
    begun, succeeded, by_position, _ = done.log.calls
    assert begun["state"] == "BEGUN"
    assert begun["callee"] == "http.get"
    headers = {"Authorization": "[REDACTED]", "X-Other": "shown"}
    assert begun["begun"]["namedArgs"] == {"url": "https://a.test", "headers": headers}
    assert '"ok":true' in succeeded["succeeded"]["response"]
    assert by_position["begun"] == {"args": [{"argument": '"MISSING"'}]}
    assert done.requests[0].headers["Authorization"] == "secret"


def test_a_failed_call_is_told_with_its_message() -> None:
    done = execute("- a: {call: http.get, args: {url: 'https://a.test'}}\n")
    raised = done.log.calls[-1]
    assert raised["state"] == "EXCEPTION_RAISED"
    assert "ConnectionFailedError" in raised["exceptionRaised"]["exception"]


def test_nobody_wanting_the_call_log_costs_nothing() -> None:
    clock, log = VirtualClock(), RecordedLog(calls_wanted=False)
    program = compile_source("- a: {call: uuid.generate}\n")
    asyncio.run(run(program, None, context_for(clock, log=log), History(False, clock)))
    assert log.calls == []
