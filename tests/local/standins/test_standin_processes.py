"""The stand-ins as processes: one line when ready, a clean end on SIGTERM."""

import os
import re
import signal
import subprocess
import sys

import httpx
import pytest

WITH_KEY = {**os.environ, "STRIPE_API_KEY": "k", "EVOLUTION_API_KEY": "k"}


@pytest.mark.parametrize(
    ("module", "ready", "path"),
    [
        ("infra.local.standins.stripe", "Stripe stand-in ready on http://127.0.0.1:", "/v1/events"),
        ("infra.local.standins.whatsapp", "WhatsApp stand-in ready on http://127.0.0.1:", "/"),
    ],
)
def test_a_stand_in_says_where_it_listens_and_ends_on_sigterm(
    module: str, ready: str, path: str
) -> None:
    command = [sys.executable, "-m", module, "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=WITH_KEY) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith(ready)
        url = line.split()[-1]
        with httpx.Client(base_url=url, headers={"Authorization": "Bearer k"}) as kept_alive:
            assert kept_alive.get(path).status_code == 200
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=30) == 0
        assert process.stdout.read() == ""


@pytest.mark.parametrize("module", ["infra.local.standins.stripe", "infra.local.standins.whatsapp"])
def test_a_stand_in_refuses_to_send_webhooks_without_a_secret(module: str) -> None:
    ended = run(module, "--webhook-url", "http://127.0.0.1:1/", environment=WITH_KEY)
    assert ended.returncode == 2
    assert re.search("--webhook-url needs [A-Z]+_WEBHOOK_SECRET", ended.stderr)


@pytest.mark.parametrize("module", ["infra.local.standins.stripe", "infra.local.standins.whatsapp"])
def test_a_stand_in_refuses_to_serve_everybody(module: str) -> None:
    ended = run(module, environment={**WITH_KEY, "STRIPE_API_KEY": "", "EVOLUTION_API_KEY": ""})
    assert ended.returncode == 2
    assert "_KEY must be in the environment" in ended.stderr


def run(
    module: str, *options: str, environment: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", module, "--port", "0", *options],
        env=environment,
        capture_output=True,
        text=True,
        timeout=30,
    )
