"""The drawings of ARCHITECTURE.md are those of the tree."""

import re

from google.cloud.workflows.executions_v1 import Execution

from tests.house.__main__ import TOP
from tests.house.picture import DOCUMENT, faults, redrawn, rooms_of, states

SQL = """
create type door_status as enum (
  'shut',     -- nobody
  'ajar',     -- shut -> ajar: a draught; it may close again
  'open',     -- shut, ajar -> open
  'broken'    -- any -> broken: by force (see the insurance)
);
alter type door_status add value 'sold';  -- broken -> sold
"""


def test_the_document_shows_what_is() -> None:
    assert list(faults(TOP)) == []


def test_states_are_read_from_the_enums_and_their_comments() -> None:
    assert states(SQL)["door"].splitlines()[2:] == [
        "  [*] --> shut",
        "  shut --> ajar: a draught",
        "  shut --> open",
        "  ajar --> open",
        "  any --> broken: by force",
        "  broken --> sold",
    ]


def test_a_drawing_follows_its_mark_whether_one_was_there_or_not() -> None:
    once = redrawn("a\n<!-- drawn: x -->\n\nb\n", {"x": "one"})
    assert once == "a\n<!-- drawn: x -->\n```mermaid\none\n```\n\nb\n"
    assert redrawn(once, {"x": "two"}) == once.replace("one", "two")


def test_a_function_stands_in_the_room_it_is_imported_from() -> None:
    assert rooms_of('X = {"hotelly.booking.rooms": ("cancel",)}') == {"cancel": "booking"}


def test_the_states_of_an_execution_are_googles() -> None:
    drawing = re.search(
        r"\*\*An execution\*\*.*?```mermaid(.*?)```", (TOP / DOCUMENT).read_text(), re.DOTALL
    )
    assert drawing is not None
    googles = set(Execution.State.__members__) - {"STATE_UNSPECIFIED", "UNAVAILABLE"}
    assert set(re.findall(r"[A-Z]{3,}", drawing[1])) - {"LR"} == googles
