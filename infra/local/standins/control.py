"""Bodies of the requests under `/_control/`."""

from typing import Self

from aiohttp import web
from pydantic import BaseModel, ConfigDict, ValidationError

from infra.serving.gate import demand_json


class ControlBody(BaseModel):
    """JSON body of a request to a stand-in's `/_control/` routes; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")

    @classmethod
    async def of(cls, request: web.Request) -> Self:
        """The validated body; an empty one counts as `{}`. Raises HTTP 422 naming what is wrong,
        Refused for what is not called JSON.
        """
        demand_json(request)
        try:
            return cls.model_validate_json(await request.read() or b"{}")
        except ValidationError as error:
            raise web.HTTPUnprocessableEntity(
                text=error.json(include_url=False, include_input=False, include_context=False),
                content_type="application/json",
            ) from None
