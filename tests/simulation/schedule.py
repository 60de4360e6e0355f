"""One schedule: a small hotel, what its guests do, and what goes wrong meanwhile.

First everything happens that the seed has drawn. Then all is well again and time goes on, so that
whatever can still end has the chance to do so; `promises` says what must hold then.
"""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Final

from infra.deployment import load_deployment
from infra.local.scheduler import next_time
from tests.simulation.chat_promises import chat_figures
from tests.simulation.choices import Choices
from tests.simulation.connections import Postgres
from tests.simulation.guests import Guests
from tests.simulation.promises import broken_promises, unfinished
from tests.simulation.world import FIRST_NIGHT, HOUR, MINUTE, OPENS, PROPERTY, World
from tests.simulation.writers import Writers

OUTAGES: Final = (4 * MINUTE, 40 * MINUTE, 100 * MINUTE, 5 * HOUR, 27 * HOUR)
SWEEPS: Final = 12
PAUSES: Final = (5 * MINUTE, MINUTE, 2 * MINUTE, 11 * MINUTE, 20 * MINUTE, 45 * MINUTE)
"""between two sweeps"""
DRAINING: Final = (1, 2, 3, 5, 10, 20, 40, 60, 120, 240, 480, 960, 1440, 1440, 1440, 1440)
"""minutes between the sweeps once all is well"""
SETTINGS: Final[tuple[dict[str, Any], ...]] = (
    {},
    {"pix_expires_after": "2 minutes"},
    {"pix_expires_after": "3 hours"},
    {"payment_grace": "0 minutes"},
    {"hold_for": "2 hours"},
    {"hold_for": "5 minutes"},
    {"payment_methods": ["card"]},
)
CHATS: Final = {"whatsapp_instance": "hotelly", "staff_phone": "+5511988887777"}
DEFERRED: Final = "select event_id from event_runs where outcome = 'deferred'"
STOPPED: Final = ("convert", "create-hold", "messages", "stripe", "events", "whatsapp", "all")
"""what an operator pauses"""
STOPPED_FOR: Final = ("", "20 minutes", "3 hours")
"""and for how long; else until somebody resumes"""
TROUBLE: Final = (0.0, 0.01, 0.03, 0.1)


class Schedule:
    def __init__(self, postgres: Postgres, seed: int, kept: Collection[str] | None = None) -> None:
        """`kept`: of what differs from the ordinary, only this happens."""
        self.seed = seed
        self.choices = Choices(seed, kept)
        self.postgres = postgres
        postgres.forget()
        self.world = World(postgres, self.choices)
        self.sweeps = 0
        self.swept = OPENS
        self.away_until = 0.0
        """of the scheduler"""

    @property
    def story(self) -> list[str]:
        return self.world.story

    def run(self) -> list[str]:
        """The promises that were broken."""
        with self.world.installed():
            self._open_hotel()
            self._plan_trouble()
            Guests(self.world, self._post).plan()
            Writers(self.world).plan()
            self._plan_operators()
            self._sweep_now_and_then()
            self._drain()
            try:
                return broken_promises(self.world)
            finally:
                self.world.stage.end()

    def figures(self) -> dict[str, int]:
        """What happened, in numbers."""
        world, postgres = self.world, self.postgres
        sessions = world.stripe.account.sessions.values()
        return {
            "schedules": 1,
            "steps": world.stage.steps,
            "SQL calls": postgres.calls,
            "transactions stopped inside": postgres.stopped,
            "transactions killed inside": postgres.kills,
            "crashes of Postgres": postgres.crashes,
            "executions": world.engine.started,
            "events": len(world.accepted),
            "sessions": len(sessions),
            "paid sessions": sum(each.payment_status == "paid" for each in sessions),
            "texts": len(world.whatsapp.texts()),
            **chat_figures(world),
            "schedules that lose webhooks for good": int(world.webhooks.loss > 0),
            "deferred runs": len(postgres.rows(DEFERRED)),
            "unusual decisions": len(self.choices.taken),
        }

    # the hotel

    def _open_hotel(self) -> None:
        draw = self.choices.draw
        self.postgres.set_property(PROPERTY, CHATS | draw("first settings", SETTINGS, 0.4))
        self._set_ari("the hotel opens", draw("rooms", (1, 2, 3)), 10_000)
        calm, self.choices.calm = self.choices.calm, True
        self.world.stage.play(OPENS + 5)
        self.choices.calm = calm

    def _set_ari(self, name: str, total: int, price_cents: int) -> None:
        payload = {
            "room_type": "standard",
            "first_night": FIRST_NIGHT.isoformat(),
            "last_night": (FIRST_NIGHT + timedelta(days=3)).isoformat(),
            "total": total,
            "price_cents": price_cents,
        }
        self._post(name, "ari_updated", payload)

    def _post(self, name: str, event_type: str, payload: dict[str, Any]) -> None:
        """An event of the hotel's own systems, which now and then send it twice."""
        self.world.tell(f"{name}: {event_type}")
        body = {"event_type": event_type, "payload": payload, "property_id": PROPERTY, "id": name}
        for copy in range(self.choices.draw(f"{name}, copies", (1, 2), 0.1)):
            self.world.post(name if not copy else f"{name}, again", "/events", body)

    # trouble

    def _plan_trouble(self) -> None:
        draw, world = self.choices.draw, self.world
        world.stage.reorder = draw("reordering", (0.3, 0.0, 0.1, 0.6))
        world.postgres.stops = draw("stops inside transactions", (0.0, 0.1, 0.3, 0.7))
        world.postgres.odds = draw("trouble with Postgres", TROUBLE) / 3
        world.engine.odds = draw("trouble with the engine", TROUBLE)
        world.engine.twice = draw("runs at once", (0.0, 0.2, 0.6))
        world.stripe.odds = draw("trouble with Stripe", TROUBLE) * 2
        world.stripe.lag = draw("lagging reads", (0.0, 0.3, 0.7))
        world.whatsapp.odds = draw("trouble with WhatsApp", TROUBLE) * 2
        world.webhooks.loss = draw("lost webhooks", (0.0, 0.33, 0.9), 0.35)
        world.webhooks.trouble = draw("trouble with webhooks", (0.0, 0.2, 0.5))
        for name in ("Stripe", "WhatsApp", "the engine", "the scheduler"):
            self._plan_outage(name)
        for number in range(draw("deaths of the engine", (0, 1, 2, 4), 0.3)):
            self.world.at(f"death {number} of the engine", 2 * HOUR, world.engine.kill)

    def _plan_outage(self, name: str) -> None:
        seconds = self.choices.draw(f"outage of {name}", (0.0, *OUTAGES), 0.2)
        if not seconds:
            return

        def begin() -> None:
            self.world.tell(f"{name} is away for {timedelta(seconds=seconds)}")
            self._place_of(name).away_until = self.world.stage.now + seconds

        self.world.at(f"outage of {name} begins", HOUR, begin)

    def _place_of(self, name: str) -> Any:
        world = self.world
        places = {"Stripe": world.stripe, "WhatsApp": world.whatsapp, "the engine": world.engine}
        return places.get(name, self)

    # operators

    def _plan_operators(self) -> None:
        draw = self.choices.draw
        for number in range(draw("changes of settings", (0, 1, 2), 0.3)):
            name = f"change {number} of settings"
            options = draw(name, SETTINGS[1:])
            self.world.at(name, HOUR, partial(self._change_settings, options))
        for number in range(draw("changes of inventory", (0, 1, 2, 3), 0.4)):
            name = f"change {number} of inventory"
            total, price = draw(f"{name}, rooms", (2, 0, 1, 3)), 11_000 + 1_000 * number
            self.world.at(name, HOUR, partial(self._set_ari, name, total, price))
        for number in range(draw("runs by hand", (0, 1, 2, 4), 0.4)):
            self.world.at(f"run {number} by hand", 2 * HOUR, partial(self._run, number))
        for number in range(draw("pauses", (0, 1, 2), 0.4)):
            self._plan_pause(f"pause {number} of an operator")

    def _plan_pause(self, name: str) -> None:
        what = self.choices.draw(f"{name}, of what", STOPPED)
        lasts = self.choices.draw(f"{name}, for", STOPPED_FOR)

        def pause() -> None:
            self.world.tell(f"an operator pauses {what} {lasts}")
            self.postgres.operate(
                "select pause(%s, 'why', 'Rita', nullif(%s, '')::interval)", what, lasts
            )

        def resume() -> None:
            self.world.tell(f"an operator resumes {what}")
            self.postgres.operate("select resume(%s, 'Rita')", what)

        self.world.at(name, HOUR / 2, pause)
        self.world.at(f"{name}, end", 2 * HOUR, resume)

    def _change_settings(self, options: dict[str, Any]) -> None:
        self.world.tell(f"the hotel changes {options}")
        self.postgres.set_property(PROPERTY, options)

    def _run(self, number: int) -> None:
        """Somebody runs an event again, whatever has become of it."""
        events = list(self.world.accepted)
        if not events:
            return
        event_id = events[(self.seed + number) % len(events)]
        self.world.tell(f"an operator runs the event of {self.world.accepted[event_id]}")
        self.world.engine.start(f"run {number} by hand", "ingest-event", {"event_id": event_id})

    # sweeps

    def _sweep_now_and_then(self) -> None:
        stage = self.world.stage
        for number in range(SWEEPS):
            pause = self.choices.draw(f"pause {number} between sweeps", PAUSES)
            stage.play(stage.now + pause)
            if stage.now >= self.away_until:
                self._sweep()
        stage.play(stage.now + MINUTE)

    def _sweep(self) -> None:
        """Cloud Scheduler starts what has been due since the last time."""
        self.sweeps += 1
        since, now = self.swept, self.world.stage.now
        self.swept = now
        if now < self.world.engine.away_until:
            return
        for name, schedule in load_deployment().schedules.items():
            if next_time(schedule, datetime.fromtimestamp(since, UTC)).timestamp() <= now:
                argument = schedule.argument or None
                self.world.engine.start(f"{name} {self.sweeps}", schedule.workflow, argument)

    def _drain(self) -> None:
        world = self.world
        world.tell("all is well again")
        self.choices.calm = True
        for place in (world.stripe, world.whatsapp, world.engine, self):
            place.away_until = 0.0
        self.postgres.operate("select resume('all', 'Rita')")
        for minutes in DRAINING:
            self._sweep()
            world.stage.play(world.stage.now + minutes * MINUTE)
            if not unfinished(world):
                return
