"""The address a message to a phone number really goes to."""

import re

_DIGITS = re.compile(r"\D")
_BRAZILIAN_MOBILE = re.compile(r"55(\d\d)\d(\d{8})")
FIRST_AREA_WITHOUT_NINE = 31
"""area code from which on WhatsApp's accounts are older than the ninth digit"""


def jid_of(number: str) -> str:
    """The JID Evolution sends to; Brazilian numbers may lose their ninth digit on the way.

    Rule: `src/utils/createJid.ts` of EvolutionAPI/evolution-api. Who looks a sent message up must
    look for this JID, not for the number that was asked for.
    """
    if "@" in number:
        return number
    digits = _DIGITS.sub("", number)
    mobile = _BRAZILIAN_MOBILE.fullmatch(digits)
    if mobile and _lost_its_nine(area=int(mobile[1]), local=mobile[2]):
        digits = f"55{mobile[1]}{mobile[2]}"
    return f"{digits}@s.whatsapp.net"


def _lost_its_nine(area: int, local: str) -> bool:
    return area >= FIRST_AREA_WITHOUT_NINE and int(local[0]) >= 7
