import pytest
from hotelly.contacts.phone import e164, whatsapp_addresses


@pytest.mark.parametrize(
    ("raw", "phone"),
    [
        ("11999998888", "+5511999998888"),
        ("(11) 99999-8888", "+5511999998888"),
        ("5511999998888", "+5511999998888"),
        ("+55 11 99999-8888", "+5511999998888"),
        ("021 11 99999 8888", "+5511999998888"),
        ("551187654321", "+5511987654321"),
        ("1187654321", "+5511987654321"),
        ("554789211984", "+5547989211984"),
        ("557588251234", "+5575988251234"),
        ("554733334444", "+554733334444"),
        ("(11) 3333-4444", "+551133334444"),
        ("+351 912 345 678", "+351912345678"),
        ("+1 202 555 0123", "+12025550123"),
    ],
)
def test_one_person_has_one_number_however_it_is_written(raw: str, phone: str) -> None:
    assert e164(raw) == phone


@pytest.mark.parametrize("raw", ["", "98765", "zilda", "+", "+55 11 9", "1" * 40, "+999999999999"])
def test_what_is_no_number_is_refused_without_being_quoted(raw: str) -> None:
    with pytest.raises(ValueError, match=r"^not a (possible )?phone number$"):
        e164(raw)


def test_an_account_is_looked_up_with_and_without_its_ninth_digit() -> None:
    assert whatsapp_addresses("+5547989211984") == [
        "5547989211984@s.whatsapp.net",
        "554789211984@s.whatsapp.net",
    ]
    assert whatsapp_addresses("+551133334444") == ["551133334444@s.whatsapp.net"]
    assert whatsapp_addresses("+351912345678") == ["351912345678@s.whatsapp.net"]
