"""Importing one leaf of the engine loads that leaf and what it names, not the engine."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ENGINE = Path(__file__).parents[2] / "infra/engine"
LEAVES = {
    "infra.engine.limits": set(),
    "infra.engine.values.timestamps": {"infra.engine.values"},
    "infra.engine.world.clock": {"infra.engine.world"},
    "infra.engine.stdlib.function": {"infra.engine.stdlib"},
}
"""what each loads of the engine beside itself"""


@pytest.mark.parametrize("leaf", LEAVES)
def test_a_leaf_loads_its_packages_and_nothing_else(leaf: str) -> None:
    command = f"import sys, {leaf}; print(*(m for m in sys.modules if m.startswith('infra')))"
    loaded = subprocess.check_output([sys.executable, "-c", command], text=True).split()
    assert set(loaded) == {"infra", "infra.engine", leaf, *LEAVES[leaf]}


@pytest.mark.parametrize(
    "package", sorted(ENGINE.rglob("__init__.py")), ids=lambda path: str(path.relative_to(ENGINE))
)
def test_a_package_of_the_engine_holds_its_docstring_alone(package: Path) -> None:
    body = ast.parse(package.read_text()).body
    assert len(body) == 1
    assert isinstance(body[0], ast.Expr)
    assert isinstance(body[0].value, ast.Constant)


@pytest.mark.parametrize("command", ["engine", "check", "schema"])
def test_a_command_of_the_engine_loads_nothing_of_the_hotel(command: str) -> None:
    script = f"""
import sys
from infra.local.cli import main
try:
    main([{command!r}, "--help"])
except SystemExit:
    pass
print(*(m for m in sys.modules if m.startswith(("infra.", "hotelly"))))
"""
    loaded = subprocess.check_output([sys.executable, "-c", script], text=True).splitlines()[-1]
    own = ("infra.engine", "infra.serving")
    others = [name for name in loaded.split() if not name.startswith(own)]
    assert others == ["infra.local", "infra.local.cli"]
