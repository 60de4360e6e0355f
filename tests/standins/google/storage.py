"""Cloud Storage: buckets and objects, with generations, as far as gcloud and Terraform ask."""

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from tests.standins.google.state import TIME, NotThere, Resource, State


class Precondition(Exception):
    """The object is of another generation than the caller expects."""


def put(state: State, bucket: str, name: str, content: bytes, query: Mapping[str, str]) -> Resource:
    state.get(f"storage/b/{bucket}")
    path = f"storage/b/{bucket}/o/{name}"
    generation = int(state.resources.get(path, {}).get("generation", 0))
    if "ifGenerationMatch" in query and int(query["ifGenerationMatch"]) != generation:
        raise Precondition
    state.contents[path] = content
    md5 = base64.b64encode(hashlib.md5(content).digest()).decode()
    state.resources[path] = {
        "kind": "storage#object",
        "id": f"{bucket}/{name}/{generation + 1}",
        "name": name,
        "bucket": bucket,
        "generation": str(generation + 1),
        "metageneration": "1",
        "size": str(len(content)),
        "md5Hash": md5,
        "etag": md5,
        "contentType": "application/octet-stream",
        "storageClass": "STANDARD",
        "timeCreated": TIME,
        "updated": TIME,
        "mediaLink": f"http://storage.stub/storage/v1/{_address(bucket, name)}?alt=media",
    }
    return state.resources[path]


def content_of(state: State, bucket: str, name: str) -> bytes:
    state.get(f"storage/b/{bucket}/o/{name}")
    return state.contents[f"storage/b/{bucket}/o/{name}"]


def listed(state: State, bucket: str, query: Mapping[str, str]) -> Resource:
    """Objects under a prefix; with a delimiter, those deeper down as prefixes."""
    state.get(f"storage/b/{bucket}")
    root, prefix = f"storage/b/{bucket}/o/", query.get("prefix", "")
    items, prefixes = [], set()
    for path in sorted(state.resources):
        name = path.removeprefix(root)
        if not path.startswith(root) or not name.startswith(prefix):
            continue
        head, found, _ = name.removeprefix(prefix).partition(query.get("delimiter") or "\0")
        if found:
            prefixes.add(f"{prefix}{head}{found}")
        else:
            items.append(state.resources[path])
    return {"kind": "storage#objects", "items": items, "prefixes": sorted(prefixes)}


def remove(state: State, bucket: str, name: str) -> None:
    path = f"storage/b/{bucket}/o/{name}"
    if path not in state.resources:
        raise NotThere(path)
    del state.resources[path], state.contents[path]


def uploaded(content_type: str, body: bytes) -> tuple[dict[str, Any], bytes]:
    """Metadata and content of a multipart upload."""
    found = re.search(r"boundary=[\"']?([^\"';]+)", content_type)
    assert found, content_type
    _, metadata, content, *_ = body.split(b"--" + found[1].encode())
    return json.loads(_part(metadata)), _part(content)


def _part(text: bytes) -> bytes:
    """What stands after the headers of a part, without the line end before the next boundary."""
    line = b"\r\n" if text.startswith(b"\r\n") else b"\n"
    return text.partition(line + line)[2].removesuffix(line)


def _address(bucket: str, name: str) -> str:
    return f"b/{bucket}/o/{quote(name, safe='')}"
