"""What serves: the answers of gcloud that steps/record.sh keeps, so that it can be had back."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def serving(folder: Path) -> Iterator[tuple[str, str]]:
    """Each service with its revisions as `gcloud run services update-traffic` takes them:
    `REVISION=100`, several with commas."""
    for service in json.loads((folder / "services.json").read_text()):
        shares: dict[str, int] = {}
        for target in service["status"].get("traffic", []):
            if target.get("percent"):
                name = target["revisionName"]
                shares[name] = shares.get(name, 0) + target["percent"]
        if shares:
            text = ",".join(f"{revision}={percent}" for revision, percent in shares.items())
            yield service["metadata"]["name"], text


def moved_workflows(before: Path, now: Path) -> Iterator[str]:
    """Names of workflows whose source was another one; it is written beside the record."""
    for path in sorted((before / "workflows").glob("*.json")):
        recorded, current = _workflow(path), _workflow(now / "workflows" / path.name)
        if recorded["sourceContents"] != current["sourceContents"]:
            path.with_suffix(".yaml").write_text(recorded["sourceContents"])
            yield path.stem


def _workflow(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text())
    return content
