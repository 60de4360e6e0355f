"""An installation on the stand-in of Google's control plane, by the real gcloud and terraform.

The checkout is copied and made small: a rehearsal with every function takes minutes, and is
`make rehearse`.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from infra.deployment import load_deployment
from infra.local.stack.addresses import FREE_PORTS
from infra.local.stack.postgres import EmbeddedPostgres, connect
from infra.local.stack.processes import Process, Program
from infra.local.stack.state import CHECKOUT
from tests.standins.google.server import ControlPlane
from tests.standins.google.state import State
from tests.standins.terraform.offline import offline_environment

PROJECT = "demo"
NUMBER = "123456789012"
REGION = "southamerica-east1"
STRIPES = "STRIPE_WEBHOOK_SECRET"
OPERATOR = "ana@hotel.example"
COPIED = (
    *("cloudbuild.yaml", "Makefile", "requirements-dev.txt", ".gcloudignore"),
    *("functions", "infra", "sql", "workflows"),
)
FUNCTIONS = ("receive-webhook", "send-message")
SECRETS = ("STRIPE_WEBHOOK_SECRET", "EVENTS_SECRET")
"""of the receiver; a rehearsal with all that there are takes minutes"""
WORKFLOWS = ("reconcile", "smoke")
NOT_COPIED = shutil.ignore_patterns("__pycache__", ".terraform*", "local/standins")

with_tools = pytest.mark.skipif(
    not (shutil.which("gcloud") and shutil.which("terraform")),
    reason="gcloud and terraform are not both on PATH",
)


class Installation:
    """`checkout` is the operator's; `typed` is what he types when asked."""

    def __init__(self, checkout: Path, plane: ControlPlane, environment: Mapping[str, str]) -> None:
        self.checkout = checkout
        self.plane = plane
        self.environment = {**os.environ, **environment}
        self.typed = ""

    @property
    def state(self) -> State:
        return self.plane.state

    def run(self, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            cwd=self.checkout,
            env={**self.environment, **variables},
            input=self.typed,
            capture_output=True,
            text=True,
            timeout=1800,
        )

    def done(self, *command: str, **variables: str) -> str:
        """What a command prints; it has to succeed."""
        done = self.run(*command, **variables)
        builds = "\n".join(self.plane.builds.output[-8:])
        assert done.returncode == 0, f"{done.stdout}\n{done.stderr}\n{builds}"
        return done.stdout

    def set_up(self, **variables: str) -> str:
        """Run setup.sh, and type what it asks for."""
        self.typed = self.answers()
        return self.done("infra/setup.sh", PROJECT, REGION, **variables)

    def answers(self) -> str:
        """A line for each secret that has no value yet; Stripe's webhook secret is the last."""
        deployment = load_deployment(self.checkout / "infra/deployment.yaml")
        root = f"secretmanager/projects/{PROJECT}/secrets"
        missing = {
            name for name in deployment.secrets if not self.state.names(f"{root}/{name}/versions")
        }
        lines = ["key" if name.endswith("_API_KEY") else "" for name in sorted(missing - {STRIPES})]
        return "\n".join([*lines, *(["whsec_123"] if STRIPES in missing else []), ""])

    def edit_deployment(self, edit: Any) -> None:
        path = self.checkout / "infra/deployment.yaml"
        content = yaml.safe_load(path.read_text())
        edit(content)
        path.write_text(yaml.safe_dump(content, sort_keys=False))


def small(content: dict[str, Any]) -> None:
    """A function of each kind, and two workflows."""
    content["functions"] = {name: content["functions"][name] for name in FUNCTIONS}
    content["functions"]["receive-webhook"]["secrets"] = list(SECRETS)
    content["workflows"] = {name: content["workflows"][name] for name in WORKFLOWS}
    content["schedules"] = {"reconcile": content["schedules"]["reconcile"]}


@contextmanager
def installing() -> Iterator[Installation]:
    """A project in which nothing is yet, and an operator's checkout."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="hotelly-")))
        engine_url = stack.enter_context(running_engine(PROJECT))
        plane = ControlPlane(State(PROJECT, NUMBER, REGION), engine_url)
        stack.enter_context(plane.serving())
        server = stack.enter_context(EmbeddedPostgres(folder / "pg", durable=False))
        _create_logins(server)
        environment = {
            **plane.gcloud_environment(),
            "PATH": f"{CHECKOUT / '.venv/bin'}:{os.environ['PATH']}",
            **offline_environment(folder / "terraform"),
            "CLOUDSDK_CONFIG": str(folder / "gcloud"),
            "PROJECT": PROJECT,
            "YES": "1",
            "TEST": "true",
            "PROPERTY": "pousada-mar-azul Pousada Mar Azul",
            "ALERT_EMAIL": OPERATOR,
            "CHECKOUT_RETURN_URL": "https://hotel.example/obrigado",
            "EVOLUTION_URL": "https://evolution.hotel.example",
            "EVOLUTION_INSTANCE": "hotelly",
            "CLOUDSDK_CORE_ACCOUNT": OPERATOR,
        }
        plane.builds.environment = environment
        yield Installation(_checkout(folder / "checkout", plane.url, server), plane, environment)


def _create_logins(server: EmbeddedPostgres) -> None:
    """Those that Terraform makes on Cloud SQL, where nobody is a superuser."""
    accounts = [f"fn-{name}@{PROJECT}.iam" for name in load_deployment().functions]
    with closing(connect(server.url())) as connection:
        connection.autocommit = True
        for login in (*accounts, f"deployer@{PROJECT}.iam", OPERATOR):
            connection.cursor().execute(f'create role "{login}" login')


@contextmanager
def running_engine(project: str, *arguments: str) -> Iterator[str]:
    """The address of a Workflows engine of its own, as Google's APIs."""
    with FREE_PORTS.reserved() as ports:
        url = f"{ports.engine_url}/v1/projects/{project}/locations/{REGION}/workflows"

        def ready() -> bool:
            try:
                return httpx.get(url, trust_env=False).is_success
            except httpx.TransportError:
                return False

        options = [
            *("--port", str(ports.workflows), "--grpc-port", str(ports.workflows_grpc)),
            *("--project", project, "--location", REGION, "--quiet", *arguments),
        ]
        engine = Process(Program("engine", "infra.engine.server", options, ready), lambda *_: None)
        engine.start()
        try:
            engine.wait_ready()
            yield ports.engine_url
        finally:
            engine.stop()


def _checkout(folder: Path, url: str, server: EmbeddedPostgres) -> Path:
    for name in COPIED:
        source = CHECKOUT / name
        folder.mkdir(exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=NOT_COPIED)
        else:
            shutil.copy2(source, folder / name)
    (folder / ".venv").symlink_to(CHECKOUT / ".venv")
    example = folder / "infra/places/example.yaml"
    address = server.url("{database}").replace("postgres@", "{login}@", 1)
    text = example.read_text()
    text = text.replace("environment: #", f"environment:\n  FUNCTIONS_URL: {url}/{{name}}  #")
    example.write_text(text.replace("database:\n", f"database:\n  address: {address}\n"))
    return folder
