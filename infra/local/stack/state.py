"""The folder where a local stack keeps what must survive a restart: database, signing key, secrets.

The secrets are made once and then stay, so that a provider's settings, a shell's variables or a
colleague's script that hold them go on working.
"""

import fcntl
import json
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from infra.local.stack.addresses import Ports

CHECKOUT = Path(__file__).parents[3]
DEFAULT_FOLDER = CHECKOUT / ".local"


class StateInUse(Exception):
    """Another stack keeps its state in this folder; the text says what to do."""


@dataclass(frozen=True)
class State:
    folder: Path

    @classmethod
    def from_environment(cls) -> "State":
        """The folder that HOTELLY_STATE names, or `.local` in the checkout."""
        return cls(Path(os.environ.get("HOTELLY_STATE") or DEFAULT_FOLDER))

    @contextmanager
    def claimed(self) -> Iterator[None]:
        """The folder for one stack alone, until this process ends at the latest; else StateInUse.

        Two would take each other's database and sockets away.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "in-use").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise StateInUse(
                    f"a stack is running already with its state in {self.folder}. Stop it first, "
                    "or start another beside it: HOTELLY_STATE names another folder, and "
                    "--free-ports takes other ports."
                ) from None
            yield

    def ports(self) -> Ports:
        """Where the stack of this folder was started last; the usual ports if it never was."""
        path = self.folder / "ports.json"
        return Ports(**json.loads(path.read_text())) if path.exists() else Ports()

    def keep_ports(self, ports: Ports) -> None:
        """So that the commands find a stack that is not at the usual ports."""
        write_private(self.folder / "ports.json", asdict(ports))

    @property
    def postgres(self) -> Path:
        return self.folder / "postgres"

    @property
    def engine(self) -> Path:
        return self.folder / "engine"

    def standin(self, name: str) -> Path:
        """The file in which the stand-in of this name keeps what it knows."""
        return self.folder / "standins" / f"{name}.sqlite"

    def forget(self) -> None:
        """Everything that happened; secrets and keys stay, since others hold them."""
        for kept in (self.postgres, self.engine, self.folder / "standins"):
            if kept.exists():
                shutil.rmtree(kept)

    @property
    def signing_key(self) -> Path:
        return self.folder / "signing-key.pem"

    @property
    def function_environments(self) -> Path:
        return self.folder / "functions.json"

    def gcloud_token(self) -> Path:
        """The file of the token by which gcloud reads the stack's secrets; made once."""
        path = self.folder / "gcloud-token"
        if not path.exists():
            _write(path, secrets.token_urlsafe(32))
        return path

    def database_passwords(self, roles: Iterable[str]) -> dict[str, str]:
        """A password for the login of each database role."""
        names = {role: f"DATABASE_PASSWORD_{role}" for role in roles}
        kept = self.secrets(names.values())
        return {role: kept[name] for role, name in names.items()}

    def secrets(self, names: Iterable[str]) -> dict[str, str]:
        """A value for each of `names`; the missing ones are made and kept."""
        names = list(names)
        path = self.folder / "secrets.json"
        kept: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
        missing = sorted(set(names) - kept.keys())
        kept.update({name: _new_secret(name) for name in missing})
        if missing:
            write_private(path, kept)
        return {name: kept[name] for name in names}


def _new_secret(name: str) -> str:
    """Stripe's libraries and people tell its secrets by their prefixes."""
    prefixes = {"STRIPE_API_KEY": "sk_test_", "STRIPE_WEBHOOK_SECRET": "whsec_"}
    return prefixes.get(name, "") + secrets.token_hex(24)


def write_private(path: Path, content: object) -> None:
    """Write JSON that only this user may read, whole or not at all."""
    _write(path, json.dumps(content, indent=1))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    draft.replace(path)
