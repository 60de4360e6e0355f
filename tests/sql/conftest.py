"""One database for all tests of SQL, emptied for each: they leave no connection behind that could
still write, and a copy for each would take ten times as long."""

from collections.abc import Iterator

import pytest

from infra.local.stack.postgres import EmbeddedPostgres, create_database
from tests.sql.hotel import Hotel


@pytest.fixture(scope="session")
def reused_database(postgres: EmbeddedPostgres, migrated: str) -> str:
    return create_database(postgres.url(), "sql", template=migrated)


@pytest.fixture
def hotel(reused_database: str) -> Iterator[Hotel]:
    """A hotel with two standard rooms at R$ 100,00 a night, from FIRST_NIGHT on for 30 nights."""
    with Hotel(reused_database) as hotel:
        hotel.forget_everything()
        hotel.open_for_business()
        yield hotel


@pytest.fixture
def event_id(hotel: Hotel) -> str:
    """One event and no other."""
    hotel.forget_everything()
    return hotel.event("any", {})
