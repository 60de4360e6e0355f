"""What a filled-in form says about a person, whatever its fields are called.

One imperfect field never loses a lead: what cannot be used is kept as it was given, beside a
reason; an answer to a question of the form's own is kept under that question.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from hotelly.contacts.phone import Phone
from hotelly.errors import Detail, InvalidInput
from hotelly.ingest.payloads.fields import Email, Identifier, Name

Fields = Iterable[tuple[str, Any]]

ADAPTERS: Final[dict[str, TypeAdapter[Any]]] = {
    "name": TypeAdapter(Name),
    "phone": TypeAdapter(Phone),
    "email": TypeAdapter(Email),
    "source": TypeAdapter(Identifier),
    "funnel": TypeAdapter(Identifier),
    "location": TypeAdapter(Name),
    "project_type": TypeAdapter(Identifier),
}
CALLED: Final[dict[str, tuple[str, ...]]] = {
    "email": ("email", "e mail", "mail", "correio eletronico", "work email"),
    "phone": (
        "telefone", "phone", "whatsapp", "whats", "zap", "celular", "cel", "fone", "tel",
        "mobile", "phone number", "work phone", "numero de telefone", "telefone celular",
        "numero do whatsapp", "contato",
    ),
    "first_name": ("first name", "primeiro nome"),
    "last_name": ("last name", "sobrenome", "ultimo nome"),
    "name": ("nome", "name", "nome completo", "full name", "nome e sobrenome", "cliente"),
    "source": ("source", "origem", "utm source", "como nos conheceu", "como conheceu"),
    "funnel": ("funnel", "funil"),
    "location": (
        "location", "cidade", "city", "bairro", "local", "localizacao", "cidade e estado",
        "local da obra", "cidade da obra", "onde fica a obra",
    ),
    "project_type": (
        "project type", "tipo de projeto", "tipo do projeto", "projeto", "tipo de obra",
        "tipo de imovel", "ambiente", "interesse", "servico",
    ),
}  # fmt: skip
FIELD_OF: Final = {called: field for field, names in CALLED.items() for called in names}
FILLERS: Final = frozenset(("your", "seu", "sua", "o", "a", "qual", "field", "fields", "campo"))
IDENTIFYING: Final = ("name", "phone", "email")
LONGEST_ANSWER: Final = 2000
MOST_ANSWERS: Final = 100
_SEPARATORS: Final = re.compile(r"[^a-z0-9]+")


def facts_of(fields: Fields, *, mendable: bool) -> dict[str, Any]:
    """The payload of a lead. A `mendable` one, whose sender can ask again, is refused when nobody
    could tell whose it is. Raises InvalidInput.
    """
    found: dict[str, str] = {}
    unusable: list[dict[str, str]] = []
    answers: dict[str, str] = {}
    for name, value in _filled(fields):
        field = field_called(name)
        if field is None or field in found:
            answers[name[:100]] = value[:LONGEST_ANSWER]
        elif fault := _fault(field, value):
            unusable.append({"field": field, "value": value[:LONGEST_ANSWER], "reason": fault})
        else:
            found[field] = value
    facts = _checked(_with_whole_name(found))
    _require_somebody(facts, unusable, mendable)
    return facts | {
        name: kept
        for name, kept in (
            ("unusable", unusable),
            ("answers", dict(list(answers.items())[:MOST_ANSWERS])),
        )
        if kept
    }


def field_called(name: str) -> str | None:
    """`your-email`, `E-mail`, `fields[email][value]`: email. `fullName` is two words."""
    called = _words(name)
    parted = _words(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name))
    numbered = called.rstrip("0123456789").removesuffix(" ")
    return next(filter(None, map(FIELD_OF.get, (called, parted, numbered))), None)


def _words(name: str) -> str:
    """In lower case, without accents, and without what says nothing."""
    decomposed = unicodedata.normalize("NFKD", name.lower())
    plain = "".join(mark for mark in decomposed if not unicodedata.combining(mark))
    words = [word for word in _SEPARATORS.split(plain) if word and word not in FILLERS]
    return " ".join(words[:-1] if words[-1:] in (["value"], ["raw"]) else words)


def _filled(fields: Fields) -> Iterator[tuple[str, str]]:
    """Front ends send blank fields as empty texts, and numbers as numbers."""
    for name, value in fields:
        if text := _text(value).strip():
            yield name, text


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return ", ".join(value)
    return "" if value is None else json.dumps(value, ensure_ascii=False)


def _fault(field: str, value: str) -> str | None:
    """Why a value is none for its field; never the value."""
    try:
        _adapter(field).validate_python(value)
    except ValidationError as error:
        return str(error.errors(include_input=False, include_url=False)[0]["msg"])
    return None


def _adapter(field: str) -> TypeAdapter[Any]:
    return ADAPTERS.get(field) or ADAPTERS["name"]


def _checked(found: dict[str, str]) -> dict[str, Any]:
    return {field: _adapter(field).validate_python(value) for field, value in found.items()}


def _with_whole_name(found: dict[str, str]) -> dict[str, str]:
    parts = [found.pop(part, "") for part in ("first_name", "last_name")]
    whole = " ".join(filter(None, parts))[:200]
    return found if "name" in found or not whole else found | {"name": whole}


def _require_somebody(
    facts: dict[str, Any], unusable: list[dict[str, str]], mendable: bool
) -> None:
    if any(field in facts for field in IDENTIFYING) or not mendable:
        return
    faults = [Detail(each["field"], each["reason"]) for each in unusable]
    faults = [fault for fault in faults if fault.path in IDENTIFYING]
    raise InvalidInput(
        "invalid_input",
        "A lead needs a name, a phone or an e-mail.",
        faults or [Detail("name", "Field required")],
    )
