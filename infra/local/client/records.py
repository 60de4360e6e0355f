"""The database as an operator sees it: questions with their answers as dictionaries."""

import os
from typing import Any

from infra.local.client.waiting import eventually
from infra.local.stack.postgres import connect

HOLDS = """
select h.id::text as hold_id, h.status::text, p.status::text as payment, p.reason,
       p.provider_object_id as session_id, r.id is not null as reservation
from holds h
left join payments p on p.hold_id = h.id
left join reservations r on r.hold_id = h.id and r.status = 'confirmed'
where h.correlation_id = %s
order by h.created_at, p.attempt"""

OF_LEAD = """
select 1 as leads,
       (select count(*) from conversations c where c.contact_id = l.contact_id) as conversations,
       (select count(*) from projects p where p.lead_id = l.id) as projects,
       (select count(*) from obras o where o.lead_id = l.id) as obras
from leads l
where l.id = %s"""

SETTLED = ("processed", "ignored", "failed")
"""states of an event in which nothing is running for it"""


def take_role(connection: Any) -> None:
    """That of DATABASE_ROLE: an operator of the cloud takes the owner's to repair something."""
    if role := os.environ.get("DATABASE_ROLE"):
        connection.cursor().execute("select set_config('role', %s, false)", (role,))


class Records:
    """One connection, as the owner of the database, or in the role of DATABASE_ROLE."""

    def __init__(self, url: str) -> None:
        self._connection = connect(url)
        self._connection.autocommit = True
        take_role(self._connection)

    def close(self) -> None:
        self._connection.close()

    def rows(self, sql: str, *parameters: object) -> list[dict[str, Any]]:
        """What `sql` answers; its parameters are written %s."""
        return self.done(sql, *parameters)[0] or []

    def done(self, sql: str, *parameters: object) -> tuple[list[dict[str, Any]] | None, int]:
        """The rows, None if `sql` asks for none, and how many it found or changed (or -1)."""
        cursor = self._connection.cursor()
        cursor.execute(sql, parameters)
        if cursor.description is None:
            return None, cursor.rowcount
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()], cursor.rowcount

    def count(self, table: str) -> int:
        return int(self.rows(f"select count(*) as rows from {table}")[0]["rows"])

    def set_property(self, property_id: str, name: str, **options: object) -> None:
        """Create or change a property; the options are those of the SQL function."""
        self.rows("select set_property(%s, %s, %s)", property_id, name, options)

    def set_room_type(self, property_id: str, room_type: str, **options: object) -> None:
        """Create or change a room type; the options are those of the SQL function."""
        self.rows("select set_room_type(%s, %s, %s)", property_id, room_type, options)

    def event(self, event_id: str) -> dict[str, Any]:
        (event,) = self.rows("select * from events where id = %s", event_id)
        return event

    def wait_for_event(self, event_id: str, seconds: float = 20.0) -> dict[str, Any]:
        """The event once it is processed, ignored or failed."""

        def settled() -> dict[str, Any] | None:
            event = self.event(event_id)
            return event if event["status"] in SETTLED else None

        return eventually("the event is processed", settled, seconds)

    def journeys(self, anything: str) -> list[str]:
        """The correlation ids of whatever has this id, newest first."""
        found = self.rows("select journeys_of(%s)::text as journey", anything)
        return [str(each["journey"]) for each in found]

    def trace(self, correlation_id: str) -> list[dict[str, Any]]:
        return self.rows("select * from trace(%s)", correlation_id)

    def holds(self, correlation_id: str) -> list[dict[str, Any]]:
        """Holds of a journey, each with its payment and whether it became a reservation."""
        return self.rows(HOLDS, correlation_id)

    def nights(self, property_id: str) -> list[dict[str, Any]]:
        return self.rows("select * from ari where property_id = %s order by night", property_id)

    def stages(self, lead_id: str) -> list[str]:
        moves = self.rows("select to_stage from pipeline where lead_id = %s order by id", lead_id)
        return [str(move["to_stage"]) for move in moves]

    def of_lead(self, lead_id: str) -> dict[str, int]:
        """How many rows of each table belong to a lead."""
        (counts,) = self.rows(OF_LEAD, lead_id)
        return counts

    def payments_without_reservation(self) -> list[dict[str, Any]]:
        return self.rows("select * from payments_without_reservation()")
