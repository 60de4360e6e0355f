"""A running stack as those outside see it: providers, guests and operators, over HTTP alone."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import httpx

from infra.local.client.waiting import eventually
from infra.local.stack.addresses import PARENT, Ports


class Caller:
    """Speaks to every public address of the stack with the secrets that each demands."""

    def __init__(self, ports: Ports, secrets: Mapping[str, str]) -> None:
        self.ports = ports
        self._secrets = secrets
        self._http = httpx.Client(timeout=30, trust_env=False)

    def close(self) -> None:
        self._http.close()

    # What comes in.

    def post(self, path: str, body: object, **headers: str) -> httpx.Response:
        """POST to receive-webhook, with the secret of the route."""
        url = f"{self.ports.functions_url}/receive-webhook{path}"
        return self._http.post(url, json=body, headers={**self._authorization(path), **headers})

    def _authorization(self, path: str) -> dict[str, str]:
        names = {
            "/events": "EVENTS_SECRET",
            "/webhook/lead": "LEAD_WEBHOOK_SECRET",
            "/webhook/whatsapp": "WHATSAPP_WEBHOOK_SECRET",
        }
        secret = self._secrets.get(names.get(path, ""))
        return {"Authorization": f"Bearer {secret}"} if secret else {}

    # What an operator does.

    def start(self, workflow: str, argument: Mapping[str, object]) -> str:
        """Start an execution as `gcloud workflows execute` does; its name."""
        answer = self._http.post(
            f"{self.ports.engine_url}/v1/{PARENT}/workflows/{workflow}/executions",
            json={"argument": json.dumps(argument)},
        )
        return str(_checked(answer)["name"])

    def execution(self, name: str) -> dict[str, Any]:
        return _checked(self._http.get(f"{self.ports.engine_url}/v1/{name}"))

    def wait(self, name: str, seconds: float = 60.0) -> dict[str, Any]:
        """The execution once it has ended, however it did."""

        def ended() -> dict[str, Any] | None:
            execution = self.execution(name)
            return None if execution["state"] in ("ACTIVE", "QUEUED") else execution

        return eventually(f"execution {name.rpartition('/')[2]} ends", ended, seconds)

    def run(self, workflow: str, argument: Mapping[str, object]) -> dict[str, Any]:
        return self.wait(self.start(workflow, argument))

    def executions(self, workflow: str) -> list[dict[str, Any]]:
        """All executions that are kept, with arguments, results and errors; newest first."""
        path = f"/v1/{PARENT}/workflows/{workflow}/executions"
        query = {"view": "FULL", "pageSize": "1000"}
        return self._pages("executions", lambda token: self._get(path, query | token))

    def _get(self, path: str, query: Mapping[str, str]) -> dict[str, Any]:
        return _checked(self._http.get(f"{self.ports.engine_url}{path}", params=query))

    def _pages(
        self, field: str, page: Callable[[dict[str, str]], dict[str, Any]]
    ) -> list[dict[str, Any]]:
        """The items of all pages; `page` gets the parameter that asks for the next one."""
        answer = page({})
        found = list(answer.get(field, []))
        while token := answer.get("nextPageToken"):
            answer = page({"pageToken": token})
            found += answer.get(field, [])
        return found

    def run_job(self, name: str) -> dict[str, Any]:
        """Run a scheduled job now, as `gcloud scheduler jobs run` does."""
        return _checked(self._http.post(f"{self.ports.scheduler_url}/v1/{PARENT}/jobs/{name}:run"))

    def jobs(self) -> list[dict[str, Any]]:
        answer = _checked(self._http.get(f"{self.ports.scheduler_url}/v1/{PARENT}/jobs"))
        return list(answer["jobs"])

    def log_entries(self, filter_: str = "") -> list[dict[str, Any]]:
        """Entries of the engine's log store, as `gcloud logging read` finds them."""
        url = f"{self.ports.engine_url}/v2/entries:list"
        project = PARENT.partition("/locations")[0]
        body = {"resourceNames": [project], "filter": filter_, "pageSize": 1000}
        return self._pages(
            "entries", lambda token: _checked(self._http.post(url, json=body | token))
        )

    # What guests and their telephones do.

    def write_whatsapp(self, phone: str, name: str, text: str, times: int = 1) -> list[Any]:
        """A guest writes to the hotel; what receive-webhook answered each time."""
        body = {"from": phone, "name": name, "text": text, "times": times}
        answer = self._http.post(f"{self.ports.whatsapp_url}/_control/receive", json=body)
        return list(_checked(answer)["answers"])

    def read_whatsapp(self, phone: str) -> list[str]:
        """The texts a guest got, oldest first."""
        url = f"{self.ports.whatsapp_url}/_control/messages"
        answer = self._http.get(url, params={"to": phone}).raise_for_status()
        return [each["text"] for each in answer.json()]

    def pay(self, page: str, action: str) -> httpx.Response:
        """Press a button of the hosted payment page: card, decline, pix, pix_paid, pix_unpaid."""
        return self._http.post(page, data={"action": action}, follow_redirects=False)

    def stripe_sessions(self) -> list[dict[str, Any]]:
        """The newest hundred Checkout Sessions."""
        url = f"{self.ports.stripe_url}/v1/checkout/sessions"
        answer = self._http.get(
            url, params={"limit": "100"}, auth=(self._secrets["STRIPE_API_KEY"], "")
        )
        return list(_checked(answer)["data"])

    def copy_stripe_webhooks(self, copies: int) -> None:
        """From now on Stripe delivers each of its webhooks so many times at once."""
        url = f"{self.ports.stripe_url}/_control/webhooks"
        _checked(self._http.put(url, json={"copies": copies}))

    def stripe_deliveries(self, event_type: str) -> list[dict[str, Any]]:
        """Webhooks of a type, each with its attempts; oldest first."""
        url = f"{self.ports.stripe_url}/_control/deliveries"
        found = self._http.get(url, params={"type": event_type}).raise_for_status().json()
        return list(found)

    def stripe_session(self, session: str) -> dict[str, Any]:
        """A Checkout Session as Stripe has it."""
        url = f"{self.ports.stripe_url}/v1/checkout/sessions/{session}"
        return _checked(self._http.get(url, auth=(self._secrets["STRIPE_API_KEY"], "")))


def _checked(answer: httpx.Response) -> dict[str, Any]:
    """The JSON object of a 2xx answer; raises httpx.HTTPStatusError for any other."""
    body: dict[str, Any] = answer.raise_for_status().json()
    return body
