"""Objects and lists as the API answers them: https://docs.stripe.com/api/expanding_objects"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from infra.local.standins.stripe.account import Account
from infra.local.standins.stripe.errors import StripeError, no_such
from infra.local.standins.stripe.objects import StripeObject
from infra.local.standins.stripe.params import ListParams

Body = dict[str, Any]
Listed = TypeVar("Listed", bound=StripeObject)


def rendered(account: Account, subject: StripeObject, paths: Sequence[str]) -> Body:
    """The object's JSON, with the ids at `paths` (`payment_intent.latest_charge`) expanded."""
    body = subject.rendered()
    for path in paths:
        _expand(account, body, path, path.split("."))
    return body


def _expand(account: Account, body: Body, path: str, names: Sequence[str]) -> None:
    name, *rest = names
    if name == "line_items" and body["object"] == "checkout.session":
        items = account.session(body["id"]).line_items
        body[name] = list_of([item.model_dump() for item in items], has_more=False)
        return
    if name not in body or name not in _collections(account):
        raise StripeError(f"This property cannot be expanded ({path}).", param="expand")
    if isinstance(body[name], str):
        body[name] = _collections(account)[name][body[name]].rendered()
    if rest and body[name] is not None:
        _expand(account, body[name], path, rest)


def _collections(account: Account) -> Mapping[str, Mapping[str, StripeObject]]:
    """Where the object is whose id a field of this name holds."""
    return {
        "payment_intent": account.payment_intents,
        "latest_charge": account.charges,
        "charge": account.charges,
    }


def page(account: Account, objects: Iterable[Listed], params: ListParams, url: str) -> Body:
    """One page of `objects` (oldest first), newest first as everywhere in Stripe's lists."""
    newest_first = list(objects)[::-1]
    rows = _window(newest_first, params)
    shown = rows[-params.limit :] if params.ending_before else rows[: params.limit]
    paths = [path.removeprefix("data.") for path in params.expand]
    data = [rendered(account, item, paths) for item in shown]
    return list_of(data, has_more=len(rows) > len(shown)) | {"url": url}


def _window(rows: list[Listed], params: ListParams) -> list[Listed]:
    if params.starting_after:
        return rows[_position(rows, params.starting_after, "starting_after") + 1 :]
    if params.ending_before:
        return rows[: _position(rows, params.ending_before, "ending_before")]
    return rows


def _position(rows: list[Listed], object_id: str, param: str) -> int:
    for position, row in enumerate(rows):
        if row.id == object_id:
            return position
    raise no_such("object", object_id, param)


def list_of(data: list[Body], has_more: bool) -> Body:
    return {"object": "list", "data": data, "has_more": has_more}
