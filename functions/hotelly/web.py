"""The one door of every function: limits, validation, error answers, correlation id, log line.

    @step
    def create_hold(body: EventStep) -> Answer:
        return call("create_hold", event_id=body.event_id)

is a whole function: `POST /` with a JSON body that fits the model. `endpoint` is the door without
the model, for receive-webhook. Who may call is decided in front of the door: by Cloud Run's IAM,
locally by the gateway.
"""

import functools
import time
import uuid
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Final, NamedTuple, TypeVar, get_type_hints

import flask
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from werkzeug.exceptions import HTTPException

from hotelly import log
from hotelly.errors import Detail, InvalidInput, MethodNotAllowed, NotFound, Problem, TooLarge
from hotelly.run import Run, done_in_run

LARGEST_BODY: Final = 1024 * 1024

Answer = dict[str, Any]
HttpFunction = Callable[[flask.Request], flask.Response]


class Reply(NamedTuple):
    status: int
    body: Answer
    headers: Mapping[str, str] = {}
    text: str | None = None
    """instead of the body, for those who ask for no JSON"""

    @property
    def refused(self) -> bool:
        return "error" in self.body


class Body(BaseModel):
    """What a function takes: unknown fields are refused, and nothing is coerced."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


EventId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.:-]{1,200}$")]


class EventStep(Body):
    """One step of one event: everything else is read by the event's id."""

    event_id: EventId
    correlation_id: uuid.UUID | None = None
    run: Run | None = None
    """of the workflow that does the step; a call by hand has none"""


StepBody = TypeVar("StepBody", bound=BaseModel)


def step(handler: Callable[[StepBody], Answer]) -> HttpFunction:
    """An HTTP function that takes `POST /` with the handler's model and answers its dict."""
    model: type[StepBody] = get_type_hints(handler)["body"]

    @endpoint
    @functools.wraps(handler)
    def respond(request: flask.Request) -> Reply:
        if request.path != "/":
            raise NotFound
        if request.method != "POST":
            raise MethodNotAllowed("POST")
        body = validated(model, read_body(request))
        _bind_ids(body)
        return Reply(200, done_in_run(handler, body))

    return respond


def endpoint(handler: Callable[[flask.Request], Reply]) -> HttpFunction:
    """An HTTP function with error answers, a correlation id and one log line a request."""
    name = handler.__name__.replace("_", "-")

    @functools.wraps(handler)
    def respond(request: flask.Request) -> flask.Response:
        started = time.monotonic()
        correlation_id = _given_correlation_id(request) or str(uuid.uuid4())
        log.begin(request.headers, function=name, correlation_id=correlation_id)
        reply = _reply(handler, request)
        _log_request(name, request, reply, time.monotonic() - started)
        return _response(reply, correlation_id)

    return respond


def _response(reply: Reply, correlation_id: str) -> flask.Response:
    """Whoever was refused can name the line that says why."""
    body = {**reply.body, "correlation_id": correlation_id} if reply.refused else reply.body
    content = body if reply.text is None else reply.text
    return flask.make_response(content, reply.status, dict(reply.headers))


def read_body(request: flask.Request, largest: int | None = None) -> bytes:
    """Raises TooLarge above `largest` bytes, before reading when the length is announced."""
    most = largest or LARGEST_BODY
    if (request.content_length or 0) > most:
        raise TooLarge(most)
    body = request.get_data()
    if len(body) > most:
        raise TooLarge(most)
    return body


def validated(model: type[StepBody], body: bytes | str, prefix: str = "") -> StepBody:
    """The body as its model. Raises InvalidInput with the path of each fault, under `prefix`."""
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        raise invalid_input(error, prefix) from None


def invalid_input(error: ValidationError, prefix: str = "") -> InvalidInput:
    faults = error.errors(include_url=False, include_input=False, include_context=False)
    if faults[0]["type"] == "json_invalid":
        return InvalidInput("not_json", "The body is not JSON.")
    details = [Detail(_path(prefix, fault), _sentence(fault)) for fault in faults]
    return InvalidInput("invalid_input", "The request has invalid fields.", details)


def _path(prefix: str, fault: Mapping[str, Any]) -> str:
    """A name that no model knows may be data, and becomes `?`."""
    parts = [str(part) for part in fault["loc"]]
    if fault["type"] == "extra_forbidden":
        parts[-1] = "?"
    return ".".join([prefix, *parts] if prefix else parts)


def _sentence(fault: Mapping[str, Any]) -> str:
    """pydantic's own sentence, but for the one kind that quotes the input."""
    if fault["type"] == "uuid_parsing":
        return "Input should be a valid UUID"
    return str(fault["msg"])


def _reply(handler: Callable[[flask.Request], Reply], request: flask.Request) -> Reply:
    try:
        return handler(request)
    except Problem as problem:
        return _refusal(problem)
    except HTTPException as error:  # werkzeug's own, such as a client that went away
        log.exception("request could not be read", error)
        return _refusal(InvalidInput("unreadable_request", "The request could not be read."))
    except Exception as error:
        log.exception("function failed", error)
        return _refusal(Problem("internal_error", "The function failed; its log has the place."))


def _refusal(problem: Problem) -> Reply:
    details = [{"path": detail.path, "message": detail.message} for detail in problem.details]
    body = {"code": problem.code, "message": problem.message, "details": details}
    return Reply(problem.status, {"error": body}, problem.headers)


def _given_correlation_id(request: flask.Request) -> str | None:
    try:
        return str(uuid.UUID(request.headers.get("X-Correlation-Id", "")))
    except ValueError:
        return None


def _bind_ids(body: BaseModel) -> None:
    ids = {name: getattr(body, name, None) for name in log.IDS}
    log.bind(**{name: str(value) for name, value in ids.items() if value})


def _log_request(name: str, request: flask.Request, reply: Reply, seconds: float) -> None:
    """One line that says what was decided; outcomes and codes are constants of the code."""
    error = reply.body.get("error", {})
    log.write(
        "ERROR" if reply.status >= 500 else "WARNING" if reply.status >= 400 else "INFO",
        f"{name}: {reply.body.get('outcome') or reply.body.get('status') or error.get('code')}",
        method=request.method,
        status=reply.status,
        outcome=reply.body.get("outcome") or reply.body.get("status"),
        code=error.get("code"),
        paths=", ".join(detail["path"] for detail in error.get("details", ())) or None,
        duration_ms=round(seconds * 1000, 1),
        **{name: reply.body[name] for name in log.IDS if name in reply.body},
    )
