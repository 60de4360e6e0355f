"""Each deployed function's role may execute its own SQL functions, and touches no table."""

import re
from collections.abc import Iterator

import pytest

from infra.deployment import load_deployment
from infra.local.stack.postgres import create_function_logins
from infra.migrate import SQL_FOLDER
from tests.sql.hotel import Hotel, Refused

TEXT = (SQL_FOLDER / "grants.sql").read_text()
GRANTS = re.sub(r"'\n +'", "", TEXT)  # one literal may stand on several lines
NO_STEPS = re.findall(r"\w+", re.search(r"v_no_steps [^{]*{(.*)}", GRANTS)[1])  # type: ignore[index]
GRANTED = {
    role: {*functions.split(), *([] if role in NO_STEPS else ["defer_step", "finish_event"])}
    for role, functions in re.findall(r"'(\w+): ([\w ]+)'", GRANTS)
}
FOR_THE_OWNER = {
    "create_hold",  # part of hold_for_payment
    "set_property",
    "set_answer",
    "open_tasks",
    "money_book",
    "close_task",
    "part_contacts",
    "find_contact",
    "export_contact",
    "set_room_type",
    "ari_nights",
    "nights_short",
    "quote_stay",
    "report",
    "trace",
    "journeys_of",
    "find_stuck_holds",
    "payments_without_reservation",
    "reconcile_ari_vs_holds",
    "reprocess_candidates",
}
DENIED = "42501"


@pytest.fixture
def create_hold_role(hotel: Hotel) -> Iterator[Hotel]:
    """The hotel as the deployed function create-hold sees it."""
    hotel.rows(GRANTS)  # what is denied on a database itself, no copy of a template has
    urls = create_function_logins(hotel.url, {"create_hold": "it's a secret"})
    with Hotel(urls["create_hold"]) as role:
        yield role


def test_a_role_executes_its_own_function(hotel: Hotel, create_hold_role: Hotel) -> None:
    assert create_hold_role.step("hold_for_payment", hotel.request())["outcome"] == "held"


@pytest.mark.parametrize(
    "call",
    [
        "cancel('e')",
        "set_ari('e')",
        "claim_step('e', 's')",
        "release_holds('{}', null, null, null)",
    ],
)
def test_a_role_executes_no_other_function(create_hold_role: Hotel, call: str) -> None:
    with pytest.raises(Refused) as refused:
        create_hold_role.rows(f"select {call}")
    assert refused.value.state == DENIED


def test_a_role_reads_and_writes_no_table(hotel: Hotel, create_hold_role: Hotel) -> None:
    for table in hotel.snapshot():
        for statement in (f"select * from {table}", f"delete from {table}"):
            with pytest.raises(Refused) as refused:
                create_hold_role.rows(statement)
            assert refused.value.state == DENIED


def test_every_role_executes_exactly_what_is_listed(hotel: Hotel) -> None:
    executable = hotel.rows(
        """select r.rolname, p.proname from pg_roles r, pg_proc p
           where r.rolname = any(%s) and p.pronamespace = 'public'::regnamespace
             and has_function_privilege(r.oid, p.oid, 'execute')""",
        list(GRANTED),
    )
    assert sorted(executable) == sorted((r, f) for r, names in GRANTED.items() for f in names)


def test_no_role_holds_a_privilege_on_a_table(hotel: Hotel) -> None:
    privileges = "select,insert,update,delete,truncate,references,trigger"
    assert not hotel.rows(
        """select r.rolname, c.relname from pg_roles r, pg_class c
           where r.rolname = any(%s) and c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
             and has_table_privilege(r.oid, c.oid, %s)""",
        list(GRANTED),
        privileges,
    )


def test_every_entry_function_is_granted_to_somebody_or_for_the_owner(hotel: Hotel) -> None:
    entries = {
        name
        for (name,) in hotel.rows(
            "select proname from pg_proc where prosecdef and pronamespace = 'public'::regnamespace"
        )
    }
    assert entries == FOR_THE_OWNER | {name for names in GRANTED.values() for name in names}


def test_an_entry_function_looks_names_up_in_its_own_schema_only(hotel: Hotel) -> None:
    settings = hotel.rows(
        """select distinct proconfig::text from pg_proc
           where prosecdef and pronamespace = 'public'::regnamespace"""
    )
    assert settings == [('{"search_path=public, pg_temp"}',)]


def test_a_grant_that_is_no_longer_listed_is_taken_back(hotel: Hotel) -> None:
    hotel.rows("grant execute on function set_property to expire")
    hotel.rows(GRANTS)
    assert not hotel.value(
        "select has_function_privilege('expire', 'set_property(text, text, jsonb)', 'execute')"
    )


def test_every_deployed_function_has_a_role_and_every_role_a_function() -> None:
    roles = {function.database_role for function in load_deployment().functions.values()}
    assert roles == set(GRANTED)


@pytest.mark.parametrize(
    "statement", ["create temporary table t ()", "create table t ()", "select lo_create(0)"]
)
def test_a_login_makes_nothing_of_its_own(create_hold_role: Hotel, statement: str) -> None:
    with pytest.raises(Refused) as refused:
        create_hold_role.rows(statement)
    assert refused.value.state == DENIED
