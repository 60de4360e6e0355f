"""An installation: the Google Cloud project that a file of infra/places describes."""

from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote, urlencode

import yaml
from pydantic import BaseModel, ConfigDict, Field

from infra.deployment import Deployment, Function, filled

PLACES = Path(__file__).parents[1] / "places"
DATABASE = "hotelly"
INSTANCE = "hotelly"


class DatabaseSize(BaseModel):
    model_config = ConfigDict(extra="forbid")

    tier: str
    availability: Literal["ZONAL", "REGIONAL"]
    address: str | None = None
    """`postgresql://{login}@127.0.0.1/{database}`: another way in than Google's connector"""


class Place(BaseModel):
    model_config = ConfigDict(extra="forbid")

    project: str
    project_number: str = Field(pattern=r"^\d+$")
    region: str
    backup_region: str
    alert_email: str
    operators: tuple[str, ...]
    database: DatabaseSize
    billing_account: str = ""
    monthly_budget_brl: int = 800
    repository: str = ""
    """`projects/P/locations/R/connections/C/repositories/N`, whose commits may be deployed"""
    branch: str = "^main$"
    environment: dict[str, str]

    @property
    def variables(self) -> dict[str, str]:
        """What deployment.yaml's `${NAME}` stand for here."""
        return {
            "FUNCTIONS_URL": f"https://{{name}}-{self.project_number}.{self.region}.run.app",
            "WORKFLOWS_ENDPOINT": "https://workflowexecutions.googleapis.com",
            "WORKFLOWS_LOCATION": self.region,
            "WORKFLOWS_ACCOUNT": self.account("workflows"),
            **self.environment,
        }

    @property
    def instance_connection_name(self) -> str:
        return f"{self.project}:{self.region}:{INSTANCE}"

    def account(self, name: str) -> str:
        """The e-mail address of one of the project's service accounts."""
        return f"{name}@{self.project}.iam.gserviceaccount.com"

    def function_url(self, function: str) -> str:
        return self.variables["FUNCTIONS_URL"].replace("{name}", function)

    def database_url(self, login: str, database: str = DATABASE) -> str:
        """The address of a database of the instance for one of its logins."""
        if self.database.address:
            return self.database.address.format(login=quote(login, safe=""), database=database)
        instance = urlencode({"instance": self.instance_connection_name})
        return f"cloudsql://{quote(login, safe='')}@/{database}?{instance}"


def load_place(project: str, folder: Path = PLACES) -> Place:
    """Raises FileNotFoundError, and pydantic.ValidationError naming what is wrong."""
    content: dict[str, Any] = yaml.safe_load((folder / f"{project}.yaml").read_text())
    return Place(project=project, **content)


def environment_of(name: str, function: Function, place: Place) -> dict[str, str]:
    """The environment variables of a function's revisions, its secrets apart."""
    login = place.account(f"fn-{name}").removesuffix(".gserviceaccount.com")
    database = {
        "INSTANCE_CONNECTION_NAME": place.instance_connection_name,
        "DATABASE_USER": login,
        "DATABASE_NAME": DATABASE,
    }
    return {
        "FUNCTION_TARGET": function.entry_point,
        "THREADS": str(function.threads),
        "GOOGLE_CLOUD_PROJECT": place.project,
        **filled(function.environment, place.variables),
        **(database if function.database_role else {}),
    }


def revision_flags(name: str, deployment: Deployment, place: Place) -> list[str]:
    """What `gcloud run deploy` is told of a function: all of it, so that nothing older stays."""
    function = deployment.functions[name]
    environment = environment_of(name, function, place)
    secrets = ",".join(f"{secret}={secret}:latest" for secret in function.secrets)
    return [
        f"--service-account={place.account(f'fn-{name}')}",
        f"--memory={function.memory}",
        f"--cpu={function.cpu}",
        f"--concurrency={function.threads}",
        f"--min-instances={function.min_instances}",
        f"--max-instances={function.max_instances}",
        f"--timeout={function.timeout}",
        "--cpu-boost",
        # gcloud's way to say that values are separated by something else than a comma
        "--set-env-vars=^|^" + "|".join(f"{key}={value}" for key, value in environment.items()),
        f"--set-secrets={secrets}" if secrets else "--clear-secrets",
    ]
