"""What a deployment may say, and the revision it makes.

Limits: https://cloud.google.com/workflows/docs/reference/rest/v1/projects.locations.workflows
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection, Mapping

from infra.engine.program import compile_source
from infra.engine.service.api_error import ApiError, invalid_argument
from infra.engine.service.execution import Revision, Settings
from infra.engine.source.error import SourceErrors

CALL_LOG_LEVELS = ("CALL_LOG_LEVEL_UNSPECIFIED", "LOG_ALL_CALLS", "LOG_ERRORS_ONLY", "LOG_NONE")
HISTORY_LEVELS = (
    "EXECUTION_HISTORY_LEVEL_UNSPECIFIED",
    "EXECUTION_HISTORY_BASIC",
    "EXECUTION_HISTORY_DETAILED",
)
MAX_DESCRIPTION = 1_000
MAX_ENVIRONMENT = 20
MAX_ENVIRONMENT_BYTES = 4 * 1024
MAX_LABELS = 64
_WORKFLOW_ID = re.compile(r"[A-Za-z](?:[A-Za-z0-9_-]{0,62}[A-Za-z0-9])?")
_LABEL_KEY = re.compile(r"[^\W\d_A-Z](?:[^\WA-Z]|-){0,62}")
_LABEL_VALUE = re.compile(r"(?:[^\WA-Z]|-){0,63}")


def check_workflow_id(workflow_id: str) -> None:
    if not _WORKFLOW_ID.fullmatch(workflow_id):
        raise invalid_argument(
            "workflow_id must be 1-64 letters, digits, underscores and hyphens, "
            "start with a letter and end with a letter or a digit",
            "workflow_id",
        )


def check_settings(settings: Settings) -> None:
    """Raises ApiError INVALID_ARGUMENT naming the field."""
    if len(settings.description) > MAX_DESCRIPTION:
        message = f"description is longer than {MAX_DESCRIPTION} characters"
        raise invalid_argument(message, "workflow.description")
    check_labels(settings.labels)
    check_levels(settings.call_log_level, settings.history_level)
    _check_environment(settings.environment)


def check_levels(call_log_level: str, history_level: str) -> None:
    _check_level("callLogLevel", call_log_level, CALL_LOG_LEVELS)
    _check_level("executionHistoryLevel", history_level, HISTORY_LEVELS)


def check_labels(labels: Mapping[str, str]) -> None:
    if len(labels) > MAX_LABELS:
        raise invalid_argument(f"there are more than {MAX_LABELS} labels", "labels")
    for key, value in labels.items():
        if not (_LABEL_KEY.fullmatch(key) and _LABEL_VALUE.fullmatch(value)):
            raise invalid_argument(
                f"label {key[:63]!r}: keys and values are at most 63 lowercase letters, digits, "
                "underscores and hyphens, and a key starts with a letter",
                "labels",
            )


def new_revision(settings: Settings, number: int, now: float, stubbed: Collection[str]) -> Revision:
    """Compile the source; ApiError INVALID_ARGUMENT carries every mistake with its place."""
    if not settings.source.strip():
        raise invalid_argument("source_contents is empty", "workflow.source_contents")
    try:
        program = compile_source(settings.source, stubbed=stubbed)
    except SourceErrors as errors:
        raise ApiError("INVALID_ARGUMENT", str(errors)) from None
    return Revision(f"{number:06}-{secrets.token_hex(2)[:3]}", now, lambda: program, settings)


def needs_new_revision(old: Settings, new: Settings) -> bool:
    """Source, account and environment belong to the revision, everything else to the workflow."""
    return (old.source, old.service_account, dict(old.environment)) != (
        new.source,
        new.service_account,
        dict(new.environment),
    )


def _check_level(field: str, level: str, levels: tuple[str, ...]) -> None:
    if level not in levels:
        raise invalid_argument(f"{field} must be one of {', '.join(levels)}", field)


def _check_environment(environment: Mapping[str, str]) -> None:
    field = "workflow.user_env_vars"
    if len(environment) > MAX_ENVIRONMENT:
        message = f"there are more than {MAX_ENVIRONMENT} environment variables"
        raise invalid_argument(message, field)
    for name, value in environment.items():
        if not name or name.startswith(("GOOGLE", "WORKFLOWS")):
            message = f"environment variable {name!r}: the name is empty or reserved"
            raise invalid_argument(message, field)
        if max(len(name.encode()), len(value.encode())) > MAX_ENVIRONMENT_BYTES:
            raise invalid_argument(f"environment variable {name[:40]!r} is over 4 KiB", field)
