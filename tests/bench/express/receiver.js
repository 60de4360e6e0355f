// Stripe's signed webhook the plain way: verify, store the same two rows durably, start the workflow, answer.

const { randomUUID } = require("node:crypto");
const express = require("express");
const grpc = require("@grpc/grpc-js");
const { ExecutionsClient } = require("@google-cloud/workflows");
const { Pool } = require("pg");
const Stripe = require("stripe");

const { PGHOST, PORT, DATABASE, STRIPE_WEBHOOK_SECRET, EXECUTIONS } = process.env;
const STORE = `
with receipt as (
  insert into processed_events (source, external_id, event_id, received_at) values ('stripe', $1, $2, now())
  on conflict do nothing returning event_id)
insert into events (id, source, external_id, event_type, payload, correlation_id, dispatch_claimed_at)
select event_id, 'stripe', $1, $3, $4, $5, now() from receipt returning id`;

const stripe = new Stripe("sk_test_unused");
const pool = new Pool({ host: PGHOST, user: "postgres", database: DATABASE, max: 8 });
const [host, port] = EXECUTIONS.split(":");
const workflows = new ExecutionsClient({
  apiEndpoint: host, port: Number(port), sslCreds: grpc.credentials.createInsecure(), projectId: "bench",
});
const parent = workflows.workflowPath("bench", "southamerica-east1", "ingest-event");

async function receive(request, response) {
  let event;
  try {
    event = stripe.webhooks.constructEvent(
      request.body, request.headers["stripe-signature"], STRIPE_WEBHOOK_SECRET);
  } catch {
    return response.status(401).json({ error: { code: "invalid_signature" } });
  }
  const eventId = randomUUID();
  const correlationId = event.data.object.metadata?.correlation_id ?? randomUUID();
  const payload = { session_id: event.data.object.id, stripe_type: event.type };
  const stored = await pool.query({
    name: "store", text: STORE, values: [event.id, eventId, "payment_succeeded", payload, correlationId],
  });
  const told = { event_id: eventId, correlation_id: correlationId, event_type: "payment_succeeded" };
  if (stored.rowCount > 0) {
    await workflows.createExecution({ parent, execution: { argument: JSON.stringify(told) } });
  }
  console.log(JSON.stringify({ severity: "INFO", message: "receive-webhook: accepted", ...told }));
  response.json({ status: "accepted", event_id: eventId, correlation_id: correlationId });
}

const app = express();
app.post("/webhook/stripe", express.raw({ type: "application/json" }), receive);
app.get("/health", (_, response) => response.json({ status: "ok" }));
app.listen(Number(PORT), "127.0.0.1");
