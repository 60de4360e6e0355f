"""What is dumped comes back whole, beside the database in use."""

from contextlib import closing
from pathlib import Path

import pytest

from infra.gcp.verify_restore import wrong
from infra.local.commands.dump import main, main_restore
from infra.local.stack.postgres import EmbeddedPostgres, connect, drop_database, with_database

COUNTS = "select count(*), max(id) from properties"


@pytest.fixture
def dumped(database: str, tmp_path: Path) -> Path:
    with closing(connect(database)) as connection:
        connection.cursor().execute("select set_property('farol', 'Pousada do Farol')")
        connection.commit()
    assert main([str(tmp_path / "all.sql"), "--database-url", database]) == 0
    return tmp_path / "all.sql"


def test_a_dump_is_restored_with_its_roles(
    postgres: EmbeddedPostgres, database: str, dumped: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    again = ["--database-url", database]
    try:
        assert main_restore([str(dumped), "restored", *again]) == 0
        url = with_database(database, "restored")
        assert capfd.readouterr().out.endswith(f"export DATABASE_URL='{url}'\n")
        with closing(connect(url)) as connection:
            cursor = connection.cursor()
            cursor.execute(COUNTS)
            assert cursor.fetchall() == ([1, "farol"],)
            assert not list(wrong(cursor))
            cursor.execute(
                "select has_function_privilege('expire', oid, 'execute') from pg_proc"
                " where proname = 'expire' and pronamespace = 'public'::regnamespace"
            )
            assert cursor.fetchall() == ([True],)
        with pytest.raises(SystemExit, match="with something in it"):
            main_restore([str(dumped), "restored", *again])
    finally:
        drop_database(postgres.url(), "restored")


def test_a_file_that_is_no_dump_leaves_nothing(
    postgres: EmbeddedPostgres, database: str, tmp_path: Path
) -> None:
    (tmp_path / "broken.sql").write_text("create table half (id int);\nnonsense;")
    try:
        told = [str(tmp_path / "broken.sql"), "restored", "--database-url", database]
        assert main_restore(told) == 1
        assert main_restore(told) == 1, "it is still empty"
    finally:
        drop_database(postgres.url(), "restored")


def test_cloud_sql_has_its_own_way(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=r"infra/backup\.sh"):
        main([str(tmp_path / "x.sql"), "--database-url", "cloudsql://ana@/hotelly?instance=a:b:c"])
