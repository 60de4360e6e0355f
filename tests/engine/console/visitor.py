"""A visitor of the console: reads pages and sends forms, as a browser without scripts does."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import httpx


@dataclass
class Form:
    action: str
    fields: dict[str, str] = field(default_factory=dict)


@dataclass
class Page(HTMLParser):
    status: int
    path: str
    html: str
    headers: httpx.Headers
    text: str = ""
    """what is to be read, each piece of text on a line"""
    links: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)
    polls: bool = False

    def __post_init__(self) -> None:
        super().__init__()
        self._textarea = ""
        self.feed(self.html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        self.ids += [given["id"]] if "id" in given else []
        self.links += [given[name] for name in ("href", "src") if name in given]
        self.polls = self.polls or "data-poll" in given
        if tag == "form":
            self.forms.append(Form(given["action"]))
        elif tag == "input" and self.forms and given.get("type") != "checkbox":
            self.forms[-1].fields[given["name"]] = given.get("value", "")
        elif tag == "textarea":
            self._textarea = given["name"]
            self.forms[-1].fields[self._textarea] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._textarea = ""

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self.forms[-1].fields[self._textarea] += data.removeprefix("\n")
        elif data.strip():
            self.text += data.strip() + "\n"

    def form(self, action: str, having: str = "") -> Form:
        """The form sent to `action` with the field `having`, the last of them on the page."""
        found = [
            one
            for one in self.forms
            if one.action == action and (not having or having in one.fields)
        ]
        assert found, f"{self.path} has no form for {action}"
        return found[-1]


class Visitor:
    def __init__(self, url: str) -> None:
        self._http = httpx.Client(base_url=url, follow_redirects=True, timeout=30)

    def get(self, path: str) -> Page:
        return _page(self._http.get(path))

    def send(self, form: Form, headers: dict[str, str] | None = None, **changed: str) -> Page:
        """Send `form` with some fields changed, and follow to where that leads."""
        sent = {**form.fields, **changed}
        return _page(self._http.post(form.action, data=sent, headers=headers))

    def kind(self, path: str) -> str:
        """The media type of what is served at `path`."""
        return str(self._http.get(path).raise_for_status().headers["Content-Type"])

    def json(self, path: str) -> Any:
        answer = self._http.get(path)
        assert answer.headers["Content-Type"].startswith("application/json")
        return answer.json()

    def close(self) -> None:
        self._http.close()


def _page(answer: httpx.Response) -> Page:
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8", answer.text
    return Page(answer.status_code, answer.url.raw_path.decode(), answer.text, answer.headers)
