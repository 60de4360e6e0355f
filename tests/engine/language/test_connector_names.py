"""The catalogue of connectors is that of Google's discovery documents."""

from infra.engine.connectors.local import LocalConnectors
from infra.engine.connectors.signatures import SIGNATURES
from infra.engine.language.connector_names import FILE, is_known, similar
from tests.engine.language.connector_names import connector_names


def test_the_catalogue_is_current() -> None:
    assert FILE.read_text() == connector_names()


def test_every_connector_that_is_built_in_is_known() -> None:
    names = {*SIGNATURES, *LocalConnectors()._handlers}
    assert [name for name in sorted(names) if not is_known(name)] == []


def test_the_nearest_name_is_found_and_nothing_where_none_is_near() -> None:
    assert similar("googleapis.compute.v2.instances.insert") == (
        "googleapis.compute.v1.instances.insert"
    )
    assert similar("googleapis.nothing.like.it") == ""
