"""The programs that a local stack consists of, and how each is started and probed."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import httpx

from infra.deployment import Deployment
from infra.local.stack.addresses import HOST, LOCATION, PARENT, PROJECT, Ports
from infra.local.stack.environments import WHATSAPP_INSTANCE, template
from infra.local.stack.postgres import EmbeddedPostgres
from infra.local.stack.processes import Program
from infra.local.stack.state import CHECKOUT, State


def postgres(folder: Path) -> Program:
    server = EmbeddedPostgres(folder)
    return Program("postgres", "infra.local.stack.postgres", [str(folder)], server.is_ready)


def engine(ports: Ports, state: State, deployment: Deployment, functions_url: str) -> Program:
    """The Workflows engine with the deployed workflows; they call functions at `functions_url`."""
    workflows = f"{ports.engine_url}/v1/{PARENT}/workflows"
    arguments = [
        *("--host", HOST, "--port", str(ports.workflows), "--grpc-port", str(ports.workflows_grpc)),
        *("--project", PROJECT, "--location", LOCATION),
        *("--source", str(CHECKOUT / "workflows")),
        *("--env", f"FUNCTIONS_URL={template(functions_url)}"),
        *("--signing-key", str(state.signing_key), "--state", str(state.engine)),
    ]

    def ready() -> bool:
        answer = _get(workflows)
        deployed = answer.json().get("workflows", []) if answer else []
        return len(deployed) >= len(deployment.workflows)

    return Program("engine", "infra.engine.server", arguments, ready)


def gateway(ports: Ports, state: State, callers: Iterable[str], functions_url: str) -> Program:
    """`callers` are the accounts whose tokens private functions take."""
    arguments = [
        *(f"--caller={caller}" for caller in callers),
        *("--port", str(ports.functions), "--source", str(CHECKOUT / "functions/main.py")),
        *("--public-url", ports.functions_url),
        *("--public-url", ports.functions_url.replace(HOST, "localhost")),
        *("--public-url", functions_url),
        *("--environment", str(state.function_environments)),
        *("--signing-key", str(state.signing_key)),
        *("--engine-url", ports.engine_url, "--scheduler-url", ports.scheduler_url),
        *("--gcloud-token", str(state.gcloud_token())),
        *("--project", PROJECT, "--location", LOCATION),
    ]
    health = f"{ports.functions_url}/receive-webhook/health"
    return Program("functions", "infra.local.gateway", arguments, lambda: bool(_get(health)))


def scheduler(ports: Ports, state: State) -> Program:
    arguments = [
        *("--port", str(ports.scheduler), "--engine-url", ports.engine_url),
        *("--paused", str(state.folder / "paused-jobs.json")),
    ]
    jobs = f"{ports.scheduler_url}/v1/{PARENT}/jobs"
    return Program("scheduler", "infra.local.scheduler", arguments, lambda: bool(_get(jobs)))


def stripe(ports: Ports, state: State, secrets: Mapping[str, str]) -> Program:
    arguments = [
        *("--state", str(state.standin("stripe"))),
        *("--port", str(ports.stripe)),
        *("--webhook-url", f"{ports.functions_url}/receive-webhook/webhook/stripe"),
    ]
    return Program(
        "stripe",
        "infra.local.standins.stripe",
        arguments,
        lambda: bool(_get(f"{ports.stripe_url}/")),
        _chosen(secrets, "STRIPE_API_KEY", "STRIPE_WEBHOOK_SECRET"),
    )


def whatsapp(ports: Ports, state: State, secrets: Mapping[str, str]) -> Program:
    arguments = [
        *("--state", str(state.standin("whatsapp"))),
        *("--port", str(ports.whatsapp), "--instances", WHATSAPP_INSTANCE),
        *("--webhook-url", f"{ports.functions_url}/receive-webhook/webhook/whatsapp"),
    ]
    return Program(
        "whatsapp",
        "infra.local.standins.whatsapp",
        arguments,
        lambda: bool(_get(f"{ports.whatsapp_url}/")),
        _chosen(secrets, "EVOLUTION_API_KEY", "WHATSAPP_WEBHOOK_SECRET"),
    )


def meta(ports: Ports, state: State, secrets: Mapping[str, str]) -> Program:
    webhooks = f"{ports.functions_url}/receive-webhook/webhook"
    arguments = [
        *("--state", str(state.standin("meta")), "--port", str(ports.meta)),
        *("--webhook-url", f"{webhooks}/whatsapp", "--leads-url", f"{webhooks}/lead"),
    ]
    return Program(
        "meta",
        "infra.local.standins.meta",
        arguments,
        lambda: bool(_get(f"{ports.meta_url}/")),
        _chosen(secrets, "META_ACCESS_TOKEN", "META_APP_SECRET"),
    )


def _chosen(secrets: Mapping[str, str], *names: str) -> dict[str, str]:
    """By environment: arguments of a process are for every user of the machine to see."""
    return {name: secrets[name] for name in names}


def _get(url: str) -> httpx.Response | None:
    """A 2xx answer, or None."""
    try:
        answer = httpx.get(url, timeout=5, trust_env=False)
    except httpx.TransportError:
        return None
    return answer if answer.is_success else None
