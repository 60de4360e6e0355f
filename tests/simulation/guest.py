"""One guest, known to the hotel by a phone of its own."""

from dataclasses import dataclass, field


@dataclass
class Guest:
    number: int
    plan: str
    cancellations: int = 0
    texts: int = 0
    """so many were read"""
    read: str = ""
    """the last of them"""
    links: set[str] = field(default_factory=set)
    """sessions it knows of"""

    @property
    def name(self) -> str:
        return f"guest {self.number}"

    @property
    def phone(self) -> str:
        return f"+55119876543{self.number:02}"

    @property
    def person(self) -> dict[str, str]:
        surname = f"Canarinho{self.number}"
        return {
            "name": f"Zuleica {surname}",
            "phone": self.phone,
            "email": f"{surname.lower()}@exemplo.com.br",
        }
