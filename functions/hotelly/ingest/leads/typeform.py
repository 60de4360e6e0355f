"""Typeform: answers by the reference of their question, and their type says more than its title.

https://www.typeform.com/developers/webhooks/example-payload/
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from werkzeug.datastructures import Headers

from hotelly.ingest.allowed_types import foreign_type
from hotelly.ingest.authenticity import verify_typeform_or_bearer
from hotelly.ingest.fingerprints import fingerprint
from hotelly.ingest.leads.facts import facts_of, field_called
from hotelly.ingest.receipt import LONGEST_KEY, Receipt, text_at

WHOLE: Final = "form_response"
TYPED: Final = {"email": "email", "phone_number": "phone"}


def is_from_typeform(content: Mapping[str, Any]) -> bool:
    return isinstance(content.get("form_response"), dict)


def receive(headers: Headers, body: bytes, content: Mapping[str, Any]) -> list[Receipt]:
    """Raises Unauthorized."""
    verify_typeform_or_bearer(headers, body, "LEAD_WEBHOOK_SECRET")
    response = content["form_response"]
    token = text_at(response, "token") or text_at(content, "event_id") or fingerprint(content)
    event_type = text_at(content, "event_type") or WHOLE
    if event_type != WHOLE:  # a form that was left half-way, which comes again when it is whole
        kind = foreign_type("typeform", event_type)
        return [Receipt("typeform", fingerprint(content), kind)]
    payload = facts_of(_answers(response), mendable=False)
    if form_id := text_at(response, "form_id"):
        payload["form_id"] = form_id[:LONGEST_KEY]
    return [
        Receipt(
            source="typeform",
            external_id=token[:LONGEST_KEY],
            event_type="lead_created",
            payload={"source": "typeform"} | payload,
            beside=True,
        )
    ]


def _answers(response: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    hidden = response.get("hidden")
    yield from (hidden if isinstance(hidden, dict) else {}).items()
    titles = _titles(response)
    answers = response.get("answers")
    for answer in answers if isinstance(answers, list) else []:
        if isinstance(answer, dict):
            yield _question(answer, titles), _value(answer)


def _titles(response: Mapping[str, Any]) -> dict[str, str]:
    definition = response.get("definition")
    fields = definition.get("fields") if isinstance(definition, dict) else None
    found = ((text_at(each, "id"), text_at(each, "title")) for each in fields or [])
    return {field_id: title for field_id, title in found if field_id and title}


def _question(answer: Mapping[str, Any], titles: Mapping[str, str]) -> str:
    """The type, where it is that of one fact; else the reference; else the title."""
    if typed := TYPED.get(text_at(answer, "type") or ""):
        return typed
    reference = text_at(answer, "field", "ref") or ""
    title = titles.get(text_at(answer, "field", "id") or "")
    return reference if field_called(reference) or not title else title


def _value(answer: Mapping[str, Any]) -> Any:
    value = answer.get(text_at(answer, "type") or "")
    if isinstance(value, dict):
        return value.get("label") or value.get("other") or value.get("labels")
    return value
