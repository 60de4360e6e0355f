"""What the console serves: pages by GET, and two forms that POST."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import parse_qsl

from aiohttp import web

from infra.engine.console.pages import RERUN_OF, Form, Pages
from infra.engine.console.search import Search
from infra.engine.service.api_error import ApiError, invalid_argument
from infra.engine.service.engine import Engine
from infra.engine.service.execution import StartRequest

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_WORKFLOW = "projects/[^/:]+/locations/[^/:]+/workflows/[^/:]+"
_EXECUTION = f"{_WORKFLOW}/executions/[^/:]+"
_STATIC = Path(__file__).parent / "static"
_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'",
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
)
_HEADERS = {
    "Content-Security-Policy": "; ".join(_POLICY),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def add_console(app: web.Application, engine: Engine) -> None:
    """Serve the console at `/` and at the resources' names."""
    console = _Console(engine)
    router = app.router
    router.add_get("/", console.answer(console.index))
    router.add_get(f"/{{name:{_WORKFLOW}}}", console.answer(console.workflow))
    router.add_get(f"/{{name:{_EXECUTION}}}", console.answer(console.execution))
    router.add_post(f"/{{name:{_EXECUTION}}}:cancel", console.answer(console.cancel))
    router.add_post("/run", console.answer(console.run))
    for file in _STATIC.iterdir():
        router.add_get(f"/{file.name}", _static(file))


class _Console:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._pages = Pages(engine)

    def answer(self, handler: Handler) -> Handler:
        """`handler`, with a page for whatever is refused."""

        async def handle(request: web.Request) -> web.StreamResponse:
            try:
                return await handler(request)
            except ApiError as error:
                return _html(self._pages.problem(error), error.http_code)

        return handle

    async def index(self, request: web.Request) -> web.Response:
        query = request.query
        text = query.get("text", "").strip()
        search = Search(query.get("state", ""), query.get("workflow", ""), text)
        return _html(self._pages.index(search, _number(request, "page", 1)))

    async def workflow(self, request: web.Request) -> web.Response:
        name, revision = request.match_info["name"], request.query.get("revision", "")
        return _html(self._pages.workflow(name, revision))

    async def execution(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        if "json" in request.query:
            text = json.dumps(self._pages.execution_json(name), indent=2, ensure_ascii=False)
            return web.Response(text=text, content_type="application/json", headers=_HEADERS)
        first, step = _number(request, "from", 1), _number(request, "step", 0)
        return _html(self._pages.execution(name, first, step))

    async def cancel(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        await self._engine.cancel(name)
        return _see(name)

    async def run(self, request: web.Request) -> web.Response:
        form = await _form(request)
        try:
            return _see(self._engine.start(form.workflow, _start_request(form)).name)
        except ApiError as error:
            page = self._pages.run(form, error.message)
            return _html(page, error.http_code)


def _number(request: web.Request, field: str, least: int) -> int:
    """A query parameter; `least` without it."""
    text = request.query.get(field) or str(least)
    if not (text.isdecimal() and len(text) < 10 and int(text) >= least):
        raise invalid_argument(f"{field} must be a number from {least} on", field)
    return int(text)


async def _form(request: web.Request) -> Form:
    fields = dict(parse_qsl((await request.read()).decode(errors="replace")))
    return Form(
        workflow=fields.get("workflow", ""),
        argument=fields.get("argument", "").replace("\r\n", "\n").strip(),
        detailed="detailed" in fields,
        rerun_of=fields.get("rerun_of", ""),
    )


def _start_request(form: Form) -> StartRequest:
    return StartRequest(
        argument=form.argument or "null",
        labels={RERUN_OF: form.rerun_of} if form.rerun_of else {},
        call_log_level="LOG_ALL_CALLS" if form.detailed else "CALL_LOG_LEVEL_UNSPECIFIED",
        history_level="EXECUTION_HISTORY_DETAILED"
        if form.detailed
        else "EXECUTION_HISTORY_LEVEL_UNSPECIFIED",
    )


def _static(file: Path) -> Handler:
    async def handle(_: web.Request) -> web.StreamResponse:
        return web.FileResponse(file, headers={**_HEADERS, "Cache-Control": "max-age=60"})

    return handle


def _see(name: str) -> web.Response:
    return web.Response(status=303, headers={**_HEADERS, "Location": f"/{name}"})


def _html(page: str, status: int = 200) -> web.Response:
    return web.Response(text=page, status=status, content_type="text/html", headers=_HEADERS)
