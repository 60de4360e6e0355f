"""What an operator may do in the cloud's database, where nobody is a superuser."""

from collections.abc import Iterator
from contextlib import closing

import pg8000.dbapi
import pytest

from infra.gcp.bootstrap import bootstrap
from infra.local.client.records import Records
from infra.local.commands.doctor import main as doctor
from infra.local.stack.postgres import EmbeddedPostgres, connect, drop_database
from infra.migrate import migrate
from tests.cloud.installing import OPERATOR
from tests.local.commands.test_runbook import ENGLISH, blocks
from tests.sql.test_migrate_while_serving import ROLES

[REPAIR] = [each for each in blocks(ENGLISH, "sql") if each.startswith("update events")]
SAMPLE = "00000000-0000-0000-0000-000000000000"
LOGINS = f'"{OPERATOR}", "deployer@demo.iam"'


@pytest.fixture(scope="module")
def cloud(postgres: EmbeddedPostgres, migrated: str) -> Iterator[str]:
    """The operator's address of a database that the pipeline's account has migrated."""
    with closing(connect(postgres.url())) as connection:
        connection.autocommit = True
        for login in LOGINS.split(", "):
            connection.cursor().execute(f"create role {login} login")
        bootstrap(postgres.url(), "cloud", ["deployer@demo.iam"], [OPERATOR])
        # there the owner has made them
        roles = ", ".join([*ROLES, "hotelly_operator"])
        connection.cursor().execute(f"grant {roles} to hotelly_owner with admin option")
        with closing(connect(address(postgres, "deployer%40demo.iam"))) as owner:
            migrate(owner, release="first")
            owner.cursor().execute(f"select set_property('{SAMPLE}', 'Pousada Mar Azul')")
            owner.commit()
        yield address(postgres, OPERATOR.replace("@", "%40"))
        drop_database(postgres.url(), "cloud")
        connection.cursor().execute(f"drop owned by {LOGINS}; drop role {LOGINS}")


def address(postgres: EmbeddedPostgres, login: str) -> str:
    return postgres.url("cloud").replace("postgres@", f"{login}@", 1)


@pytest.fixture
def as_owner(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_ROLE", "hotelly_owner")


@pytest.mark.parametrize("statement", ["select id from events", REPAIR])
def test_an_operator_reads_no_table_and_changes_nothing(cloud: str, statement: str) -> None:
    with closing(Records(cloud)) as records:
        records.rows("select * from pipeline_now")
        with pytest.raises(pg8000.dbapi.DatabaseError, match="42501"):
            records.done(statement)


def test_an_operator_examines_the_database(cloud: str, capsys: pytest.CaptureFixture[str]) -> None:
    doctor(["--database-url", cloud])
    assert "the database does not answer" not in capsys.readouterr().out


@pytest.mark.usefixtures("as_owner")
@pytest.mark.parametrize("statement", [*blocks(ENGLISH, "sql")])
def test_in_the_owner_s_role_every_statement_of_the_runbook_runs(
    cloud: str, statement: str
) -> None:
    with closing(Records(cloud)) as records:
        for word in ("CORRELATION_ID", "EVENT_ID", "HOLD_ID", "PROPERTY_ID"):
            statement = statement.replace(word, SAMPLE)
        records.done(statement)
