"""`hotelly gcloud-env`: the settings that point the real gcloud at the local stack.

    eval "$(hotelly gcloud-env)"
    gcloud workflows list

They are environment variables (https://cloud.google.com/sdk/docs/properties), so nothing of the
machine's own gcloud configuration changes.
"""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Sequence

from infra.local.commands.addresses import running_ports
from infra.local.stack.addresses import HOST, LOCATION, PROJECT


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
    parser.add_argument("--project", default=PROJECT)
    parser.add_argument("--location", default=LOCATION)
    options = parser.parse_args(argv)
    url = f"http://{options.host}:{options.port}/"
    settings = {
        **gcloud_environment(url, options.project, options.location),
        "CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDSCHEDULER": (
            f"http://{options.host}:{options.scheduler_port}/"
        ),
    }
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
