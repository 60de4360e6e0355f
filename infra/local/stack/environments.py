"""The environment of each function: its own secrets, its own way into the database, no others'."""

from collections.abc import Mapping

from infra.deployment import Deployment, filled
from infra.engine.service.runner import default_account
from infra.local.stack.addresses import LOCATION, PROJECT, Ports

WHATSAPP_INSTANCE = "hotelly"


def place(ports: Ports) -> dict[str, str]:
    """What deployment.yaml's `${NAME}` stand for on this machine."""
    return {
        "WORKFLOWS_ACCOUNT": default_account(PROJECT),
        "FUNCTIONS_URL": template(ports.functions_url),
        "WORKFLOWS_ENDPOINT": ports.engine_grpc_url,
        "WORKFLOWS_LOCATION": LOCATION,
        "STRIPE_API_BASE": ports.stripe_url,
        # Who has paid goes on to read the confirmation.
        "CHECKOUT_RETURN_URL": f"{ports.whatsapp_url}/chats",
        "EVOLUTION_URL": ports.whatsapp_url,
        "EVOLUTION_INSTANCE": WHATSAPP_INSTANCE,
        "META_GRAPH_URL": f"{ports.meta_url}/v25.0",
        "WHATSAPP_SETTLES_SECONDS": "6",  # nothing lies between: when we give up, it is decided
    }


def template(functions_url: str) -> str:
    """Where a function is, with `{name}` for its name: in the cloud each has a host of its own."""
    return f"{functions_url}/{{name}}"


def function_environments(
    deployment: Deployment,
    place: Mapping[str, str],
    secrets: Mapping[str, str],
    database_urls: Mapping[str, str],
) -> dict[str, dict[str, str]]:
    """Environment variables by function name; `database_urls` are by database role."""
    return {
        name: {
            "GOOGLE_CLOUD_PROJECT": PROJECT,
            **filled(function.environment, place),
            **{secret: secrets[secret] for secret in function.secrets},
            **({"DATABASE_URL": database_urls[role]} if (role := function.database_role) else {}),
        }
        for name, function in deployment.functions.items()
    }
