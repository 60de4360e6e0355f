"""`hotelly gcloud-env`: the settings that point the real gcloud at the local stack.

    eval "$(hotelly gcloud-env)"
    gcloud workflows list

They are environment variables (https://cloud.google.com/sdk/docs/properties), so nothing of the
machine's own gcloud configuration changes. Cloud Run and Secret Manager are answered by the
functions' gateway, as a proxy; an engine by itself, which is of another project, has none.
"""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Sequence

from infra.local.commands.addresses import running_ports
from infra.local.stack.addresses import HOST, LOCATION, PROJECT
from infra.local.stack.state import State


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="hotelly gcloud-env",
        description="Print settings that point gcloud at the local stack, for a shell to evaluate.",
    )
    ports = running_ports()
    parser.add_argument("--host", default=HOST)
    parser.add_argument(
        "--port", type=int, default=ports.workflows, help="of the engine's REST front"
    )
    parser.add_argument("--scheduler-port", type=int, default=ports.scheduler)
    parser.add_argument("--functions-port", type=int, default=ports.functions)
    parser.add_argument("--project", default=PROJECT)
    parser.add_argument("--location", default=LOCATION)
    options = parser.parse_args(argv)
    url = f"http://{options.host}:{options.port}/"
    settings = gcloud_environment(url, options.project, options.location)
    if options.project == PROJECT:
        settings |= _stack_environment(options)
    for name, value in settings.items():
        print(f"export {name}={shlex.quote(value)}")
    return 0


def gcloud_environment(url: str, project: str, location: str) -> dict[str, str]:
    """Environment variables of gcloud for the engine at `url`, which ends with a slash."""
    return {
        "CLOUDSDK_API_ENDPOINT_OVERRIDES_WORKFLOWS": url,
        "CLOUDSDK_API_ENDPOINT_OVERRIDES_WORKFLOWEXECUTIONS": url,
        "CLOUDSDK_API_ENDPOINT_OVERRIDES_LOGGING": url,
        "CLOUDSDK_AUTH_DISABLE_CREDENTIALS": "true",
        "CLOUDSDK_CORE_PROJECT": project,
        "CLOUDSDK_WORKFLOWS_LOCATION": location,
        "CLOUDSDK_CORE_DISABLE_PROMPTS": "true",
        "CLOUDSDK_CORE_DISABLE_USAGE_REPORTING": "true",
        "CLOUDSDK_COMPONENT_MANAGER_DISABLE_UPDATE_CHECK": "true",
    }


def _stack_environment(options: argparse.Namespace) -> dict[str, str]:
    """What a whole stack has beside its engine. The token opens the stack's secrets to gcloud."""
    return {
        "CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDSCHEDULER": (
            f"http://{options.host}:{options.scheduler_port}/"
        ),
        "CLOUDSDK_API_ENDPOINT_OVERRIDES_RUN": "http://run.stub/",
        "CLOUDSDK_API_ENDPOINT_OVERRIDES_SECRETMANAGER": "http://secretmanager.stub/",
        "CLOUDSDK_PROXY_TYPE": "http",
        "CLOUDSDK_PROXY_ADDRESS": options.host,
        "CLOUDSDK_PROXY_PORT": str(options.functions_port),
        "CLOUDSDK_AUTH_DISABLE_CREDENTIALS": "false",
        "CLOUDSDK_AUTH_ACCESS_TOKEN_FILE": str(State.from_environment().gcloud_token().resolve()),
        "CLOUDSDK_RUN_REGION": options.location,
    }
