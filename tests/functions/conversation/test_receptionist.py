"""What a careful receptionist does better than one who only fills in a form."""

from datetime import date, timedelta

import pytest
from hotelly.database import call

from tests.functions.conftest import send_event, step
from tests.functions.conversation.guest import Guest, day

WANTED = f"quero quarto de casal de {day(5)} a {day(7)}, 2 adultos"


def lapse(guest: Guest) -> None:
    guest.rows(
        "update holds set expires_at = now() - interval '1 second',"
        " release_at = now() - interval '1 second' returning 1"
    )


def pay(guest: Guest, status: str) -> None:
    """As if the money were there, or on its way."""
    guest.rows("update payments set status = %s returning 1", status)
    if status == "succeeded":
        guest.rows("update holds set status = 'converted', closed_at = now() returning 1")
        guest.rows(
            """insert into reservations (
                 hold_id, payment_id, property_id, correlation_id, confirmed_at)
               select h.id, p.id, h.property_id, h.correlation_id, now()
               from holds h join payments p on p.hold_id = h.id returning 1"""
        )


def test_the_house_says_who_it_is_once(guest: Guest) -> None:
    assert "Aqui é da" in guest.says("oi")
    assert "Aqui é da" not in guest.says("oi, tudo bem?")
    assert "Aqui é da" not in guest.says("tem café da manhã?")


def test_prices_are_told_night_by_night_to_who_asks(guest: Guest) -> None:
    sql = "update ari set price_cents = 40000 where room_type = 'casal' and night = %s returning 1"
    guest.rows(sql, date.today() + timedelta(days=6))
    assert "noite, cada" not in guest.says(WANTED)
    told = guest.says("quanto fica a diária?")
    nights = [(date.today() + timedelta(days=after)).strftime("%d/%m") for after in (5, 6)]
    assert f"{nights[0]}: R$\u00a0320,00; {nights[1]}: R$\u00a0400,00" in told
    assert told.endswith("Posso reservar?")


def test_people_beside_those_that_a_price_includes_are_told_apart(guest: Guest) -> None:
    call(
        "set_room_type",
        property_id="farol",
        id="casal",
        options={"included": 2, "extra_guest_cents": 5000},
    )
    family = "2 adultos e 1 criança de 10 anos"
    said = guest.says(f"quarto de casal de {day(5)} a {day(6)}, {family}, quanto por noite?")
    assert "São R$\u00a0320,00 por noite" in said
    assert "Já inclui R$" in said


def test_a_hold_that_lapsed_is_looked_for_again_whatever_the_guest_answers(guest: Guest) -> None:
    guest.holds(WANTED)
    lapse(guest)
    said = guest.says("poxa, pode tentar de novo?")
    assert said.startswith("O prazo para pagar terminou")
    assert "Quarto de casal" in said
    assert guest.says("sim") == "change"  # its link is closed before the rooms are held again


def test_a_hold_that_was_given_back_is_looked_for_again(guest: Guest) -> None:
    guest.holds(WANTED)
    lapse(guest)
    call("expire")
    guest.rows("update inquiries set turned_at = turned_at - interval '13 hours' returning 1")
    assert "O prazo para pagar terminou" in guest.says("oi")
    assert guest.says("sim") == "hold"


def test_who_says_hello_hears_how_the_stay_stands(guest: Guest) -> None:
    guest.holds(WANTED)
    guest.rows(
        "update payments set checkout_url = 'https://pay.example/1', provider_object_id = 'cs_1'"
        " returning 1"
    )
    assert "https://pay.example/1" in guest.says("oi")
    assert "https://pay.example/1" in guest.says("aceita pix?")
    pay(guest, "processing")
    assert "a caminho" in guest.says("oi")
    pay(guest, "succeeded")
    assert "está confirmada" in guest.says("oi")


def test_money_on_its_way_is_not_asked_for_again_and_changes_go_to_a_person(guest: Guest) -> None:
    guest.holds(WANTED)
    pay(guest, "processing")
    assert "a caminho" in guest.says("já paguei")
    assert "a caminho" in guest.says("o link não abre mais")
    assert "equipe" in guest.says(f"quero mudar para {day(20)} a {day(22)}")
    assert guest.tasks() == ["guest_changes_stay"]


def test_after_a_paid_stay_a_new_wish_begins_anew(guest: Guest) -> None:
    guest.holds(WANTED)
    pay(guest, "succeeded")
    said = guest.says("quero fazer mais uma reserva")
    assert "Para qual data de chegada?" in said
    assert guest.value("select count(*) from inquiries where status <> 'closed'") == 1
    assert guest.value("select count(*) from inquiries") == 2
    guest.says(f"de {day(30)} a {day(32)}, 2 adultos")
    guest.says("1")
    assert guest.says("sim") == "hold"


def test_the_guests_own_hold_is_not_in_the_way_of_other_dates(guest: Guest) -> None:
    guest.holds(WANTED)
    said = guest.says(f"quero mudar para {day(6)} a {day(8)}")
    assert said.endswith("Posso reservar?")
    assert guest.says("sim") == "change"


def test_who_asks_for_what_is_held_gets_the_same_hold(guest: Guest) -> None:
    guest.holds(WANTED)
    guest.says(WANTED)
    assert guest.says("sim") == "hold"  # create-hold answers the one there is


def test_ages_are_taken_one_after_the_other(guest: Guest) -> None:
    guest.says(f"de {day(5)} a {day(7)}, 2 adultos e 2 crianças")
    assert "idade" in guest.says("5")
    assert "Quarto família" in guest.says("8")
    slots = guest.value("select slots from inquiries")
    assert (slots["children"], slots["child_ages"]) == (2, [5, 8])


def test_two_rooms_are_named_counted_and_priced_as_two(guest: Guest) -> None:
    guest.rows("update ari set inv_total = 2 where room_type = 'casal' returning 1")
    said = guest.says(f"preciso de 2 quartos de casal de {day(5)} a {day(7)}, 4 adultos")
    assert said.startswith("Olá! ")
    assert "2\u00a0× Quarto de casal" in said
    assert "R$\u00a01.280,00" in said
    assert guest.says("sim") == "hold"
    hold = step("create-hold", guest.turn["hold_event_id"])
    assert hold["amount_cents"] == 128_000


@pytest.mark.parametrize("wanted", ["bangalô", "no Bangalô do Mar", "o chale"])
def test_a_room_is_known_by_the_names_of_the_house(guest: Guest, wanted: str) -> None:
    beds = {"name": "Bangalô do Mar", "called": ["bangalô", "chalé"]}
    call("set_room_type", property_id="farol", id="familia", options=beds)
    said = guest.says(f"{wanted} de {day(5)} a {day(7)}, 2 adultos")
    assert "Bangalô do Mar, de" in said


def test_a_type_that_the_house_does_not_have_is_not_taken_for_another(guest: Guest) -> None:
    said = guest.says(f"suíte de {day(5)} a {day(7)}, 2 adultos")
    assert "esse tipo de quarto não está disponível" in said
    assert "1. Quarto de casal" in said


def test_a_question_beside_a_wish_is_answered_and_the_wish_is_not_lost(guest: Guest) -> None:
    said = guest.says(f"tem café da manhã? seria de {day(5)} a {day(7)}")
    assert "O café é das 7 às 10." in said
    assert said.endswith("me diga as idades.")


def test_thanks_do_not_lose_the_thread(guest: Guest) -> None:
    guest.says(WANTED)
    assert "Por nada" in guest.says("obrigada!")
    assert guest.says("sim, pode reservar") == "hold"


def test_a_place_on_the_map_is_no_question(guest: Guest) -> None:
    assert "ainda não consigo" in guest.says("", shows="localização")
    assert guest.tasks() == []


@pytest.mark.parametrize("many", ["300 pessoas", "25 quartos, 30 pessoas"])
def test_a_group_is_for_a_person(guest: Guest, many: str) -> None:
    assert "grupo" in guest.says(f"de {day(5)} a {day(7)}, {many}")
    assert guest.tasks() == ["guest_asks"]


def test_a_stay_of_half_a_year_is_asked_about(guest: Guest) -> None:
    said = guest.says(f"de {day(5)} por 180 noites, 2 adultos")
    assert "qual o dia da saída" in said


def test_a_stay_that_was_paid_before_it_gave_way_stays_and_a_person_moves_it(guest: Guest) -> None:
    hold_id = guest.holds(WANTED)["hold_id"]
    guest.says(f"quero mudar para {day(20)} a {day(22)}")
    assert guest.says("sim") == "change"
    pay(guest, "succeeded")
    cancelled = step("cancel", guest.turn["cancel_event_id"])
    assert cancelled == {"outcome": "paid_meanwhile", "hold_id": hold_id}
    assert guest.value("select status::text from reservations") == "confirmed"
    assert guest.tasks() == ["guest_changes_stay"]


def test_a_stay_that_gives_way_gives_its_rooms_back(guest: Guest) -> None:
    hold_id = guest.holds(WANTED)["hold_id"]
    guest.says(f"quero mudar para {day(6)} a {day(8)}")
    guest.says("sim")
    cancelled = step("cancel", guest.turn["cancel_event_id"])
    assert cancelled == {"outcome": "replaced", "hold_id": hold_id}
    assert step("create-hold", guest.turn["hold_event_id"])["outcome"] == "held"


def test_a_cancelled_stay_stays_cancelled_though_its_reason_is_told_by_people(guest: Guest) -> None:
    hold_id = guest.holds(WANTED)["hold_id"]
    event = send_event("hold_cancelled", {"hold_id": hold_id, "reason": "guest"})
    assert step("cancel", event)["outcome"] == "cancelled"
