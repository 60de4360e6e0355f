"""The connectors of one process, by name: those built in, and those of the stub file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from infra.engine.connectors.cloudtasks import CloudTasks
from infra.engine.connectors.delivery import Deliveries
from infra.engine.connectors.handler import Handler
from infra.engine.connectors.parameters import Parameters
from infra.engine.connectors.pubsub import PUBLISH, PubSub
from infra.engine.connectors.secretmanager import SecretManager
from infra.engine.connectors.stubs import Stub
from infra.engine.connectors.workflowexecutions import executions_handlers
from infra.engine.values.errors import WorkflowError, service_error
from infra.engine.world.context import Context


class LocalConnectors:
    """Implements `Connectors` of the engine's Context for all executions of a process.

    `secrets`: values by secret id. `stubs` (see `load_stubs`) take precedence over what
    is built in, and name the addresses of Pub/Sub topics. `close()` when done.
    """

    def __init__(
        self,
        secrets: Mapping[str, str] | None = None,
        stubs: Mapping[str, Stub] | None = None,
    ) -> None:
        self._deliveries = Deliveries()
        stubs = stubs or {}
        topics = stubs.get(PUBLISH, Stub()).push or {}
        self._handlers: dict[str, Handler] = {
            **executions_handlers(),
            **SecretManager(secrets or {}).handlers(),
            **CloudTasks(self._deliveries).handlers(),
            **PubSub(self._deliveries, topics).handlers(),
            **{name: stub.answer for name, stub in stubs.items() if stub.push is None},
        }

    async def call(self, name: str, args: Mapping[str, Any], context: Context) -> Any:
        """The decoded body of the answer; errors as the connector raises them."""
        parameters, arguments = Parameters.taken_from(args)
        handler = self._handlers.get(name)
        if handler is None:
            raise _unavailable(name)
        try:
            call = handler(name, arguments, parameters, context)
            return await context.clock.wait_for(call, parameters.timeout)
        except TimeoutError as error:
            raise service_error("TimeoutError", f"{name} took too long") from error

    async def close(self) -> None:
        """Tasks and messages not delivered yet are dropped."""
        await self._deliveries.close()


def _unavailable(name: str) -> WorkflowError:
    return service_error(
        "SystemError",
        f"connector {name} is not available locally; "
        "give it an 'address' or an 'answer' in the stub file of the engine",
    )
