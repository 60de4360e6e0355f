"""The run that a step is done in: the execution of a workflow for one event, and what follows.

The run goes along with every SQL call of the step, whose own transaction then begins the run and,
if nothing follows, finishes the event: neither is a call of its own. What SQL did not finish (a
step that ended without a change) is finished here, so a handler need not know of runs at all.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from hotelly import database
from hotelly.current_step import Deferred, in_step

Text = Annotated[str, Field(max_length=200)]


class Run(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    execution_id: Text
    begun_at: datetime
    event_type: Text | None = None
    """what the workflow took the event for"""
    more_after: list[Text] | None = None
    """outcomes after which more steps follow, any other ends the event; None: more always follow"""
    so_far: dict[str, Any] | None = None
    """the result of the steps before, which this one's outcome joins as `outcome_as`"""
    outcome_as: Text = "outcome"


Body = TypeVar("Body", bound=BaseModel)


def done_in_run(handler: Callable[[Body], dict[str, Any]], body: Body) -> dict[str, Any]:
    """The handler's answer; with `finished` and the event's `result` when it was the last step.
    `deferred` {paused} when somebody has paused it: nothing was done, and the event waits.
    """
    run, event_id = getattr(body, "run", None), getattr(body, "event_id", None)
    if event_id is None:
        return handler(body)
    try:
        with in_step(event_id, handler.__name__, _told(run, event_id)) as answers:
            answer = handler(body)
    except Deferred as deferred:
        return deferred.answer
    return answer if run is None else _ended(run, event_id, answer, answers)


def _told(run: Run | None, event_id: str) -> dict[str, Any] | None:
    """What SQL hears of the run, as current_run has it."""
    if run is None:
        return None
    return {"event_id": event_id, **run.model_dump(mode="json", exclude_none=True)}


def _ended(
    run: Run, event_id: str, answer: dict[str, Any], answers: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    ending = next((each for each in (*answers, answer) if each.get("finished")), None)
    if ending is None and _is_last(run, answer):
        ending = _finish(run, event_id, answer)
    return {**answer, "finished": True, "result": ending["result"]} if ending else answer


def _is_last(run: Run, answer: Mapping[str, Any]) -> bool:
    return run.more_after is not None and answer.get("outcome") not in run.more_after


def _finish(run: Run, event_id: str, answer: Mapping[str, Any]) -> dict[str, Any]:
    so_far = run.so_far
    result = answer if so_far is None else {**so_far, run.outcome_as: answer.get("outcome")}
    return database.call(
        "finish_event",
        event_id=event_id,
        execution_id=run.execution_id,
        status="processed",
        result=dict(result),
    )
