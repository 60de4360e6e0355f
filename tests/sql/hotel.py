"""A small hotel on a real database: SQL functions called as the deployed functions call them."""

import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any, Self
from uuid import uuid4

import pg8000.dbapi

from infra.local.stack.postgres import connect

PROPERTY = "pousada"
MINUTE = timedelta(minutes=1)
NOON = datetime(2030, 3, 1, 12, tzinfo=UTC)
DEADLINE = NOON + 15 * MINUTE
"""that a guest is told who asks for rooms at NOON"""
RELEASE = NOON + (31 + 30 + 10) * MINUTE
"""when no money of a Checkout begun at NOON can arrive any more"""
FIRST_NIGHT = date(2030, 3, 10)
GUEST = {"name": "Ana", "phone": "+5511999998888"}

Answer = dict[str, Any]


class Refused(Exception):
    """What a SQL function raised: its SQLSTATE, machine code and path."""

    def __init__(self, error: dict[str, str]) -> None:
        super().__init__(error.get("C"), error.get("M"), error.get("D"))
        self.state, self.code, self.path = error.get("C"), error.get("M"), error.get("D")
        self.hint = error.get("H", "")


class Hotel:
    def __init__(self, url: str) -> None:
        self.url = url
        self.connection = connect(url)
        self.connection.autocommit = True

    def close(self) -> None:
        self.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def rows(self, query: str, *arguments: Any) -> list[Any]:
        cursor = self.connection.cursor()
        try:
            cursor.execute(query, arguments)
        except pg8000.dbapi.DatabaseError as error:
            raise Refused(error.args[0]) from None
        return [tuple(row) for row in cursor.fetchall()] if cursor.description else []

    def value(self, query: str, *arguments: Any) -> Any:
        [(value,)] = self.rows(query, *arguments)
        return value

    def call(self, function: str, **parameters: Any) -> Any:
        names = ", ".join(f"p_{name} => %s" for name in parameters)
        values = [json.dumps(v) if isinstance(v, dict | list) else v for v in parameters.values()]
        return self.value(f"select {function}({names})", *values)

    def event(self, event_type: str, payload: Answer, **subjects: Any) -> str:
        """The id of a newly received event."""
        return str(
            self.call(
                "receive_event",
                source="test",
                external_id=str(uuid4()),
                event_type=event_type,
                payload=payload,
                **{"now": NOON, **subjects},
            )["event_id"]
        )

    def step(self, function: str, event_id: str, now: datetime = NOON, **more: Any) -> Answer:
        answer: Answer = self.call(function, event_id=event_id, now=now, **more)
        return answer

    def forget_everything(self) -> None:
        """Empties all tables; constraints and the outbox's guard look away meanwhile."""
        filled = ("schema_migrations", "retention")  # by migrations
        deletes = (f"delete from {table};" for table in self.tables() if table not in filled)
        self.rows("set session_replication_role = replica;" + "".join(deletes))
        self.rows("update retention set done_until = null")
        self.rows("reset session_replication_role")

    def tables(self) -> list[str]:
        return [
            name
            for (name,) in self.rows("select tablename from pg_tables where schemaname = 'public'")
        ]

    def open_for_business(
        self, total: int = 2, price_cents: int = 10_000, nights: int = 30
    ) -> None:
        """A property with one room type, `standard`, from FIRST_NIGHT on."""
        self.call("set_property", id=PROPERTY, name="Pousada do Teste")
        self.set_ari(total=total, price_cents=price_cents, nights=nights)

    def set_ari(self, room_type: str = "standard", nights: int = 30, **values: Any) -> Answer:
        last = FIRST_NIGHT + timedelta(days=nights - 1)
        span = {"room_type": room_type, "first_night": str(FIRST_NIGHT), "last_night": str(last)}
        return self.step("set_ari", self.event("ari_updated", span | values, property_id=PROPERTY))

    def request(self, nights: int = 2, first: int = 0, **changes: Any) -> str:
        """The event of a guest who asks for one standard room, `first` nights after FIRST_NIGHT."""
        check_in = FIRST_NIGHT + timedelta(days=first)
        payload = {
            "check_in": str(check_in),
            "check_out": str(check_in + timedelta(days=nights)),
            "rooms": [{"room_type": "standard", "quantity": 1}],
            "guest": GUEST,
        }
        return self.event("hold_requested", payload | changes, property_id=PROPERTY)

    def hold(self, now: datetime = NOON, **changes: Any) -> tuple[str, Answer]:
        event_id = self.request(**changes)
        return event_id, self.step("create_hold", event_id, now)

    def checkout(self, now: datetime = NOON, **changes: Any) -> tuple[str, str, str]:
        """A hold with an open Checkout Session: ids of event, hold and session."""
        event_id, held = self.hold(now, **changes)
        session_id = self.open_session(event_id, now)
        return event_id, held["hold_id"], session_id

    def open_session(self, event_id: str, now: datetime = NOON) -> str:
        session_id = f"cs_{uuid4().hex}"
        payment = self.step("start_payment", event_id, now)
        self.step(
            "record_checkout",
            event_id,
            now,
            payment_id=payment["payment_id"],
            session_id=session_id,
            url="https://pay.example/c",
        )
        return session_id

    def pay(
        self, session_id: str, hold_id: str | None, now: datetime = NOON, **changes: Any
    ) -> Answer:
        """What `convert` answers to an event of this session; paid in full unless `changes` say
        otherwise, and the event says what the session does."""
        unpaid = changes.get("payment_status") == "unpaid"
        event_type = changes.pop("event_type", "payment_pending" if unpaid else "payment_succeeded")
        session = {
            "session_id": session_id,
            "status": "complete",
            "payment_status": "paid",
            "amount_total": 20_000,
            "currency": "brl",
            "payment_intent": "pi_1",
            "hold_id": hold_id,
        }
        event_id = self.event(event_type, {"session_id": session_id})
        answer = self.step("convert", event_id, now, session=session | changes)
        self.call(
            "finish_event", event_id=event_id, execution_id="run", status="processed", result=answer
        )
        return answer

    def night(self, room_type: str = "standard", offset: int = 0) -> tuple[int, int, int]:
        """inv_total, inv_booked, inv_held of a night."""
        [(total, booked, held)] = self.rows(
            "select inv_total, inv_booked, inv_held from ari where room_type = %s and night = %s",
            room_type,
            FIRST_NIGHT + timedelta(days=offset),
        )
        return total, booked, held

    def status(self, table: str, column: str, key: str) -> str:
        return str(self.value(f"select status from {table} where {column}::text = %s", key))

    def payments(self) -> list[tuple[str, str | None]]:
        """Status and reason of each, the oldest first."""
        return [
            (str(status), reason)
            for status, reason in self.rows(
                "select status, reason from payments order by created_at, attempt"
            )
        ]

    def snapshot(self) -> dict[str, list[Any]]:
        """Every row of every table, as text."""
        return {
            table: self.rows(f"select t::text from {table} t order by 1") for table in self.tables()
        }

    def is_conserved(self) -> bool:
        """Each night, held rooms are those of active holds, booked ones of live reservations."""
        counted = self.rows(
            "select property_id, room_type, night, inv_held, inv_booked from ari order by 1, 2, 3"
        )
        facts = self.rows(
            """select a.property_id, a.room_type, a.night,
                 coalesce(sum(n.quantity) filter (where h.status = 'active'), 0)::int,
                 coalesce(sum(n.quantity) filter (where r.status = 'confirmed'), 0)::int
               from ari a left join (hold_nights n join holds h on h.id = n.hold_id
                 left join reservations r on r.hold_id = h.id)
                 on (h.property_id, n.room_type, n.night) = (a.property_id, a.room_type, a.night)
               group by 1, 2, 3 order by 1, 2, 3"""
        )
        return counted == facts


def at_once(url: str, times: int, work: Callable[[Hotel, int], Any]) -> list[Any]:
    """`work` so many times at the same moment, each with a connection of its own."""
    start = threading.Barrier(times)

    def run(number: int) -> Any:
        with Hotel(url) as hotel:
            start.wait()
            return work(hotel, number)

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))
