"""Evolution API's webhooks: what our receiver makes of one."""

import json
from typing import Any

from hotelly.ingest.receipt import Receipt
from hotelly.ingest.whatsapp import evolution
from werkzeug.datastructures import Headers

SECRET = "a-secret-of-thirty-two-characters"
GUEST = "5511987654321@s.whatsapp.net"
WORDS = "Quero reservar de 10 a 12 de janeiro"
PLAIN = {"conversation": WORDS}


def receipts(event: Any) -> list[Receipt]:
    headers = Headers({"Authorization": f"Bearer {SECRET}"})
    return evolution.receive(headers, json.dumps(event).encode())


def upsert(message: Any, key: Any = None, **data: Any) -> list[Receipt]:
    whole = {"remoteJid": GUEST, "fromMe": False, "id": "A1", **(key or {})}
    data = {"key": whole, "pushName": "Zilda", "message": message, **data}
    return receipts({"event": "messages.upsert", "instance": "casa", "data": data})


def within(*wrappers: str, message: Any = None) -> Any:
    inner = {"extendedTextMessage": {"text": WORDS}} if message is None else message
    for wrapper in reversed(wrappers):
        inner = {wrapper: {"message": inner}}
    return inner
