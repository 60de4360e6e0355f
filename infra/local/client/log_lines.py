"""The programs' log lines as a person at a terminal wants them: one short line each."""

import json
from typing import Any

DETAILS = ("event_type", "route", "outcome", "status", "error", "stack_trace")
FUNCTION = "/logs/run.googleapis.com%2F"
"""in the log's name of the entries that the engine has from the gateway"""


def brief(line: str) -> str | None:
    """`line` in short; None for an entry that another program has printed already.

    Understands the lines of the functions gateway and Cloud Logging entries of the engine; any
    other line is as it was.
    """
    if FUNCTION in line[:200]:
        return None
    try:
        entry = json.loads(line)
    except ValueError:
        return line
    if not isinstance(entry, dict):
        return line
    if "logName" not in entry:
        return _short(str(entry.get("service_name", entry.get("job", ""))), entry)
    workflow = str(entry.get("resource", {}).get("labels", {}).get("workflow_id", ""))
    payload = entry.get("jsonPayload") or {"message": entry.get("textPayload", "")}
    return _short(workflow, {**payload, "severity": entry.get("severity")})


def _short(name: str, payload: dict[str, Any]) -> str:
    severity = str(payload.get("severity") or "DEFAULT")
    shown = "" if severity in ("DEFAULT", "INFO", "DEBUG") else f"{severity} "
    message = str(payload.get("message", ""))
    details = [str(payload[field]) for field in DETAILS if payload.get(field) is not None]
    details = [detail for detail in details if detail not in message]
    if "duration_ms" in payload:
        details.append(f"{payload['duration_ms']} ms")
    if correlation_id := payload.get("correlation_id"):
        details.append(f"[{str(correlation_id)[:8]}]")
    return f"{name:<18}{shown}{message}  {' '.join(details)}".rstrip()
