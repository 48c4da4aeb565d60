// AbortSignal: what it ends, when it comes too late, and that nothing is left behind.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import { CancelledError, Client, OutcomeUnknownError, type KeyhelmEvent } from "keyhelm";

import { caught, freshKey, sandboxForAll } from "./support/set_up.mjs";

const sandbox = await sandboxForAll();

/** A server that takes connections and never answers; tells when one has closed. */
async function silent(): Promise<{ url: string; opened: Promise<unknown>; closed: Promise<unknown> }> {
  const server = createServer();
  after(() => server.close());
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const opened = once(server, "connection");
  const closed = opened.then(async ([socket]: NodeJS.ReadableStream[]) => {
    socket?.resume();
    await once(socket as NodeJS.EventEmitter, "close");
  });
  return { url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`, opened, closed };
}

test("a signal that is aborted already sends nothing", async () => {
  const reason = new Error("enough");
  const client = sandbox.client("certopay");
  const signal = AbortSignal.abort(reason);
  const error = await caught(CancelledError, () => client.keys.regenerate({ signal }));
  assert.equal(error.cause, reason);
  assert.deepEqual([error.name, error.code, error.attempts], ["AbortError", "cancelled", 0]);
  assert.deepEqual([error.platform, error.operation], ["certopay", "regenerate"]);
  assert.deepEqual(await sandbox.requests(), []);
});

test("a signal that is aborted in the same turn sends nothing", async () => {
  const controller = new AbortController();
  const call = sandbox.client("adyen").keys.list({ signal: controller.signal });
  controller.abort();
  const error = await caught(CancelledError, () => call);
  assert.ok(error.cause instanceof DOMException);
  assert.deepEqual(await sandbox.requests(), []);
});

test("a request under way is ended", async () => {
  const { url, opened, closed } = await silent();
  const client = new Client("bousol", { apiKey: "sk_test_EXAMPLE0NOT0A0KEY", baseUrl: url });
  const controller = new AbortController();
  const call = client.keys.verify({ signal: controller.signal });
  await opened;
  controller.abort();
  const error = await caught(CancelledError, () => call);
  await closed;
  assert.equal(error.attempts, 1);
});

test("a place in the queue is free again", async () => {
  const client = sandbox.client("certopay", { apiKey: freshKey(), rateLimit: { requests: 1, windowMs: 400 } });
  await client.keys.verify();
  const controller = new AbortController();
  const begun = performance.now();
  const gone = client.keys.verify({ signal: controller.signal });
  const next = client.keys.verify();
  controller.abort();
  const error = await caught(CancelledError, () => gone);
  assert.equal(error.attempts, 0);
  await next;
  // With its place still taken the next one would have waited for two windows.
  assert.ok(performance.now() - begun < 750);
});

test("what may have been carried out is told before the call rejects", async () => {
  const events: KeyhelmEvent[] = [];
  const client = sandbox.client("certopay", { onEvent: (event) => void events.push(event) });
  await sandbox.fault("certopay", { hang_ms: 60_000 }, { path: "regenerate" });
  const controller = new AbortController();
  const call = client.keys.regenerate({ signal: controller.signal });
  while (!(await sandbox.requests()).some(({ path }) => path.includes("regenerate"))) await sleep(5);
  controller.abort();
  const error = await caught(CancelledError, () => call);
  assert.equal(error.attempts, 1);
  const lost = events.find(({ kind }) => kind === "outcome_unknown")?.error;
  assert.ok(lost instanceof OutcomeUnknownError);
  assert.equal((await client.keys.reconcile(lost)).outcome, "happened");
});

test("an answer that has come wins over the signal", async () => {
  const controller = new AbortController();
  const issued = await sandbox.client("certopay").keys.regenerate({ signal: controller.signal });
  controller.abort();
  assert.equal(issued.previous, "dead");
});

test("a signal of many calls keeps no listeners", async () => {
  const warnings: Error[] = [];
  process.on("warning", (warning) => warnings.push(warning));
  const { signal } = new AbortController();
  let listening = 0;
  const [add, remove] = [signal.addEventListener.bind(signal), signal.removeEventListener.bind(signal)];
  signal.addEventListener = (...args: Parameters<typeof add>) => {
    listening += 1;
    add(...args);
  };
  signal.removeEventListener = (...args: Parameters<typeof remove>) => {
    listening -= 1;
    remove(...args);
  };
  const client = sandbox.client("adyen");
  for (let call = 0; call < 50; call += 1) await client.keys.current({ signal });
  await caught(CancelledError, () => client.keys.current({ signal: AbortSignal.abort() }));
  await new Promise(setImmediate);
  assert.equal(listening, 0);
  assert.deepEqual(warnings, []);
});

test("a signal with a timeout", async () => {
  const { url } = await silent();
  const client = new Client("bousol", { apiKey: "sk_test_EXAMPLE0NOT0A0KEY2", baseUrl: url });
  const error = await caught(CancelledError, () => client.keys.verify({ signal: AbortSignal.timeout(20) }));
  assert.equal((error.cause as Error).name, "TimeoutError");
});

test("ten thousand calls at once, all aborted", async () => {
  const { url } = await silent();
  const client = new Client("bousol", {
    apiKey: "sk_test_EXAMPLE0NOT0A0KEY3",
    baseUrl: url,
    rateLimit: "unlimited",
    maxConcurrency: 4,
  });
  const controllers = Array.from({ length: 10_000 }, () => new AbortController());
  const calls = controllers.map(({ signal }) => client.keys.verify({ signal }));
  await new Promise(setImmediate);
  for (const controller of controllers) controller.abort();
  const ends = await Promise.allSettled(calls);
  assert.ok(ends.every((end) => end.status === "rejected" && end.reason instanceof CancelledError));
  await client.close();
});

test("a sequence is ended, too", async () => {
  const controller = new AbortController();
  await sandbox.fault("adyen", { hang_ms: 60_000 });
  const sequence = sandbox.client("adyen").keys.listAll({ signal: controller.signal });
  const first = sequence.next();
  await new Promise(setImmediate);
  controller.abort();
  await caught(CancelledError, () => first);
  assert.deepEqual(await sequence.next(), { done: true, value: undefined });
});
