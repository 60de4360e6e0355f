"""Phone numbers in the one form people are known by: E.164, Brazilian mobiles with nine digits.

A number is never guessed: without its area code, or of a length that no plan of numbers has, it is
refused, since what would be made of it may be somebody else's.
"""

import re
from typing import Annotated, Final

from pydantic import AfterValidator, Field

BRAZIL: Final = "55"
AREA_CODES: Final = frozenset(
    f"{area}"
    for areas in (
        range(11, 20),
        (21, 22, 24, 27, 28),
        (31, 32, 33, 34, 35, 37, 38),
        range(41, 50),
        (51, 53, 54, 55),
        range(61, 70),
        (71, 73, 74, 75, 77, 79),
        range(81, 90),
        range(91, 100),
    )
    for area in areas
)
"""https://www.gov.br/anatel: the area codes (DDD) in use"""
NATIONAL: Final = re.compile(r"(?P<area>\d\d)(?P<local>9\d{8}|[2-9]\d{7})")
"""mobiles of nine digits from 9 on; landlines from 2 to 5, mobiles written the old way from 6"""
TOLL_FREE: Final = re.compile(r"0?(?:800|300|500|900)\d{6,7}")


def e164(raw: str) -> str:
    """`(11) 99999-8888` and `0055 11 9999-8888` become `+5511999998888`.

    Raises ValueError without quoting the number.
    """
    if any(character.isalpha() for character in raw):  # it would dial them, as 0800-HOTEL
        raise ValueError("not a phone number")
    international = _international(raw)
    if international is None:
        return _brazilian(_without_trunk(_digits(raw)))
    if international.startswith(BRAZIL):
        return _brazilian(international.removeprefix(BRAZIL).removeprefix("0"))
    return _foreign(international)


def whatsapp_addresses(phone: str) -> list[str]:
    """The JIDs that WhatsApp may have for an E.164 number: with the digit that its country put in
    front of mobiles and without.
    """
    digits = _digits(phone)
    numbers = [digits]
    if digits.startswith(BRAZIL) and len(digits) == 13:
        numbers.append(digits[:4] + digits[5:])
    elif digits.startswith("52") and len(digits) == 12:
        numbers.append(f"521{digits[2:]}")
    return [f"{number}@s.whatsapp.net" for number in numbers]


def _international(raw: str) -> str | None:
    """The digits from the country code on; None for a number of the own country."""
    digits = _digits(raw)
    if "+" in raw or "\N{FULLWIDTH PLUS SIGN}" in raw:
        return digits.removeprefix("00")
    if digits.startswith("00"):
        return digits.removeprefix("00")
    # Twelve or thirteen digits from 55 on are a Brazilian number whose plus got lost.
    return digits if digits.startswith(BRAZIL) and len(digits) in (12, 13) else None


def _without_trunk(digits: str) -> str:
    """`0 11 …`, or `0 21 11 …` with a carrier in front, is how one dials to another area."""
    if digits.startswith("0") and not TOLL_FREE.fullmatch(digits):
        national = digits[1:]
        return national[2:] if len(national) > 11 else national
    return digits


def _brazilian(digits: str) -> str:
    if TOLL_FREE.fullmatch(digits):
        return f"+{BRAZIL}{digits.removeprefix('0')}"
    national = NATIONAL.fullmatch(digits)
    if national is None or national["area"] not in AREA_CODES:
        raise ValueError("not a phone number with its area code")
    local = national["local"]
    if len(local) == 8 and local[0] in "6789":  # mobiles got a nine in front by 2016
        local = f"9{local}"
    return f"+{BRAZIL}{national['area']}{local}"


def _foreign(digits: str) -> str:
    import phonenumbers  # only where a foreign number arrives: most functions never see one

    try:
        number = phonenumbers.parse(f"+{_without_mobile_digit(digits)}")
    except phonenumbers.NumberParseException:
        raise ValueError("not a phone number") from None
    if not phonenumbers.is_possible_number(number):
        raise ValueError("not a possible phone number")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _without_mobile_digit(digits: str) -> str:
    """WhatsApp keeps the 1 that Mexico put in front of mobiles until 2019."""
    return f"52{digits[3:]}" if digits.startswith("521") and len(digits) == 13 else digits


def _digits(text: str) -> str:
    return "".join(str(int(character)) for character in text if character.isdecimal())


Phone = Annotated[str, Field(max_length=40), AfterValidator(e164)]
