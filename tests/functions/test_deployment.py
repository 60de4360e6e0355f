"""What is deployed is what there is."""

import re
from pathlib import Path
from types import ModuleType

import pytest
import yaml
from hotelly import log
from pydantic import ValidationError

from infra.deployment import DEPLOYMENT_FILE, Deployment, load_deployment

ROOT = Path(__file__).parents[2]
DEPLOYMENT = load_deployment()


@pytest.fixture
def entry_points() -> ModuleType:
    import main

    return main


def test_every_entry_point_is_deployed_under_its_own_name(entry_points: ModuleType) -> None:
    deployed = {name: function.entry_point for name, function in DEPLOYMENT.functions.items()}
    assert deployed == {name.replace("_", "-"): name for name in entry_points.__all__}


def test_a_function_has_the_defaults_unless_it_says_otherwise() -> None:
    assert DEPLOYMENT.functions["create-hold"].threads == DEPLOYMENT.defaults.threads
    assert DEPLOYMENT.functions["receive-webhook"].threads > DEPLOYMENT.defaults.threads


def test_more_connections_than_the_database_takes_are_refused() -> None:
    content = yaml.safe_load(DEPLOYMENT_FILE.read_text())
    needed = DEPLOYMENT.connections
    content["database"]["max_connections"] = needed
    assert Deployment.model_validate(content).connections == needed
    content["database"]["max_connections"] = needed - 1
    with pytest.raises(ValidationError, match=f"{needed} connections do not fit"):
        Deployment.model_validate(content)


def test_only_the_receiver_is_public() -> None:
    public = [name for name, function in DEPLOYMENT.functions.items() if function.public]
    assert public == ["receive-webhook"]


def test_every_function_has_a_database_role_of_its_own() -> None:
    roles = {name: function.database_role for name, function in DEPLOYMENT.functions.items()}
    assert roles == {name: name.replace("-", "_") for name in DEPLOYMENT.functions}


def test_workflows_call_every_private_function_and_no_other() -> None:
    texts = [
        (ROOT / each.source).read_text(encoding="utf-8") for each in DEPLOYMENT.workflows.values()
    ]
    words = set(re.findall(r"[a-z][a-z-]*", re.sub(r"#.*", "", "".join(texts))))
    private = {name for name, function in DEPLOYMENT.functions.items() if not function.public}
    assert private <= words
    named = set(re.findall(r"^ +name: ([a-z-]+)$", "".join(texts), re.MULTILINE))
    assert named <= private


def test_every_secret_a_function_reads_is_one_of_its_own() -> None:
    """A secret that is read in the source and listed nowhere would never be handed out."""
    source = "".join(path.read_text() for path in (ROOT / "functions").rglob("*.py"))
    read = set(re.findall(r'"([A-Z_]+(?:SECRET|_KEY|TOKEN))"', source))
    assert read == DEPLOYMENT.secrets


def test_the_log_has_no_field_for_personal_data() -> None:
    personal = {"name", "phone", "email", "text", "body", "payload", "url", "to", "jid"}
    assert not log.FIELDS & personal
