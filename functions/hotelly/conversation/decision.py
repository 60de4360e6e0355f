"""What a turn comes to: a reply, what it asks for, and what is done about it."""

from dataclasses import dataclass, field
from typing import Any

from hotelly.conversation.chat import Slots


@dataclass(frozen=True)
class Decision:
    slots: Slots = field(default_factory=Slots)
    says: tuple[str, ...] = ()
    asked: str | None = None
    """the slot asked for, or confirm, option, cancel_confirm"""
    options: tuple[dict[str, Any], ...] = ()
    misunderstood: int = 0
    quoted: bool = False
    action: str | None = None
    """hold, cancel, change or opt_out"""
    hold: dict[str, Any] | None = None
    """the payload of hold_requested"""
    cancel_hold_id: str | None = None
    handover: str | None = None
    """the kind of the task for a person"""

    def to_json(self) -> dict[str, Any]:
        """As record_turn takes it."""
        turn: dict[str, Any] = {
            "slots": self.slots.to_json(),
            "asked": self.asked,
            "options": list(self.options),
            "misunderstood": self.misunderstood,
            "quoted": self.quoted,
            "reply": "\n\n".join(self.says) or None,
            "action": self.action,
            "handover": self.handover,
        }
        extra = {"hold": self.hold, "cancel_hold_id": self.cancel_hold_id}
        return turn | {name: value for name, value in extra.items() if value is not None}
