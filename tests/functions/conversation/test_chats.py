"""A guest writes and is answered: whole chats, each turn as the workflow does it."""

from datetime import date, timedelta

from tests.functions.conftest import send_event, step
from tests.functions.conversation.guest import PHONE, Guest, day

WANTED = f"quero quarto de casal de {day(5)} a {day(7)}, 2 adultos"


def test_from_a_greeting_to_a_hold_one_question_at_a_time(guest: Guest) -> None:
    assert (
        guest.says("oi, boa tarde")
        == "Olá! Aqui é da Pousada do Farol.\n\nPara qual data de chegada?"
    )
    assert guest.says(day(10)) == "Até que dia você fica?"
    assert "Quantas pessoas" in guest.says("3 noites")
    offered = guest.says("2 adultos")
    assert f"De {day(10)} a {day(13)} (3 noites), para 2 adultos, temos:" in offered
    assert "1. Quarto de casal: R$\u00a0960,00" in offered
    assert "2. Quarto família: R$\u00a01.620,00" in offered
    summed_up = guest.says("1")
    assert summed_up.startswith("Quarto de casal, de")
    assert summed_up.endswith("Posso reservar?")
    assert guest.says("sim, pode reservar") == "hold"
    held = step("create-hold", guest.turn["hold_event_id"])
    assert (held["outcome"], held["amount_cents"]) == ("held", 96_000)
    assert guest.value("select adults from holds") == 2
    assert guest.value(
        """select e.correlation_id = i.correlation_id
           from inquiries i join events e on e.id = i.hold_event_id"""
    )


def test_what_was_said_at_once_is_not_asked_again(guest: Guest) -> None:
    summed_up = guest.says(f"oi, tem quarto de casal de {day(5)} a {day(7)} para 2 adultos?")
    assert "Quarto de casal" in summed_up
    assert "R$\u00a0640,00" in summed_up
    assert guest.says("quero sim") == "hold"


def test_several_messages_are_one_turn_answered_by_the_last(guest: Guest) -> None:
    first, second, last = (
        guest.writes(text) for text in ("oi", f"queria de {day(5)} a {day(7)}", "somos 2")
    )
    assert step("converse", first)["outcome"] == "superseded"
    assert step("converse", second)["outcome"] == "superseded"
    assert step("converse", last)["outcome"] == "replied"
    assert f"De {day(5)} a {day(7)}" in (guest.reply(last) or "")
    assert guest.value("select count(*) from messages where template = 'reply'") == 1


def test_a_turn_done_twice_says_the_same_once(guest: Guest) -> None:
    event_id = guest.writes("oi")
    assert step("converse", event_id) == step("converse", event_id)
    assert guest.value("select count(*) from messages where template = 'reply'") == 1


def test_children_are_asked_for_their_ages(guest: Guest) -> None:
    assert "idade" in guest.says(f"de {day(5)} a {day(7)}, 2 adultos e 2 crianças")
    assert "Quarto família" in guest.says("5 e 8")


def test_a_question_in_between_does_not_lose_the_thread(guest: Guest) -> None:
    guest.says(f"quero chegar {day(5)}")
    assert guest.says("tem café da manhã?") == "O café é das 7 às 10.\n\nAté que dia você fica?"
    assert "Quantas pessoas" in guest.says("2 noites")


def test_what_the_house_does_not_answer_a_person_does(guest: Guest) -> None:
    assert "equipe" in guest.says("aceitam cachorro?")
    assert guest.tasks() == ["guest_asks"]


def test_who_wants_a_person_gets_one_and_the_house_keeps_silent(guest: Guest) -> None:
    assert "chamei alguém" in guest.says("quero falar com um atendente")
    assert guest.tasks() == ["guest_wants_person"]
    assert guest.says("alô?") == "with_person"
    guest.rows("update inquiries set person_until = now() - interval '1 second' returning 1")
    assert guest.says(f"quero de {day(5)} a {day(7)}, somos 2") != "with_person"


def test_who_is_not_understood_twice_is_given_to_a_person(guest: Guest) -> None:
    assert "não entendi" in guest.says("xpto zzz qwe")
    assert "chamei alguém" in guest.says("qwe zzz xpto")
    assert guest.tasks() == ["guest_not_understood"]


def test_a_full_house_names_other_dates(guest: Guest) -> None:
    guest.rows(
        "update ari set inv_total = 0 where night = %s returning 1",
        date.today() + timedelta(days=6),
    )
    said = guest.says(f"tem quarto de {day(5)} a {day(7)} para 2?")
    assert "não temos mais quartos livres" in said
    assert f"{day(4)} a {day(6)}" in said


def test_no_more_messages_is_no_more_messages(guest: Guest) -> None:
    assert "não mandamos mais" in guest.says("não quero mais receber mensagens")
    assert guest.value("select opted_out_at is not null from contacts")
    assert guest.value("select status::text from inquiries") == "closed"


def test_a_guest_cancels_after_being_asked(guest: Guest) -> None:
    hold_id = guest.holds(WANTED)["hold_id"]
    assert guest.says("quero cancelar").endswith("Posso cancelar?")
    assert guest.says("sim") == "cancel"
    assert guest.turn["hold_id"] == hold_id
    assert (
        guest.value(
            "select payload->>'hold_id' from events where id = %s", guest.turn["cancel_event_id"]
        )
        == hold_id
    )


def test_other_dates_replace_the_hold(guest: Guest) -> None:
    hold_id = guest.holds(WANTED)["hold_id"]
    assert "Posso reservar?" in guest.says(f"na verdade quero mudar para {day(20)} a {day(22)}")
    assert guest.says("isso") == "change"
    assert guest.turn["hold_id"] == hold_id
    payload = guest.value("select payload from events where id = %s", guest.turn["hold_event_id"])
    assert payload["check_in"] == str(date.today() + timedelta(days=20))
    assert payload["guest"]["phone"] == PHONE


def test_the_link_is_sent_again_and_a_payment_is_looked_up(guest: Guest) -> None:
    guest.holds(WANTED)
    assert "vem em instantes" in guest.says("o link não abre")
    assert "conferir" in guest.says("já paguei")
    assert guest.tasks() == ["guest_says_paid"]


def test_a_reply_typed_by_staff_silences_the_house(guest: Guest) -> None:
    guest.says("oi")
    payload = {"message_id": "S1", "phone": PHONE, "text": "Oi, aqui é a Rita"}
    noted = step("note-staff-reply", send_event("staff_replied", payload, property_id="farol"))
    assert noted["outcome"] == "noted"
    assert guest.says("oi Rita") == "with_person"


def test_a_guest_who_hides_the_number_is_answered_and_held(guest: Guest) -> None:
    guest.phone = None  # type: ignore[assignment]
    hidden = {"lid": "103899771998284", "phone": None}
    guest.says(f"quarto de casal de {day(5)} a {day(7)}, 2 adultos", **hidden)
    assert guest.says("sim", **hidden) == "hold"
    assert step("create-hold", guest.turn["hold_event_id"])["outcome"] == "held"


def test_an_inquiry_is_forgotten_after_a_long_silence(guest: Guest) -> None:
    guest.says(f"quero chegar {day(5)}")
    guest.rows("update inquiries set turned_at = turned_at - interval '13 hours' returning 1")
    assert "Para qual data de chegada?" in guest.says("oi")
    assert guest.value("select count(*) from inquiries where status <> 'closed'") == 1
