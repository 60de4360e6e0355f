"""The smoke workflow on the running stack: what the pipeline relies on before it shifts traffic."""

import json
import subprocess

from infra.deployment import load_deployment
from infra.local.client.caller import Caller
from infra.local.stack.state import CHECKOUT


def argument() -> dict[str, object]:
    command = [str(CHECKOUT / ".venv/bin/hotelly"), "deployment", "smoke"]
    told: dict[str, object] = json.loads(subprocess.check_output(command, cwd=CHECKOUT))
    return told


def test_every_function_is_called_and_answers_as_expected(caller: Caller) -> None:
    told = argument()
    ran = caller.run("smoke", told)
    assert ran["state"] == "SUCCEEDED", ran.get("error")
    assert json.loads(ran["result"]) == {"called": len(load_deployment().functions)}


def test_a_function_that_is_not_there_fails_it(caller: Caller) -> None:
    ran = caller.run("smoke", {"private": ["no-such-function"], "public": [], "tag": None})
    assert ran["state"] == "FAILED"
    assert "no-such-function answered 404 instead of 400" in ran["error"]["payload"]
