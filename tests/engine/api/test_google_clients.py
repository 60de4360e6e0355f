"""Google's own Python clients against the engine: gRPC, sync and async, and discovery."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import grpc
import pytest
from google.api_core import exceptions
from google.auth.credentials import AnonymousCredentials
from google.cloud import workflows_v1
from google.cloud.workflows import executions_v1
from google.cloud.workflows.executions_v1.services.executions import transports as executions
from google.cloud.workflows_v1.services.workflows import transports as workflows
from googleapiclient.discovery import build
from googleapiclient.errors import HttpError

from tests.engine.api.engine_server import ECHO, FAILING, LOCATION, WAITING, Server

Executions = executions_v1.ExecutionsClient
Workflows = workflows_v1.WorkflowsClient
State = executions_v1.Execution.State


@pytest.fixture(scope="module")
def channel(server: Server) -> Iterator[grpc.Channel]:
    with grpc.insecure_channel(server.grpc_address) as channel:
        yield channel


@pytest.fixture(scope="module")
def executions_client(channel: grpc.Channel) -> Executions:
    return Executions(transport=executions.ExecutionsGrpcTransport(channel=channel))


@pytest.fixture(scope="module")
def workflows_client(channel: grpc.Channel) -> Workflows:
    return Workflows(transport=workflows.WorkflowsGrpcTransport(channel=channel))


def test_the_workflows_client_goes_through_the_whole_life_of_a_workflow(
    workflows_client: Workflows,
) -> None:
    workflow = workflows_v1.Workflow(source_contents=ECHO, labels={"a": "b"})
    operation = workflows_client.create_workflow(
        parent=LOCATION, workflow=workflow, workflow_id="life"
    )
    created = result_of(operation)
    assert created.state == workflows_v1.Workflow.State.ACTIVE
    created.source_contents = FAILING
    operation = workflows_client.update_workflow(
        request={"workflow": created, "update_mask": {"paths": ["source_contents"]}}
    )
    updated = result_of(operation)
    assert updated.revision_id.startswith("000002-")
    assert workflows_client.get_workflow(name=created.name) == updated
    listed = workflows_client.list_workflows(parent=LOCATION)
    assert created.name in [one.name for one in listed]
    revisions = workflows_client.list_workflow_revisions(request={"name": created.name})
    assert [one.revision_id[:6] for one in revisions] == ["000002", "000001"]
    result_of(workflows_client.delete_workflow(name=created.name))
    with pytest.raises(exceptions.NotFound):
        workflows_client.get_workflow(name=created.name)


def test_the_workflows_client_is_told_why(workflows_client: Workflows, server: Server) -> None:
    workflow = workflows_v1.Workflow(source_contents="main: nothing")
    with pytest.raises(exceptions.InvalidArgument, match=r"main\.yaml:1:"):
        workflows_client.create_workflow(parent=LOCATION, workflow=workflow, workflow_id="wrong")
    existing = server.deploy().rsplit("/", 1)[1]
    workflow.source_contents = ECHO
    operation = workflows_client.create_workflow(
        parent=LOCATION, workflow=workflow, workflow_id=existing
    )
    with pytest.raises(exceptions.AlreadyExists):
        result_of(operation)


def test_the_executions_client_starts_and_reads(
    executions_client: Executions, server: Server
) -> None:
    parent = server.deploy(FAILING)
    execution = executions_v1.Execution(argument='{"n": 1}')
    created = executions_client.create_execution(parent=parent, execution=execution)
    assert created.state == State.ACTIVE
    server.finished(created.name)
    done = executions_client.get_execution(name=created.name)
    assert done.state == State.FAILED
    assert json.loads(done.error.payload) == {"code": 7, "reason": "broken"}
    assert done.error.stack_trace.elements[0].position.line == 5
    listed = list(executions_client.list_executions(parent=parent))
    assert [one.name for one in listed] == [created.name]
    assert not listed[0].argument


def test_the_executions_client_pages_and_filters(
    executions_client: Executions, server: Server
) -> None:
    parent = server.deploy(ECHO)
    names = [server.start(parent, n) for n in range(5)]
    for name in names:
        server.finished(name)
    request = {"parent": parent, "page_size": 2, "filter": 'state="SUCCEEDED"'}
    assert [one.name for one in executions_client.list_executions(request=request)] == names[::-1]


def test_the_executions_client_is_told_why(executions_client: Executions, server: Server) -> None:
    with pytest.raises(exceptions.NotFound):
        executions_client.create_execution(parent=f"{LOCATION}/workflows/none")
    bad = executions_v1.Execution(argument="{")
    with pytest.raises(exceptions.InvalidArgument, match="not valid JSON"):
        executions_client.create_execution(parent=server.deploy(), execution=bad)


def test_the_asynchronous_clients_do_the_same(server: Server) -> None:
    async def journey() -> executions_v1.Execution:
        async with grpc.aio.insecure_channel(server.grpc_address) as channel:
            client = executions_v1.ExecutionsAsyncClient(
                transport=executions.ExecutionsGrpcAsyncIOTransport(channel=channel)
            )
            deploying = workflows_v1.WorkflowsAsyncClient(
                transport=workflows.WorkflowsGrpcAsyncIOTransport(channel=channel)
            )
            workflow = workflows_v1.Workflow(source_contents=WAITING)
            operation = await deploying.create_workflow(
                parent=LOCATION, workflow=workflow, workflow_id="asynchronous"
            )
            created = await client.create_execution(parent=(await result_of(operation)).name)
            return await client.cancel_execution(name=created.name)

    assert asyncio.run(journey()).state == State.CANCELLED


def test_bytes_that_are_no_message_are_an_invalid_argument(channel: grpc.Channel) -> None:
    call: Any = channel.unary_unary("/google.cloud.workflows.executions.v1.Executions/GetExecution")
    with pytest.raises(grpc.RpcError) as caught:
        call(b"\xff\xff\xff")
    assert caught.value.code() == grpc.StatusCode.INVALID_ARGUMENT


def test_what_only_a_browser_sends_is_refused(channel: grpc.Channel) -> None:
    call: Any = channel.unary_unary("/google.cloud.workflows.v1.Workflows/ListWorkflows")
    with pytest.raises(grpc.RpcError) as refused:
        call(b"", metadata=(("origin", "http://evil.example"),))
    assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED


def test_names_of_another_form_are_an_invalid_argument(
    executions_client: Executions, workflows_client: Workflows
) -> None:
    with pytest.raises(exceptions.InvalidArgument, match="parent must be of the form"):
        executions_client.create_execution(parent=LOCATION)
    workflow = workflows_v1.Workflow(source_contents=ECHO)
    with pytest.raises(exceptions.InvalidArgument, match="parent must be of the form"):
        workflows_client.create_workflow(parent="here", workflow=workflow, workflow_id="lost")
    with pytest.raises(exceptions.InvalidArgument, match="name must be of the form"):
        workflows_client.get_location({"name": "here"})
    unknown = executions_v1.Execution()
    executions_v1.Execution.pb(unknown).call_log_level = 77
    with pytest.raises(exceptions.InvalidArgument, match="callLogLevel") as caught:
        executions_client.create_execution(parent=f"{LOCATION}/workflows/w", execution=unknown)
    assert caught.value.details[0].field_violations[0].field == "execution.callLogLevel"


@pytest.fixture
def discovered(server: Server) -> Iterator[Any]:
    """The client that google-api-python-client makes of its bundled discovery document."""
    with _build("workflowexecutions", "v1", server) as client:
        yield client.projects().locations().workflows()


def result_of(operation: Any) -> Any:
    """What a long-running operation came to; the client's own class carries no annotations."""
    return operation.result()


def _build(name: str, version: str, server: Server) -> Any:
    anonymous: Any = AnonymousCredentials
    return build(
        name,
        version,
        static_discovery=True,
        client_options={"api_endpoint": server.url},
        credentials=anonymous(),
    )


def test_the_discovery_client_drives_executions(discovered: Any, server: Server) -> None:
    parent = server.deploy(ECHO)
    api = discovered.executions()
    name = api.create(parent=parent, body={"argument": "[1]"}).execute()["name"]
    server.finished(name)
    assert api.get(name=name, view="FULL").execute()["result"] == "[1]"
    assert api.list(parent=parent, orderBy="state", filter='state="SUCCEEDED"').execute()
    assert json.loads(api.exportData(name=name).execute()["data"])["execution"]["name"] == name
    steps = api.stepEntries().list(parent=name, skip=0).execute()["stepEntries"]
    assert api.stepEntries().get(name=steps[0]["name"]).execute() == steps[0]
    assert api.callbacks().list(parent=name).execute() == {}
    assert api.deleteExecutionHistory(name=name, body={}).execute() == {}
    with pytest.raises(HttpError) as caught:
        api.cancel(name=name, body={}).execute()
    assert caught.value.status_code == 400


def test_a_query_too_long_for_a_url_comes_as_the_body_of_a_post(
    discovered: Any, server: Server
) -> None:
    parent = server.deploy(ECHO)
    name = server.start(parent)
    server.finished(name)
    long_filter = " OR ".join(['state="SUCCEEDED"'] * 200)
    found = discovered.executions().list(parent=parent, filter=long_filter).execute()
    assert [one["name"] for one in found["executions"]] == [name]


def test_the_discovery_client_gets_the_fields_it_asks_for(discovered: Any, server: Server) -> None:
    name = server.start(server.deploy(FAILING))
    server.finished(name)
    found = discovered.executions().get(name=name, fields="state,error/context").execute()
    assert found.keys() == {"state", "error"}
    assert found["error"].keys() == {"context"}


def test_the_discovery_client_deploys_and_reads_logs(server: Server) -> None:
    with _build("workflows", "v1", server) as client:
        api = client.projects().locations().workflows()
        body = {"sourceContents": ECHO}
        operation = api.create(parent=LOCATION, workflowId="discovered", body=body).execute()
        name = operation["response"]["name"]
        body = {"sourceContents": FAILING}
        api.patch(name=name, updateMask="sourceContents", body=body).execute()
        assert len(api.listRevisions(name=name).execute()["workflows"]) == 2
        assert api.get(name=name).execute()["sourceContents"] == FAILING
        server.finished(server.start(name))
        assert api.delete(name=name).execute()["done"]
    with _build("logging", "v2", server) as client:
        query = {"resourceNames": ["projects/test"], "filter": "severity>=ERROR"}
        entries = client.entries().list(body=query).execute()["entries"]
    assert "discovered" in [one["resource"]["labels"].get("workflow_id") for one in entries]
