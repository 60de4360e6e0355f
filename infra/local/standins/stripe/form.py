"""Stripe's wire form: nested values written as `line_items[0][price_data][currency]=brl`."""

import re
from collections.abc import Iterable, Sequence
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from infra.local.standins.stripe.errors import StripeError

Form = dict[str, Any]
Item = TypeVar("Item")
Model = TypeVar("Model", bound=BaseModel)

_KEY = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)")

# pydantic's error type -> Stripe's code and message.
_REFUSALS = {
    "missing": ("parameter_missing", "Missing required param: {}."),
    "extra_forbidden": ("parameter_unknown", "Received unknown parameter: {}"),
    "int_parsing": ("parameter_invalid_integer", "Invalid integer: {}"),
    "string_too_short": ("parameter_invalid_empty", "You passed an empty string for '{}'."),
}


def nest(pairs: Iterable[tuple[str, str]]) -> Form:
    """The nested mapping that the flat pairs of a form or query string spell.

    Lists stay mappings of their indices: only the schema knows which mapping is a list.
    """
    root: Form = {}
    for key, value in pairs:
        node = root
        *path, last = _segments(key)
        for segment in path:
            node = node.setdefault(segment, {})
            if not isinstance(node, dict):
                raise _malformed(key)
        node[last or str(len(node))] = value
    return root


def _segments(key: str) -> list[str]:
    match = _KEY.fullmatch(key)
    if match is None:
        raise _malformed(key)
    name, brackets = match.groups()
    return [name, *brackets[1:-1].split("][")] if brackets else [name]


def _malformed(key: str) -> StripeError:
    return StripeError("Invalid request: a parameter's name is malformed.", param=key)


def _in_order(value: object) -> object:
    if isinstance(value, dict) and all(key.isdigit() for key in value):
        return [value[key] for key in sorted(value, key=int)]
    return value


FormList = Annotated[list[Item], BeforeValidator(_in_order)]
"""A list in Stripe's wire form: `name[0]=…&name[1]=…` or `name[]=…&name[]=…`"""


class Params(BaseModel):
    """Parameters of one request. What this Stripe does not know it refuses, as Stripe does."""

    model_config = ConfigDict(extra="forbid")

    expand: FormList[str] = []


def validate(model: type[Model], form: Form) -> Model:
    """The form as `model`; raises Stripe's own error for the first parameter that is wrong."""
    try:
        return model.model_validate(form)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        param = bracketed(first["loc"])
        code, message = _REFUSALS.get(
            first["type"], ("parameter_invalid", f"Invalid {{}}: {first['msg']}")
        )
        raise StripeError(message.format(param), code=code, param=param, executed=False) from None


def bracketed(location: Sequence[int | str]) -> str:
    """A pydantic location as Stripe writes parameters: `line_items[0][price_data][currency]`."""
    name, *rest = (part for part in location if part != "[key]")
    return f"{name}" + "".join(f"[{part}]" for part in rest)
