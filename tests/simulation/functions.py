"""The deployed functions, called in this process through their own doors."""

import importlib
import json
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import flask
from werkzeug.test import EnvironBuilder

from infra.deployment import load_deployment

SECRETS: Final = {
    name: f"{name.lower()}_of_the_simulation_0123456789" for name in load_deployment().secrets
}
ENVIRONMENT: Final = {
    **SECRETS,
    "DATABASE_URL": "postgresql://simulated",
    "GOOGLE_CLOUD_PROJECT": "simulation",
    "WORKFLOWS_LOCATION": "southamerica-east1",
    "WORKFLOWS_ENDPOINT": "http://workflows.simulation",
    "STRIPE_API_BASE": "http://stripe.simulation",
    "CHECKOUT_RETURN_URL": "https://pousada.example",
    "EVOLUTION_URL": "http://whatsapp.simulation",
    "EVOLUTION_INSTANCE": "hotelly",
}
_APP: Final = flask.Flask("simulation")


class Answer(NamedTuple):
    status: int
    body: dict[str, Any]


def call(
    function: str, body: bytes, path: str = "/", headers: Mapping[str, str] | None = None
) -> Answer:
    """What the function answers to a POST. Raises what kills it."""
    entry_point = load_entry_points()[function]
    environ = EnvironBuilder(path, method="POST", data=body, headers=list((headers or {}).items()))
    with _APP.app_context():
        response: flask.Response = entry_point(flask.Request(environ.get_environ()))
    return Answer(response.status_code, json.loads(response.get_data()))


_entry_points: dict[str, Any] = {}


def load_entry_points() -> Mapping[str, Any]:
    if not _entry_points:
        main = importlib.import_module("main")
        for name, function in load_deployment().functions.items():
            _entry_points[name] = getattr(main, function.entry_point)
    return _entry_points
