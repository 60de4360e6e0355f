"""What executions reach outside the engine, and the numbers that bound them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from infra.engine.limits import GOOGLE, Limits
from infra.engine.service.admission import GOOGLE_QUOTA, Quota
from infra.engine.service.keeper import NOTHING_KEPT, Keeper
from infra.engine.service.logs import LogStore
from infra.engine.service.store import Retention
from infra.engine.world.clock import SystemClock
from infra.engine.world.context import Clock, Connectors, Http, Tokens


@dataclass(frozen=True, slots=True)
class Surroundings:
    http: Http
    connectors: Connectors
    tokens: Callable[[str], Tokens]
    """the tokens of a service account, by its email"""
    logs: LogStore = field(default_factory=LogStore)
    clock: Clock = field(default_factory=SystemClock)
    base_url: str = "http://localhost:8787"
    """where callback endpoints are reached"""
    stubbed: Collection[str] = ()
    """names of connectors that are answered here, whether Google has such or not"""
    keeper: Keeper = NOTHING_KEPT
    limits: Limits = GOOGLE
    quota: Quota = GOOGLE_QUOTA
    retention: Retention = field(default_factory=Retention)
