"""A Terraform provider that stands for Google's: its schema, its enumerations, and no Google.

Terraform checks names, types, required arguments and references itself, from the schema. `plan`
works on any state; `apply` keeps what was planned and sends it to the control plane that
GOOGLE_STANDIN_URL names, so that gcloud finds there what Terraform has made.

The messages are those of Terraform's plugin protocol, version 6, by the numbers of their fields.
"""

import base64
import json
import os
import tempfile
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from concurrent import futures
from pathlib import Path
from typing import Any, Final

import grpc
import msgpack

from tests.standins.terraform.certificate import self_signed
from tests.standins.terraform.wire import decode, encode

SCHEMA: Final[dict[str, dict[str, Any]]] = json.loads(
    Path(__file__).with_name("google_schema.json").read_text()
)
UNKNOWN: Final = msgpack.ExtType(0, b"")
NESTING: Final = {"single": 1, "list": 2, "set": 3}
SETTINGS: Final = {name: {"type": "string", "optional": True} for name in ("project", "region")}
TIMEOUTS: Final = {
    name: {"type": "string", "optional": True} for name in ("create", "read", "update", "delete")
}


def schema(attributes: Mapping[str, Any], timeouts: bool = False) -> bytes:
    return encode({2: _block(attributes, timeouts)})


def _block(attributes: Mapping[str, Any], timeouts: bool = False) -> bytes:
    blocks = {name for name, each in attributes.items() if each.get("block")}
    nested = [_nested(name, attributes[name]) for name in blocks]
    if timeouts:
        nested.append(encode({1: "timeouts", 2: _block(TIMEOUTS), 3: NESTING["single"]}))
    plain = [_attribute(name, each) for name, each in attributes.items() if name not in blocks]
    return encode({2: plain, 3: nested})


def _nested(name: str, attribute: Mapping[str, Any]) -> bytes:
    least, most = attribute.get("required", False), attribute.get("max_items", 0)
    nesting = NESTING[attribute["nesting"]]
    return encode({1: name, 2: _block(attribute["attrs"]), 3: nesting, 4: least, 5: most})


def _attribute(name: str, attribute: Mapping[str, Any]) -> bytes:
    required, computed = attribute.get("required", False), attribute.get("computed", False)
    return encode(
        {
            1: name,
            2: json.dumps(_type(attribute)),
            4: required,
            5: not required and (attribute.get("optional", False) or not computed),
            6: computed and not required,
            7: attribute.get("sensitive", False),
            11: _is_write_only(name),
        }
    )


def _is_write_only(name: str) -> bool:
    return name.endswith("_wo")


def _type(attribute: Mapping[str, Any]) -> Any:
    """In Terraform's notation: "string", ["list", "string"], ["list", ["object", {…}]]."""
    if "attrs" in attribute:
        inner_types = {name: _type(inner) for name, inner in attribute["attrs"].items()}
        return [attribute["nesting"], ["object", inner_types]]
    outer, _, inner = attribute["type"].rstrip(")").partition("(")
    return [outer, inner] if inner else outer


def faults(attributes: Mapping[str, Any], config: Any, path: str = "") -> Iterator[str]:
    """A sentence for every value that is not one of its enumeration."""
    for name, attribute in attributes.items():
        value = (config or {}).get(name)
        if "attrs" in attribute and isinstance(value, list):
            for item in value:
                if isinstance(item, dict):
                    yield from faults(attribute["attrs"], item, f"{path}{name}.")
        elif isinstance(value, str) and value not in attribute.get("values", [value]):
            yield f"expected {path}{name} to be one of {attribute['values']}, got {value}"


def planned(attributes: Mapping[str, Any], proposed: dict[str, Any], new: bool) -> dict[str, Any]:
    """What Google fills in is unknown as long as the thing does not exist."""
    for name, attribute in attributes.items():
        if _is_write_only(name):
            proposed[name] = None
        elif new and attribute.get("computed") and proposed.get(name) is None:
            proposed[name] = [] if attribute.get("block") else UNKNOWN
    return proposed


def applied(kind: str, values: dict[str, Any]) -> dict[str, Any]:
    """The planned values with what Google would have filled in."""
    project = values.get("project")
    made = {**values, "project": project if isinstance(project, str) else os.environ["PROJECT"]}
    made.update(_identity(kind, made))
    known = {n: None if isinstance(v, msgpack.ExtType) else v for n, v in made.items()}
    return {name: value for name, value in known.items() if name in {*SCHEMA[kind], "timeouts"}}


def _identity(kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The attributes that other resources refer to."""
    project = values["project"]
    region = values.get("region") or values.get("location")
    match kind:
        case "google_service_account":
            email = f"{values['account_id']}@{project}.iam.gserviceaccount.com"
            name = f"projects/{project}/serviceAccounts/{email}"
            return {"email": email, "name": name, "id": name, "member": f"serviceAccount:{email}"}
        case "google_workflows_workflow":
            return {"id": f"projects/{project}/locations/{region}/workflows/{values['name']}"}
        case "google_sql_database_instance":
            return {
                "id": values["name"],
                "connection_name": f"{project}:{region}:{values['name']}",
                "service_account_email_address": f"p1-{values['name']}@gcp-sa-cloud-sql.iam",
            }
        case "google_monitoring_notification_channel":
            return {"name": f"projects/{project}/notificationChannels/1", "id": "1"}
        case "google_monitoring_uptime_check_config":
            return {"uptime_check_id": "health", "id": "health"}
        case "google_artifact_registry_repository":
            return {"name": values["repository_id"], "id": values["repository_id"]}
        case _:
            return {"id": str(values.get("name") or values.get("secret_id") or kind)}


def tell(kind: str, values: Mapping[str, Any] | None, before: Mapping[str, Any] | None) -> None:
    """Let the control plane know what exists now; `values` is None for what is gone."""
    url = os.environ.get("GOOGLE_STANDIN_URL")
    if not url:
        return
    body = json.dumps({"type": kind, "values": values, "before": before}).encode()
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(f"{url}/terraform", body, headers, method="POST")
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request):
        pass


def get_provider_schema(_: bytes) -> bytes:
    resources = [
        encode({1: name, 2: schema(attributes, timeouts=True)})
        for name, attributes in SCHEMA.items()
    ]
    return encode({1: schema(SETTINGS), 2: resources})


def validate_resource_config(message: bytes) -> bytes:
    kind, config = _request(message, 2)
    return encode({1: [encode({1: 1, 2: each}) for each in faults(SCHEMA[kind], config)]})


def upgrade_resource_state(message: bytes) -> bytes:
    return encode({1: encode({2: decode(decode(message)[3])[1]})})


def read_resource(message: bytes) -> bytes:
    return encode({1: decode(message)[2]})


def plan_resource_change(message: bytes) -> bytes:
    kind, prior, proposed = _request(message, 2, 3)
    if proposed is not None:
        proposed = planned(SCHEMA[kind], proposed, prior is None)
    return encode({1: _packed(proposed), 5: True})


def apply_resource_change(message: bytes) -> bytes:
    kind, prior, values = _request(message, 2, 3)
    if values is not None:
        values = applied(kind, values)
    tell(kind, values, prior)
    return encode({1: _packed(values), 4: True})


def _request(message: bytes, *fields: int) -> list[Any]:
    """The type's name and the values of `fields`, which are Terraform's own msgpack."""
    decoded = decode(message)
    unpacked = [msgpack.unpackb(decode(decoded[each])[1], strict_map_key=False) for each in fields]
    return [decoded[1].decode(), *unpacked]


def _packed(value: Any) -> bytes:
    return encode({1: msgpack.packb(value)})


def _nothing(_: bytes) -> bytes:
    return b""


METHODS: Final[dict[str, Callable[[bytes], bytes]]] = {
    "GetProviderSchema": get_provider_schema,
    "ValidateProviderConfig": _nothing,
    "ConfigureProvider": _nothing,
    "ValidateResourceConfig": validate_resource_config,
    "UpgradeResourceState": upgrade_resource_state,
    "ReadResource": read_resource,
    "PlanResourceChange": plan_resource_change,
    "ApplyResourceChange": apply_resource_change,
    "StopProvider": _nothing,
}


def _service(name: str, methods: Mapping[str, Callable[[bytes], bytes]]) -> Any:
    def handler(method: Callable[[bytes], bytes]) -> Any:
        return grpc.unary_unary_rpc_method_handler(lambda message, _: method(message))

    handlers = {each: handler(method) for each, method in methods.items()}
    return grpc.method_handlers_generic_handler(name, handlers)


def main() -> None:
    size = [("grpc.max_send_message_length", -1), ("grpc.max_receive_message_length", -1)]
    server = grpc.server(futures.ThreadPoolExecutor(10), options=size)

    def shutdown(_: bytes) -> bytes:
        server.stop(grace=0)
        return b""

    controller = _service("plugin.GRPCController", {"Shutdown": shutdown})
    server.add_generic_rpc_handlers([_service("tfplugin6.Provider", METHODS), controller])
    with tempfile.TemporaryDirectory() as folder:
        certificate, key = self_signed()
        credentials = grpc.ssl_server_credentials([(key, certificate.pem)])
        server.add_secure_port(f"unix://{folder}/s", credentials)
        server.start()
        encoded = base64.b64encode(certificate.der).decode().rstrip("=")
        print(f"1|6|unix|{folder}/s|grpc|{encoded}", flush=True)
        server.wait_for_termination()


if __name__ == "__main__":
    main()
