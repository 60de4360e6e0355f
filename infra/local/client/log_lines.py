"""The programs' log lines as a person at a terminal wants them: one short line each."""

import json
from typing import Any

DETAILS = ("event_type", "route", "outcome", "status", "paths", "error", "stack_trace")
CALM = ("DEFAULT", "DEBUG", "INFO")
FUNCTION = "/logs/run.googleapis.com%2F"
"""in the log's name of the entries that the engine has from the gateway"""


def brief(line: str) -> str | None:
    """`line` in short; None for what another program has said already, and for what says nothing.

    Understands the lines of the functions gateway and Cloud Logging entries of the engine; any
    other line is as it was.
    """
    if FUNCTION in line[:200]:
        return None
    try:
        entry = json.loads(line)
    except ValueError:
        entry = None
    if not isinstance(entry, dict):
        return line if line.strip() else None
    if "logName" not in entry:
        return _short(str(entry.get("service_name", entry.get("job", ""))), entry)
    workflow = str(entry.get("resource", {}).get("labels", {}).get("workflow_id", ""))
    payload = entry.get("jsonPayload") or {"message": entry.get("textPayload", "")}
    if "step" in payload and _severity(entry) in CALM:  # its function has said it
        return None
    return _short(workflow, {**payload, "severity": entry.get("severity")})


def _severity(entry: dict[str, Any]) -> str:
    return str(entry.get("severity") or "DEFAULT")


def _short(name: str, payload: dict[str, Any]) -> str | None:
    severity = _severity(payload)
    shown = "" if severity in CALM else f"{severity} "
    message = str(payload.get("message", ""))
    details = [str(payload[field]) for field in DETAILS if payload.get(field) is not None]
    details = [detail for detail in details if detail not in message]
    if "duration_ms" in payload:
        details.append(f"{payload['duration_ms']} ms")
    if not message and not details:
        return None
    if correlation_id := payload.get("correlation_id"):
        details.append(str(correlation_id))
    told_by = "" if message.startswith(f"{name}:") else f"{name:<18}"
    return f"{told_by}{shown}{message}  {' '.join(details)}".rstrip()
