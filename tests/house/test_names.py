"""Documents, docstrings and comments name files that exist."""

import re
import subprocess

import pytest

from tests.house.__main__ import TOP
from tests.house.names import names, unknown_names

EXAMPLES = {"greet.workflows.yaml", "rooms.workflows.yaml"}
PLACEHOLDER = re.compile(r"\b(NAME|PROJECT|STEP)\.")
MADE_BY_PROGRAMS = {"secrets.json", "backup.sql"}
NOT_READ = {"tests/house/names.py", "tests/house/test_names.py"}
"""they speak of names that are nobody's"""
TOLD = (".md", ".py", ".sql", ".yaml", ".sh", ".tf", ".toml", ".in", "Makefile")


def test_every_file_that_is_named_exists() -> None:
    listed = subprocess.check_output(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=TOP, text=True
    )
    files = [name for name in listed.splitlines() if (TOP / name).is_file()]
    texts = {
        name: (TOP / name).read_text(encoding="utf-8")
        for name in files
        if name.endswith(TOLD) and name not in NOT_READ
    }
    told = [each.partition(": ") for each in unknown_names(texts, files)]
    unknown = {
        f"{path}: {name}"
        for path, _, name in told
        if name not in EXAMPLES | MADE_BY_PROGRAMS and not PLACEHOLDER.search(name)
    }
    assert unknown == set()


@pytest.mark.parametrize(
    ("path", "text", "told"),
    [
        ("a.md", "See [it](infra/x.py), `sql/y.sql`.", {"infra/x.py", "sql/y.sql"}),
        ("a.md", "https://a.test/z.html, *.workflows.yaml, <name>.py and ${x}.json", set()),
        ("a.md", "under sql/functions/booking/.", {"sql/functions/booking"}),
        ("a.py", '"""As in z.sql."""\nx = "no.py"  # but y.yaml', {"z.sql", "y.yaml"}),
        ("a.sql", "-- as b.sql\nselect 'c.sql'", {"b.sql"}),
        ("a.yaml", "name: x.py # see y.py", {"y.py"}),
    ],
)
def test_names_are_found_where_people_read(path: str, text: str, told: set[str]) -> None:
    assert names(path, text) == told
