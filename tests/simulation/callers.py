"""What stands between the functions and the others: the client of Workflows, signatures, ids."""

import hashlib
import hmac
import json
import types
from collections.abc import Callable, Mapping
from typing import Any

from tests.simulation import functions
from tests.simulation.engine import Engine


class Workflows:
    """As much of Google's Executions client as receive-webhook asks for."""

    def __init__(self, engine: Engine, tell: Callable[[str], None]) -> None:
        self._engine = engine
        self._tell = tell

    def workflow_path(self, project: str, location: str, workflow: str) -> str:
        return f"projects/{project}/locations/{location}/workflows/{workflow}"

    def create_execution(
        self, *, parent: str, execution: Any, timeout: float, retry: None = None
    ) -> Any:
        engine, stage = self._engine, self._engine.stage
        me = stage.me()
        faults = ("none", "refused", "lost", "hangs")
        fault = stage.choices.draw(me.numbered("fault of Workflows"), faults, engine.odds)
        stage.step()
        if fault != "none":
            self._tell(f"{me.name}: starting the workflow: {fault}")
        if fault == "hangs":
            stage.sleep(timeout)
        if fault in ("refused", "hangs") or stage.now < engine.away_until:
            raise ConnectionError("Workflows is away")
        workflow = parent.rpartition("/")[2]
        argument = json.loads(execution.argument)
        for _ in range(stage.choices.draw(me.numbered("runs"), (1, 2), engine.twice)):
            engine.start(me.numbered("run"), workflow, argument)
        if fault == "lost":
            raise ConnectionError("the connection broke")
        return types.SimpleNamespace(name=f"{parent}/executions/told")


class Ids:
    """Stripe's ids, drawn in order."""

    def __init__(self) -> None:
        self._drawn = 0

    def choice(self, letters: str) -> str:
        digest = hashlib.blake2b(str(self._drawn).encode(), digest_size=2).digest()
        self._drawn += 1
        return letters[int.from_bytes(digest) % len(letters)]


def stripe_signature(content: bytes, now: float) -> Mapping[str, str]:
    key = functions.SECRETS["STRIPE_WEBHOOK_SECRET"].encode()
    signed = f"{int(now)}.".encode() + content
    digest = hmac.new(key, signed, hashlib.sha256).hexdigest()
    return {"Stripe-Signature": f"t={int(now)},v1={digest}"}
