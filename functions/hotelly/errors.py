"""What a caller can be told went wrong.

    Problem                    {"error": {"code", "message", "details": [{"path", "message"}]},
    │                           "correlation_id"}
    ├── InvalidInput      400  the request is not what the route takes; `details` has the paths
    ├── Unauthorized      401  secret or signature missing or wrong
    ├── NotFound          404  no such route
    ├── MethodNotAllowed  405  known route, other method
    ├── TooLarge          413  body above the limit
    ├── TooMany           429  asked too often; the header Retry-After says how long to wait
    ├── Refused           4xx  SQL raised XH400, XH404 or XH409
    ├── Unavailable       503  Postgres or an outside service is away: retry the same request
    │   ├── Paused             somebody has stopped this; Retry-After says how long to wait
    │   └── NotConfigured      a variable is missing: retrying helps once it is set
    │       └── WeakSecret     or holds a secret that could be guessed
    └── Rejected          500  an outside service says the request is wrong: retrying is useless

The workflows retry 429 and 503, and nothing else of these. No message ever holds a value of the
request.
"""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple


class Detail(NamedTuple):
    path: str
    """dotted: `payload.rooms.0.quantity`"""
    message: str


class Problem(Exception):
    status = 500

    def __init__(self, code: str, message: str, details: Sequence[Detail] = ()) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.details = details
        self.headers: Mapping[str, str] = {}


class InvalidInput(Problem):
    status = 400


class Unauthorized(Problem):
    status = 401


class Forbidden(Problem):
    status = 403


class NotFound(Problem):
    status = 404

    def __init__(self) -> None:
        super().__init__("unknown_route", "This function has no such route.")


class MethodNotAllowed(Problem):
    status = 405

    def __init__(self, allowed: str) -> None:
        super().__init__("method_not_allowed", f"This route takes {allowed}.")
        self.headers = {"Allow": allowed}


class TooLarge(Problem):
    status = 413

    def __init__(self, limit: int) -> None:
        super().__init__("body_too_large", f"The body may have at most {limit} bytes.")


class Refused(Problem):
    def __init__(self, status: int, code: str, message: str, details: Sequence[Detail]) -> None:
        super().__init__(code, message, details)
        self.status = status


class Unavailable(Problem):
    status = 503


class Paused(Unavailable):
    def __init__(self, seconds: int) -> None:
        super().__init__("paused", "This is paused; send it again later. Nothing was stored.")
        self.headers = {"Retry-After": str(seconds)}


class NotConfigured(Unavailable):
    """A 503 on purpose: providers give up after a 4xx, and come back once this is mended."""

    def __init__(self, variable: str) -> None:
        super().__init__("not_configured", f"The environment variable {variable} is not set.")


class WeakSecret(NotConfigured):
    """A secret that could be guessed is as good as none."""

    def __init__(self, variable: str) -> None:
        Unavailable.__init__(
            self, "weak_secret", f"A secret in the environment variable {variable} is too short."
        )


class TooMany(Problem):
    """Somebody asks too often; providers come back after a 429 as after a 503."""

    status = 429

    def __init__(self, code: str, seconds: float) -> None:
        super().__init__(code, "Too many requests; wait as long as Retry-After says.")
        self.headers = {"Retry-After": str(math.ceil(seconds))}


class Rejected(Problem):
    status = 500
