"""The engine's interpreter on one core, without a server around it."""

import asyncio
from collections.abc import Callable

from infra.engine.program import History, Limits, Program, compile_source, run
from infra.engine.stubs import RecordedLog, context_for
from infra.engine.world.clock import SystemClock
from tests.bench.figures import Figure, Figures, at_least, seconds

ROUNDS = 3
TURNS = 100_000
EVALUATIONS = 40
"""in each turn of the loop"""
EXPRESSION = "(n * 3 + 7) % 1000 // 2 - n / 4"

STEPS = f"""
- start: {{assign: [{{n: 0}}]}}
- count: {{assign: [{{n: '${{n + 1}}'}}]}}
- again: {{switch: [{{condition: '${{n < {TURNS}}}', next: count}}]}}
"""
LOOP = f"""
- loop:
    for:
      value: n
      range: [1, {TURNS}]
      steps: [{{count: {{assign: [{{m: '${{n + 1}}'}}]}}}}]
"""
EXPRESSIONS = f"""
- loop:
    for:
      value: n
      range: [1, {TURNS // EVALUATIONS}]
      steps:
        - all:
            assign: [{", ".join([f"{{m: '${{{EXPRESSION}}}'}}"] * EVALUATIONS)}]
"""


def measure() -> Figures:
    yield _steps("assign and switch steps", STEPS, 2 * TURNS)
    yield _steps("for iterations of one step", LOOP, TURNS)
    yield _expressions()
    yield _deployment()


def _steps(what: str, source: str, steps: int) -> Figure:
    """With their step entries."""
    taken, plain = _best(_running(compile_source(source)), _count_plainly)
    remark = f"{taken / steps / (plain / TURNS):.0f} times an iteration of plain Python"
    return Figure(what, steps / taken, "a second", at_least(300_000), remark)


def _expressions() -> Figure:
    count = TURNS // EVALUATIONS * EVALUATIONS
    taken, plain = _best(_running(compile_source(EXPRESSIONS)), _evaluate_plainly)
    remark = f"{taken / plain:.1f} times plain Python"
    return Figure("evaluations of five operators", count / taken, "a second", None, remark)


def _deployment() -> Figure:
    steps = (f"- s{n}: {{assign: [{{v{n % 50}: '${{[{n}, {n} * 2]}}'}}]}}\n" for n in range(2_000))
    source = "".join(steps)
    kilobytes = len(source) / 1024
    taken = min(seconds(lambda: compile_source(source)) for _ in range(ROUNDS))
    remark = f"of {kilobytes:.0f} KB"
    return Figure("deployment of a workflow", taken * 1000 / kilobytes, "ms a KB", None, remark)


def _best(ours: Callable[[], object], plain: Callable[[], object]) -> tuple[float, float]:
    """The best time of each, taken in turns."""
    pairs = [(seconds(ours), seconds(plain)) for _ in range(ROUNDS)]
    return min(one for one, _ in pairs), min(other for _, other in pairs)


def _running(program: Program) -> Callable[[], object]:
    clock = SystemClock()
    context = context_for(clock, log=RecordedLog(calls_wanted=False))
    limits = Limits(steps=10 * TURNS)
    return lambda: asyncio.run(run(program, None, context, History(False, clock), limits))


def _count_plainly() -> None:
    n = 0
    while n < TURNS:
        n = n + 1


_evaluate_all = compile(f"m = {EXPRESSION}\n" * EVALUATIONS, "plain", "exec")


def _evaluate_plainly() -> None:
    for n in range(1, TURNS // EVALUATIONS + 1):
        exec(_evaluate_all, {}, {"n": n})
