"""What a month costs, by what is booked and written in it."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from cronsim import CronSim

from infra.deployment import Function, load_deployment
from tests.costs.use import COUNTED, Use, price

MONTH: Final = timedelta(days=30)
MESSAGES_A_BOOKING: Final = 10
"""answered: those of whoever books, and of whoever only asks"""
WARM_SECONDS: Final = 0.1
"""what a call is billed for at least"""
DATABASE: Final = (1, 3.75, 10)
"""vCPU, GiB of memory, GiB of disk"""
ALERTS: Final = 10


def traffic(bookings: int) -> Use:
    messages = bookings * MESSAGES_A_BOOKING
    return COUNTED["booking"] * bookings + COUNTED["message"] * messages


def idle() -> Use:
    """What the schedules take when nobody books."""
    total = Use(0, 0)
    for name, schedule in load_deployment().schedules.items():
        total += COUNTED[name] * runs(schedule.cron)
    return total


def runs(cron: str) -> int:
    """How often a cron line is due in a month."""
    begin = datetime(2026, 11, 2, tzinfo=UTC)
    times = iter(CronSim(cron, begin - timedelta(seconds=1)))
    count = 0
    while next(times) < begin + MONTH:
        count += 1
    return count


def costs(bookings: int) -> Mapping[str, float]:
    """US dollars a month, by item."""
    use = idle() + traffic(bookings)
    return {
        "workflow steps": workflows(use),
        "functions, by use": max(0.0, functions(use) - price("free_functions")),
        "functions kept awake": awake(),
        "database": database(),
        "jobs, secrets, alerts": kept(),
    }


def workflows(use: Use) -> float:
    return max(0.0, use.steps - price("free_workflow_steps")) * price("workflow_step")


def functions(use: Use) -> float:
    return use.calls * (call(WARM_SECONDS) + price("request"))


def call(seconds: float) -> float:
    """Of a function with what all have unless they say otherwise."""
    size = load_deployment().functions["create-hold"]
    per_second = float(size.cpu) * price("cpu_second") + gibibytes(size) * price("memory_second")
    return seconds * per_second


def awake() -> float:
    each = (
        function.min_instances
        * (
            float(function.cpu) * price("awake_cpu_second")
            + gibibytes(function) * price("awake_memory_second")
        )
        for function in load_deployment().functions.values()
    )
    return MONTH.total_seconds() * sum(each)


def gibibytes(function: Function) -> float:
    number, unit = int(function.memory[:-2]), function.memory[-2:]
    return number / 1024 if unit == "Mi" else float(number)


def database() -> float:
    cpus, memory, disk = DATABASE
    machine = cpus * price("database_cpu") + memory * price("database_memory")
    return machine + disk * price("database_disk") + price("backups")


def kept() -> float:
    deployment = load_deployment()
    jobs = max(0, len(deployment.schedules) - 3) * price("job")
    secrets = max(0, len(deployment.secrets) - 6) * price("secret")
    return jobs + secrets + ALERTS * price("alert")
