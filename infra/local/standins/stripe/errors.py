"""Refusals as Stripe words them: https://docs.stripe.com/api/errors"""

from aiohttp import web


class StripeError(Exception):
    """A refused request; its body is `{"error": {type, message, code?, param?}}`."""

    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        kind: str = "invalid_request_error",
        code: str | None = None,
        param: str | None = None,
        executed: bool = True,
    ) -> None:
        """`executed`: whether the endpoint had begun its work, so that its Idempotency-Key keeps
        this answer (https://docs.stripe.com/api/idempotent_requests)."""
        super().__init__(message)
        self.status = status
        self.executed = executed
        self.error = {"type": kind, "message": message, "code": code, "param": param}

    def response(self) -> web.Response:
        error = {name: value for name, value in self.error.items() if value is not None}
        return web.json_response({"error": error}, status=self.status)


def no_such(kind: str, object_id: str, param: str = "id") -> StripeError:
    return StripeError(
        f"No such {kind}: '{object_id}'", status=404, code="resource_missing", param=param
    )
