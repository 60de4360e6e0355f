"""The simulation's time, where the functions and stand-ins read the machine's."""

import datetime
import sys
import time
import types
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from hotelly.ingest import rates

RATES = (rates.REQUESTS, rates.WRONG_SECRETS, rates.MESSAGES)
PACKAGES = ("hotelly.", "infra.local.standins.")


@contextmanager
def simulated_time(now: Callable[[], float]) -> Iterator[None]:
    """Every module of PACKAGES that is loaded sees `now`, seconds since 1970, as the time."""
    replaced = _replacements(now)
    before: list[tuple[types.ModuleType, str, Any]] = []
    for name, module in list(sys.modules.items()):
        for attribute, value in list(vars(module).items()) if name.startswith(PACKAGES) else ():
            for real, simulated in replaced:
                if value is real:
                    before.append((module, attribute, value))
                    setattr(module, attribute, simulated)
    try:
        with ExitStack() as stack:
            for rate in RATES:
                rate.forget()
                stack.enter_context(patch.object(rate, "_clock", now))
            yield
    finally:
        for module, attribute, value in before:
            setattr(module, attribute, value)


def _replacements(now: Callable[[], float]) -> list[tuple[Any, Any]]:
    class SimulatedDatetime(datetime.datetime, metaclass=_AlsoTheReal):
        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> Any:
            return datetime.datetime.fromtimestamp(now(), tz)

    class SimulatedDate(datetime.date, metaclass=_AlsoTheReal):
        @classmethod
        def today(cls) -> Any:
            return datetime.datetime.fromtimestamp(now(), datetime.UTC).date()

    clock = types.SimpleNamespace(**{**vars(time), "time": now})
    return [
        (datetime.datetime, SimulatedDatetime),
        (datetime.date, SimulatedDate),
        (time, clock),
        (time.time, now),
    ]


class _AlsoTheReal(type):
    """`isinstance` holds for the real class's objects too."""

    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, cls.__mro__[1])
