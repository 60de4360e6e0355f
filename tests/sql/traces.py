"""A person who left a trace in every place where one can be left, each with PLANTED in it."""

from typing import Any

from tests.sql.hotel import GUEST, NOON, PROPERTY, Hotel

PHONE = GUEST["phone"]
DIGITS = PHONE.removeprefix("+")
PLANTED = "planted"


def person(hotel: Hotel, given: str = PHONE) -> str:
    return str(hotel.value("select find_contact(%s)::text", given))


def finish(hotel: Hotel) -> None:
    """All events come to their end."""
    hotel.rows(
        "update events set status = 'processed', result = '{}', finished_at = %s, error = null "
        "where finished_at is null",
        NOON,
    )


def columns(hotel: Hotel) -> list[tuple[str, str]]:
    """Every column of every table that can hold a text."""
    return [
        (table, column)
        for table, column in hotel.rows(
            """select table_name, column_name from information_schema.columns
               join information_schema.tables using (table_schema, table_name)
               where table_schema = 'public' and table_type = 'BASE TABLE'
                 and (data_type in ('text', 'json', 'jsonb', 'character varying', 'ARRAY', 'bytea'))
               order by 1, 2"""
        )
    ]


def seen(hotel: Hotel, *texts: str) -> set[str]:
    """`table.column` of every column in which one of the texts stands."""
    pattern = "|".join(texts)
    return {
        f"{table}.{column}"
        for table, column in columns(hotel)
        if hotel.value(f"select exists (select from {table} where {column}::text ~* %s)", pattern)
    }


def plant(name: str) -> str:
    return f"{PLANTED} {name}"


def wrote(hotel: Hotel, message_id: str, text: str, **who: Any) -> Any:
    payload = {"message_id": message_id, "text": plant(text), "instance": "casa", **who}
    return hotel.step("save_message", hotel.event("message_received", payload))


def stayed(hotel: Hotel) -> str:
    """A paid stay of a guest whose every text is planted; the id of its hold."""
    guest = {"name": plant("guest"), "phone": PHONE, "email": f"{PLANTED}.guest@exemplo.com"}
    event_id, hold_id, session_id = hotel.checkout(guest=guest)
    for template in ("payment_link", "reservation_confirmed"):
        hotel.step("mark_sending", event_id, template=template, body=plant("text"))
        message = hotel.value("select id::text from messages where template = %s", template)
        hotel.call("record_message", message_id=message, provider_id=plant(template))
    hotel.pay(session_id, hold_id)
    hotel.rows("update payments set checkout_url = %s", f"https://pay.example/{PLANTED}")
    hotel.rows(
        "insert into refunds (payment_id, provider_object_id, amount_cents, currency, status,"
        " requested_by, why, created_at, updated_at)"
        " select id, 're_1', 1, 'brl', 'succeeded', 'Rita', %s, %s, %s from payments",
        plant("why"),
        NOON,
        NOON,
    )
    hotel.rows("update payments set refunded_cents = 1, closed_by = 'Rita', closed_why = 'planted'")
    return hold_id


def chatted(hotel: Hotel) -> None:
    """The same person by a hidden id, then by both; what they asked, and a person of the house."""
    wrote(hotel, "planted-1", "hidden", lid=f"{PLANTED}lid", name=plant("profile"))
    wrote(hotel, "planted-2", "both", lid=f"{PLANTED}lid", phone=PHONE, name=plant("newer"))
    said = {"phone": PHONE, "message_id": "planted-3", "text": plant("staff"), "instance": "casa"}
    hotel.step("note_staff_reply", hotel.event("staff_replied", said, property_id=PROPERTY))
    hotel.rows(
        """insert into inquiries (conversation_id, property_id, correlation_id, slots, options,
             started_at, turned_at)
           select id, %s, correlation_id, '{"for": "planted"}', '["planted"]', %s, %s
           from conversations where contact_id::text = %s""",
        PROPERTY,
        NOON,
        NOON,
        person(hotel),
    )
    hotel.rows("select open_task('guest_wants_person', id::text, property_id, %s::uuid, null,"
               " correlation_id) from inquiries", person(hotel))  # fmt: skip


def sold(hotel: Hotel) -> str:
    """An obra of the same person; the id of the lead."""
    told = {field: plant(field) for field in ("name", "source", "funnel", "location")}
    told |= {"project_type": plant("type"), "phone": PHONE, "email": f"{PLANTED}@exemplo.com"}
    more = {"answers": {"q": plant("answer")}, "unusable": [{"value": plant("bad")}]}
    made = hotel.step(
        "upsert_lead", hotel.event("lead_created", {**told, **more, "ad": {"id": plant("ad")}})
    )
    lead_id = str(made["lead_id"])
    for event_type, step, payload in (
        ("stage_changed", "move_stage", {"to_stage": "visita", "reason": plant("reason")}),
        ("proposal_sent", "register_proposal", {"title": plant("title"), "amount_cents": 5}),
        ("won", "mark_won", {}),
        ("obra_created", "create_obra", {"name": plant("obra"), "address": plant("address")}),
    ):
        hotel.step(step, hotel.event(event_type, payload, lead_id=lead_id))
    return lead_id


def told_staff(hotel: Hotel) -> None:
    """The text about the task, which names the guest to somebody else."""
    for (event_id,) in hotel.rows("select id from events where event_type = 'task_opened'"):
        hotel.step("mark_sending", event_id, template="task", body=plant(f"call {PHONE}"))
        message = hotel.value("select id::text from messages where event_id = %s", event_id)
        hotel.call("record_message", message_id=message, provider_id=plant("task"))


def leave_traces(hotel: Hotel) -> str:
    """Somebody who did everything that leaves a trace here; the id of the contact."""
    hotel.rows("update properties set staff_phone = '+551133334444'")
    stayed(hotel)
    chatted(hotel)
    sold(hotel)
    told_staff(hotel)
    for event_type in ("hold_requested", "unheard_of"):  # failed, and linked to nothing
        hotel.event(event_type, {"guest": {"phone": PHONE, "name": plant("lost")}})
    finish(hotel)
    hotel.rows(
        "update events set status = 'failed', error = 'x', result = null "
        "where event_type = 'hold_requested' and hold_id is null"
    )
    return person(hotel)
