"""Somebody who writes to the house, and reads what it answers."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import Any

from tests.functions.conftest import send_event, step

PHONE = "+5511987654321"
_numbers = count(1)


def day(after: int) -> str:
    """As a guest writes it."""
    return (date.today() + timedelta(days=after)).strftime("%d/%m/%Y")


@dataclass
class Guest:
    connection: Any
    phone: str = PHONE

    def writes(self, text: str, **more: Any) -> str:
        """The event of a message that is saved."""
        payload = {"message_id": f"M{next(_numbers)}", "phone": self.phone, "text": text, **more}
        told = {name: value for name, value in payload.items() if value}
        event_id = send_event("message_received", told, property_id="farol")
        assert step("save-message", event_id)["outcome"] == "awaits_answer"
        return event_id

    def says(self, text: str, **more: Any) -> str:
        """The reply, or what the house did instead."""
        event_id = self.writes(text, **more)
        self.turn = step("converse", event_id)
        return self.reply(event_id) or str(self.turn["outcome"])

    def reply(self, event_id: str) -> str | None:
        sql = "select body from messages where event_id = %s and template = 'reply'"
        found = self.rows(sql, event_id)
        return found[0][0] if found else None

    def rows(self, sql: str, *parameters: Any) -> list[Any]:
        cursor = self.connection.cursor()
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())

    def value(self, sql: str, *parameters: Any) -> Any:
        [[value]] = self.rows(sql, *parameters)
        return value

    def tasks(self) -> list[str]:
        return [kind for [kind] in self.rows("select kind from tasks where closed_at is null")]

    def holds(self, text: str) -> dict[str, Any]:
        """A stay that is asked for and held; create-hold's answer."""
        self.says(text)
        assert self.says("sim") == "hold"
        hold = step("create-hold", self.turn["hold_event_id"])
        assert hold["outcome"] == "held"
        return hold
