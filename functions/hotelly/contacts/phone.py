"""Phone numbers in the one form people are known by: E.164, Brazilian mobiles with nine digits."""

from typing import Annotated, Final

from pydantic import AfterValidator, Field

BRAZIL: Final = "55"
LOCAL_MOBILE_STARTS: Final = "6789"


def e164(raw: str) -> str:
    """`(11) 99999-8888` and `551199998888` become `+5511999998888`.

    Raises ValueError without quoting the number.
    """
    import phonenumbers  # only where a number arrives: most functions never see one

    if any(character.isalpha() for character in raw):  # it would dial them, as 0800-HOTEL
        raise ValueError("not a phone number")
    try:
        number = phonenumbers.parse(_international(raw), "BR")
    except phonenumbers.NumberParseException:
        raise ValueError("not a phone number") from None
    if not phonenumbers.is_possible_number(number):
        raise ValueError("not a possible phone number")
    return _with_ninth_digit(
        phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    )


def whatsapp_addresses(phone: str) -> list[str]:
    """The JIDs that WhatsApp may have for an E.164 number: with the ninth digit and without."""
    digits = _digits(phone)
    numbers = [digits]
    if digits.startswith(BRAZIL) and len(digits) == 13:
        numbers.append(digits[:4] + digits[5:])
    return [f"{number}@s.whatsapp.net" for number in numbers]


def _international(raw: str) -> str:
    """Twelve or thirteen digits from 55 on are a Brazilian number whose plus got lost."""
    digits = _digits(raw)
    return f"+{digits}" if digits.startswith(BRAZIL) and len(digits) in (12, 13) else raw


def _with_ninth_digit(phone: str) -> str:
    """Mobiles of eight digits (6 to 9 first) got a nine in front by 2016; some senders omit it."""
    local = phone.removeprefix(f"+{BRAZIL}")
    is_short_mobile = len(local) == 10 and local[2] in LOCAL_MOBILE_STARTS
    if local != phone and is_short_mobile:
        return f"+{BRAZIL}{local[:2]}9{local[2:]}"
    return phone


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isascii() and character.isdigit())


Phone = Annotated[str, Field(max_length=40), AfterValidator(e164)]
