"""A lead from the first form to the building site, by the bodies of the operations runbook."""

from dataclasses import dataclass

from infra.local.client.caller import Caller
from infra.local.client.records import Records
from infra.local.client.samples import (
    Sample,
    lead,
    message,
    obra_created,
    proposal_sent,
    stage_changed,
    won,
)
from infra.local.demo.story import Story


@dataclass
class Pipeline:
    """The lead's part of the story."""

    stack: Caller
    records: Records
    story: Story

    def tell(self) -> dict[str, str]:
        """Everything that happens; the correlation id of the lead's journey."""
        self.story.chapter("A lead becomes a building site")
        event = self.send(lead())
        lead_id = str(event["lead_id"])
        self.send(message())
        for sample in (stage_changed(), proposal_sent(), won(), obra_created()):
            self.send(sample.changed([f"lead_id={lead_id}"]))
        for table, rows in self.records.of_lead(lead_id).items():
            self.story.claim(f"{table} has one row for this lead", rows == 1)
        stages = self.records.stages(lead_id)
        self.story.claim(
            f"pipeline tells its stages: {' → '.join(stages)}",
            stages[:2] == ["triagem", "qualificado"],
        )
        return {"the lead": str(event["correlation_id"])}

    def send(self, sample: Sample) -> dict[str, object]:
        """POST the sample; the row of its event once that is processed."""
        answer = self.stack.post(sample.path, sample.body).json()
        event = self.records.wait_for_event(answer["event_id"])
        self.story.claim(
            f"POST {sample.path} {event['event_type']} -> {answer['status']}, then processed",
            event["status"] == "processed",
        )
        return event
