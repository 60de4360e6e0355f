"""The runbook in its two languages: the same sections and commands, and SQL that runs."""

import re
from pathlib import Path
from typing import Any

import pytest

from infra.local.stack.state import CHECKOUT

ENGLISH = CHECKOUT / "infra/RUNBOOK.md"
PORTUGUESE = CHECKOUT / "infra/RUNBOOK.pt-BR.md"
SAMPLE = "00000000-0000-0000-0000-000000000000"


def blocks(runbook: Path, kind: str) -> list[str]:
    """The code blocks of a kind: `bash`, `bash cloud` or `sql`."""
    return re.findall(rf"^```{kind}\n(.*?)^```$", runbook.read_text(), re.MULTILINE | re.DOTALL)


def shape(runbook: Path) -> list[str]:
    """Section numbers, table rows and whole code blocks, in their order."""
    text = runbook.read_text()
    found = re.findall(r"^## \d+\.|^\| .*? \||^```.*?^```$", text, re.MULTILINE | re.DOTALL)
    return [each if each.startswith(("##", "```")) else "row" for each in found]


def test_both_runbooks_have_the_same_sections_and_commands() -> None:
    assert shape(ENGLISH) == shape(PORTUGUESE)
    assert shape(ENGLISH).count("row") > 10
    assert len(blocks(ENGLISH, "sql")) > 10


@pytest.mark.parametrize("statement", blocks(ENGLISH, "sql"))
def test_every_statement_of_the_runbook_runs(connection: Any, statement: str) -> None:
    connection.cursor().execute("select set_property(%s, 'a name')", (SAMPLE,))
    connection.cursor().execute(re.sub(r"'[A-Z_]+_ID'", f"'{SAMPLE}'", statement))


@pytest.mark.parametrize("runbook", [ENGLISH, PORTUGUESE])
def test_sections_refer_to_sections_that_exist(runbook: Path) -> None:
    text = re.sub(r"```.*?```", "", runbook.read_text(), flags=re.DOTALL)
    sections = set(re.findall(r"^## (\d+)\.", text, re.MULTILINE))
    assert set(re.findall(r"\((\d+)\)", text)) <= sections
    assert (runbook.parent / re.findall(r"\]\((\S+)\)", text)[0]).exists()
