"""The functions as a workflow sees them: answers by name, and what each was asked."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, get_type_hints

import main

from infra.engine.stubs import Slow, json_response
from infra.engine.world.context import HttpRequest, HttpResponse

FUNCTIONS_URL = "https://{name}-123.southamerica-east1.run.app"
"""of the kind that Cloud Run has: a host for each function"""

Answer = Mapping[str, Any] | HttpResponse | Slow | Callable[[Mapping[str, Any]], Any]


def error(status: int, code: str) -> HttpResponse:
    return json_response({"error": {"code": code, "message": "…", "details": []}}, status)


def fields_of(function: str) -> set[str]:
    """What a deployed function takes; it refuses a body with anything else."""
    entry_point = getattr(main, function.replace("-", "_"))
    fields = get_type_hints(entry_point)["body"].model_fields
    return {field.alias or name for name, field in fields.items()}


def told(answer: Mapping[str, Any], run: Mapping[str, Any]) -> Mapping[str, Any]:
    """The answer as the functions' door gives it: the last step of a run finishes its event, and a
    paused one does nothing."""
    if answer["outcome"] == "deferred" or answer["outcome"] in run.get(
        "more_after", [answer["outcome"]]
    ):
        return answer
    joined = {run.get("outcome_as"): answer["outcome"]}
    result = {**run["so_far"], **joined} if "so_far" in run else answer
    return {**answer, "finished": True, "result": result}


@dataclass
class Functions:
    """`answers`: a body, a whole response, or a function of the request's body, for each name."""

    answers: Mapping[str, Answer]
    calls: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)
    """without the run"""
    runs: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)

    def __call__(self, request: HttpRequest) -> HttpResponse | Slow:
        name = request.url.removeprefix("https://").partition("-123.")[0]
        assert request.url == FUNCTIONS_URL.replace("{name}", name)
        assert request.headers["Authorization"] == f"Bearer identity-token-for-{request.url}"
        body = json.loads(request.body or b"{}")
        assert set(body) <= fields_of(name)
        run = body.pop("run", {})
        self.calls.append((name, body))
        self.runs.append((name, run))
        answer = self.answers[name]
        answer = answer(body) if callable(answer) else answer
        return (
            answer if isinstance(answer, HttpResponse | Slow) else json_response(told(answer, run))
        )

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.calls]

    def bodies(self, name: str) -> list[Mapping[str, Any]]:
        return [body for called, body in self.calls if called == name]
