"""A signed webhook from request to answer, stored and started: the function as Cloud Run runs it,
beside the same in Express with the official clients (express/receiver.js)."""

import asyncio
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import aiohttp
import httpx
import stripe

from infra.local.client.waiting import eventually
from infra.local.stack.postgres import EmbeddedPostgres, connect, create_database
from infra.local.stack.state import CHECKOUT
from infra.migrate import migrate
from tests.bench.executions import executions_api, free_port
from tests.bench.figures import Figure, Figures, at_least, ratio, shown

ROUNDS = 7
AT_ONCE = 8
WEBHOOKS = 400
"""in each round"""
SECRET = "whsec_of_the_bench"
EXPRESS = Path(__file__).with_name("express")
PROGRAMS = ("node", "npm")


def measure() -> Figures:
    with ExitStack() as resources:
        folder = Path(resources.enter_context(tempfile.TemporaryDirectory(prefix="hotelly-")))
        server = resources.enter_context(EmbeddedPostgres(folder / "pg"))
        urls = [_database(server, name) for name in ("ours", "express")]
        executions = resources.enter_context(executions_api())
        ours = resources.enter_context(_function(urls[0], executions))
        if not all(map(shutil.which, PROGRAMS)):
            remark = "Node is not installed, so Express is not measured beside it"
            rates = [asyncio.run(_rate(ours, number)) for number in range(ROUNDS)]
            yield Figure("signed webhooks stored and started", max(rates), "a second", None, remark)
            return
        express = resources.enter_context(_express(folder, urls[1], executions))
        yield _beside(ours, express)


def _beside(ours: str, express: str) -> Figure:
    pairs = [
        (asyncio.run(_rate(ours, number)), asyncio.run(_rate(express, number)))
        for number in range(ROUNDS + 1)
    ][1:]
    mine, theirs = zip(*pairs, strict=True)
    middle = (shown(sorted(each)[ROUNDS // 2]) for each in (mine, theirs))
    remark = "{} and {} a second, 8 at once".format(*middle)
    what = "a signed webhook stored and started, beside Express"
    return Figure(what, ratio(mine, theirs), "times", at_least(1.2), remark)


async def _rate(url: str, number: int) -> float:
    """Webhooks a second, each new."""
    signed = iter([_webhook(f"evt_{number}_{each}") for each in range(WEBHOOKS)])
    async with aiohttp.ClientSession() as http:

        async def send() -> None:
            for body, headers in signed:
                async with http.post(f"{url}/webhook/stripe", data=body, headers=headers) as answer:
                    assert answer.status == 200, await answer.text()

        started = time.perf_counter()
        await asyncio.gather(*(send() for _ in range(AT_ONCE)))
        return WEBHOOKS / (time.perf_counter() - started)


def _webhook(event_id: str) -> tuple[bytes, Mapping[str, str]]:
    session = {"id": f"cs_test_{event_id}", "object": "checkout.session", "payment_status": "paid"}
    event = {
        "id": event_id,
        "object": "event",
        "type": "checkout.session.completed",
        "livemode": False,
        "data": {"object": session},
    }
    body = json.dumps(event)
    signature = stripe.WebhookSignature.generate_signature_header(
        body, SECRET, timestamp=int(time.time())
    )
    return body.encode(), {"Stripe-Signature": signature, "Content-Type": "application/json"}


def _database(server: EmbeddedPostgres, name: str) -> str:
    url = create_database(server.url(), name)
    with closing(connect(url)) as connection:
        migrate(connection)
    return url


@contextmanager
def _function(url: str, executions: str) -> Iterator[str]:
    """functions-framework's own server, with as many threads as are deployed."""
    port = free_port()
    command = [
        *(str(Path(sys.executable).with_name("functions-framework")), "--host", "127.0.0.1"),
        *("--source", str(CHECKOUT / "functions/main.py"), "--target", "receive_webhook"),
        *("--port", str(port)),
    ]
    environment = {
        "DATABASE_URL": url,
        "THREADS": str(AT_ONCE),
        "STRIPE_WEBHOOK_SECRET": SECRET,
        "FINGERPRINT_KEY": "fingerprints-of-the-bench",
        "GOOGLE_CLOUD_PROJECT": "bench",
        "WORKFLOWS_LOCATION": "southamerica-east1",
        "WORKFLOWS_ENDPOINT": f"http://{executions}",
    }
    with _served(command, environment, port) as address:
        yield address


@contextmanager
def _express(folder: Path, url: str, executions: str) -> Iterator[str]:
    for each in EXPRESS.iterdir():
        shutil.copy(each, folder)
    install = ("npm", "install", "--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts")
    subprocess.run([*install, "--silent"], cwd=folder, check=True)
    port = free_port()
    environment = {
        "PGHOST": url.partition("?host=")[2],
        "DATABASE": "express",
        "PORT": str(port),
        "STRIPE_WEBHOOK_SECRET": SECRET,
        "EXECUTIONS": executions,
        "NODE_ENV": "production",
    }
    with _served(["node", str(folder / "receiver.js")], environment, port) as address:
        yield address


@contextmanager
def _served(command: list[str], environment: Mapping[str, str], port: int) -> Iterator[str]:
    address = f"http://127.0.0.1:{port}"
    with subprocess.Popen(
        command, env={"PATH": os.environ["PATH"], **environment}, stdout=subprocess.DEVNULL
    ) as process:
        try:
            eventually(f"{command[0]} answers", lambda: _answers(address))
            yield address
        finally:
            process.terminate()


def _answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/health").status_code == 200
    except httpx.HTTPError:
        return False
