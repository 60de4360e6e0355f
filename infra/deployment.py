"""What is deployed: functions, workflows and schedules, read from deployment.yaml.

The cloud (gcp/) and the local stack (local/) read the same file, so neither can forget a function,
open one that is private, or hand it a secret that is not its own.
"""

from collections.abc import Mapping
from pathlib import Path
from string import Template
from typing import Annotated, Any, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

DEPLOYMENT_FILE = Path(__file__).with_name("deployment.yaml")


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Database(_Entry):
    max_connections: int
    reserved_connections: int
    """kept free for migrations and people"""


class Size(_Entry):
    """What one function gets; each instance handles `threads` requests at once."""

    memory: str = Field(pattern=r"^\d+(Mi|Gi)$")
    cpu: str = Field(pattern=r"^(0\.\d+|[1248])$")
    threads: int = Field(ge=1, le=80)
    min_instances: int = Field(ge=0)
    max_instances: int = Field(ge=1)
    timeout: int = Field(ge=1, le=3600)
    """seconds a request may take"""


class Function(Size):
    """One deployed function of the source folder `functions/`."""

    entry_point: str
    public: bool = False
    """whether anyone may call it; every other function demands an identity token"""
    database_role: str | None = None
    secrets: tuple[str, ...] = ()
    """the environment variables that come from Secret Manager"""
    environment: dict[str, str] = Field(default_factory=dict)

    @property
    def concurrency(self) -> int:
        """Requests that all its instances together handle at once."""
        return self.threads * self.max_instances


class Workflow(_Entry):
    source: str
    """path of the YAML file, from the top of the repository"""
    environment: dict[str, str] = Field(default_factory=dict)
    """what `sys.get_env` answers; `${NAME}` is filled in by the place of deployment"""


class Schedule(_Entry):
    """One Cloud Scheduler job: it starts a workflow."""

    workflow: str
    cron: str
    time_zone: str = "Etc/UTC"
    argument: dict[str, Any] = Field(default_factory=dict)


FunctionName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,26}$")]
"""`fn-` and the name is an account's id, which may have thirty letters"""


class Deployment(_Entry):
    callers: tuple[str, ...] = ()
    """e-mail addresses of the service accounts that may call private functions; `${NAME}` is filled
    in by the place of deployment"""
    database: Database
    defaults: Size
    functions: dict[FunctionName, Function]
    workflows: dict[str, Workflow]
    schedules: dict[str, Schedule] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def functions_have_the_defaults(cls, data: Any) -> Any:
        functions = {name: {**data["defaults"], **own} for name, own in data["functions"].items()}
        return {**data, "functions": functions}

    @model_validator(mode="after")
    def connections_fit_the_database(self) -> Self:
        if self.connections > self.database.max_connections:
            raise ValueError(
                f"{self.connections} connections do not fit max_connections "
                f"{self.database.max_connections}: fewer threads or instances, or a larger database"
            )
        return self

    @property
    def connections(self) -> int:
        """At most, while a release is deployed: its own instance beside those that serve."""
        with_database = [each for each in self.functions.values() if each.database_role]
        needed = sum(each.concurrency + each.threads for each in with_database)
        return needed + self.database.reserved_connections

    @model_validator(mode="after")
    def schedules_start_known_workflows(self) -> Self:
        for name, schedule in self.schedules.items():
            if schedule.workflow not in self.workflows:
                raise ValueError(f"schedule {name}: no workflow is named {schedule.workflow}")
        return self

    @property
    def secrets(self) -> set[str]:
        """Every secret that some function reads."""
        return {secret for function in self.functions.values() for secret in function.secrets}


def load_deployment(path: Path = DEPLOYMENT_FILE) -> Deployment:
    """The deployment described in `path`; raises pydantic.ValidationError naming what is wrong."""
    return Deployment.model_validate(yaml.safe_load(path.read_text()))


def filled(environment: Mapping[str, str], place: Mapping[str, str]) -> dict[str, str]:
    """`environment` with each `${NAME}` replaced by what the place of deployment calls NAME.

    Raises ValueError naming what the place does not know.
    """
    try:
        return {name: Template(text).substitute(place) for name, text in environment.items()}
    except KeyError as missing:
        raise ValueError(f"deployment.yaml needs {missing.args[0]}, unknown here") from None
