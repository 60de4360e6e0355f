"""Whatever an execution holds is shown as text: markup, odd characters, long values."""

from __future__ import annotations

import json

from tests.engine.api.engine_server import ECHO, Server
from tests.engine.console.visitor import Visitor

EVIL = "<script>alert(1)</script>"


def test_markup_in_argument_result_error_and_logs_is_text(server: Server, visitor: Visitor) -> None:
    quoted = json.dumps(EVIL)
    for source in (
        ECHO,
        f"main: {{steps: [{{a: {{raise: {quoted}}}}}]}}",
        f"main: {{steps: [{{a: {{call: sys.log, args: {{text: {quoted}}}}}}}]}}",
        f"main: {{steps: [{{a: {{call: sys.log, args: {{json: {{{quoted}: 1}}}}}}}}]}}",
    ):
        main = source if source is ECHO else source.replace("main: {", "main: {params: [x], ")
        name = server.start(server.deploy(main), {EVIL: EVIL})
        server.finished(name)
        for path in (f"/{name}", f"/{name}?step=1", "/", f"/?text={EVIL}"):
            page = visitor.get(path)
            assert page.tags.count("script") == 1, path
            assert EVIL in page.text


def test_text_that_is_no_unicode_is_shown_all_the_same(server: Server, visitor: Visitor) -> None:
    name = server.start(server.deploy(), "\ud800")
    server.finished(name)
    assert visitor.get(f"/{name}").status == 200
    assert visitor.get("/").status == 200


def test_long_values_are_folded(server: Server, visitor: Visitor) -> None:
    name = server.start(server.deploy(), {"text": "x" * 5000})
    server.finished(name)
    page = visitor.get(f"/{name}")
    assert {"input", "output"} <= set(page.ids)
    assert "x" * 5000 in page.text
