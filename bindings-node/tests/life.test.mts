// How clients, threads and processes end.

import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";

import { Client, ConfigError, type KeyhelmEvent } from "keyhelm";

import { caught, freshKey, runText, sandboxForAll } from "./support/set_up.mjs";

const sandbox = await sandboxForAll();
const SETTINGS = JSON.stringify(sandbox.settings("adyen"));
const HEAD = `
  import { Client } from "keyhelm";
  const settings = ${SETTINGS};
  const client = new Client("adyen", settings);
`;

test("a process ends by itself, and not before its calls have", async () => {
  const used = await runText(`${HEAD} client.keys.current().then((key) => console.log(key.status));`);
  assert.deepEqual([used.code, used.stdout, used.stderr], [0, "active\n", ""]);
  const unused = await runText(`${HEAD} console.log(client.platform);`);
  assert.deepEqual([unused.code, unused.stdout], [0, "adyen\n"]);
  await sandbox.fault("adyen", { hang_ms: 60_000 });
  const aborted = await runText(`${HEAD}
    const controller = new AbortController();
    setImmediate(() => controller.abort());
    client.keys.current({ signal: controller.signal }).catch((error) => console.log(error.name));`);
  assert.deepEqual([aborted.code, aborted.stdout], [0, "AbortError\n"]);
});

test("a process may be ended during a call", async () => {
  await sandbox.fault("adyen", { hang_ms: 60_000 }, { times: 9 });
  const ended = await runText(`${HEAD} client.keys.current(); setTimeout(() => process.exit(7), 50);`);
  assert.deepEqual([ended.code, ended.signal, ended.stderr], [7, null, ""]);
});

test("frozen intrinsics, and CommonJS", async () => {
  const frozen = await runText(
    `${HEAD} console.log((await client.keys.current()).status, await client.keys.get("x").catch((error) => error.code));`,
    {
      node: ["--frozen-intrinsics", "--no-warnings"],
    },
  );
  assert.deepEqual([frozen.stdout, frozen.code], ["active not_found\n", 0], frozen.stderr);
  const commonJs = await runText(
    `const { Client, KeyhelmError } = require("keyhelm");
     import("keyhelm").then(async (esm) => {
       const client = new Client("adyen", ${SETTINGS});
       const error = await client.keys.get("x").catch((error) => error);
       console.log(esm.KeyhelmError === KeyhelmError, error instanceof esm.NotFoundError, error instanceof KeyhelmError);
       console.log(Object.keys(esm).filter((name) => name !== "default" && name !== "module.exports").sort().join() === Object.keys(require("keyhelm")).sort().join());
       console.log(typeof require("keyhelm/testing").startSandbox);
     });`,
    { name: "program.cjs" },
  );
  assert.deepEqual([commonJs.stdout, commonJs.code], ["true true true\ntrue\nfunction\n", 0], commonJs.stderr);
});

test("close lets calls end and refuses new ones", async () => {
  const client = sandbox.client("adyen");
  await sandbox.fault("adyen", { hang_ms: 100 });
  const call = client.keys.create("under way");
  const closed = client.close();
  const refused = await caught(ConfigError, () => client.keys.list());
  assert.match(refused.message, /closed/);
  await closed;
  assert.equal((await Promise.race([call, Promise.resolve(undefined)]))?.key.label, "under way");
  await client.close();
  assert.throws(() => {
    client.setApiKey("AQE-not-a-real-key");
  }, ConfigError);
  await caught(ConfigError, () => client.request("GET", "/me"));
  await caught(ConfigError, () => client.keys.listAll().next());
});

test("await using", async () => {
  let used: Client | undefined;
  {
    await using client = sandbox.client("adyen");
    used = client;
    assert.equal((await client.keys.current()).status, "active");
  }
  await caught(ConfigError, () => used.keys.current());
});

test("many clients, and many calls at once", async () => {
  const clients = Array.from({ length: 50 }, () => sandbox.client("adyen", { rateLimit: "unlimited" }));
  const calls = clients.flatMap((client) => Array.from({ length: 40 }, () => client.keys.current()));
  const keys = await Promise.all(calls);
  assert.ok(keys.every(({ status }) => status === "active"));
});

test("the event loop goes on during calls", async () => {
  await sandbox.fault("adyen", { hang_ms: 300 });
  let turns = 0;
  const counting = setInterval(() => (turns += 1), 5);
  await sandbox.client("adyen").keys.current();
  clearInterval(counting);
  assert.ok(turns > 20, String(turns));
});

const WORKER = `
  import { parentPort } from "node:worker_threads";
  import { Client, NotFoundError } from "keyhelm";
  const client = new Client("adyen", ${SETTINGS});
  parentPort.postMessage("ready");
  const key = await client.keys.current();
  const missing = await client.keys.get("x").catch((error) => error instanceof NotFoundError);
  parentPort.postMessage([key.status, missing]);
`;
function worker(): Worker {
  const url = new URL(import.meta.url);
  return new Worker(
    new URL(
      `data:text/javascript,${encodeURIComponent(WORKER.replaceAll('from "keyhelm"', `from ${JSON.stringify(import.meta.resolve("keyhelm"))}`))}#${url.pathname}`,
    ),
  );
}

test("worker threads make calls and end by themselves", async () => {
  const workers = Array.from({ length: 4 }, worker);
  const ends = workers.map(async (worker) => {
    const messages: unknown[] = [];
    worker.on("message", (message) => messages.push(message));
    const [code] = (await once(worker, "exit")) as [number];
    return [code, messages];
  });
  for (const end of await Promise.all(ends)) assert.deepEqual(end, [0, ["ready", ["active", true]]]);
});

test("a worker thread may be terminated during a call, and the others go on", async () => {
  for (let round = 0; round < 5; round += 1) {
    await sandbox.fault("adyen", { hang_ms: 60_000 });
    const ended = worker();
    await once(ended, "message");
    await sleep(20);
    await ended.terminate();
  }
  await sandbox.clearFaults();
  assert.equal((await sandbox.client("adyen").keys.current()).status, "active");
});

test("events, in order and with all their parts", async () => {
  const events: KeyhelmEvent[] = [];
  const client = sandbox.client("certopay", { apiKey: freshKey(), onEvent: (event) => void events.push(event) });
  await sandbox.fault("certopay", { status: 429, headers: { "Retry-After": "0.1" } });
  await client.keys.current();
  assert.deepEqual(
    events.map(({ kind }) => kind).filter((kind) => kind !== "limit_learned"),
    ["login", "rate_limited", "wait"].slice(0, events.length),
  );
  const [login] = events;
  assert.deepEqual(
    [login?.platform, login?.operation, login?.attempt, login?.delay],
    ["certopay", "login", 0, undefined],
  );
  assert.ok(typeof login?.message === "string");
});

test("a listener that throws costs nobody an answer", async () => {
  const ended = await runText(`${HEAD}
    process.on("uncaughtException", (error) => console.log("uncaught", error.message));
    const careless = new Client("certopay", {
      ...${JSON.stringify(sandbox.settings("certopay"))},
      onEvent() { throw new Error("mine"); },
    });
    console.log((await careless.keys.current()).platform);
  `);
  assert.deepEqual(ended.stdout.trim().split("\n").sort(), ["certopay", "uncaught mine"], ended.stderr);
});

test("without a listener a lost answer is a warning of the process", async () => {
  await sandbox.fault("certopay", { hang_ms: 60_000 }, { path: "regenerate" });
  const ended = await runText(`
    import { Client } from "keyhelm";
    const client = new Client("certopay", ${JSON.stringify(sandbox.settings("certopay"))});
    await client.keys.regenerate({ signal: AbortSignal.timeout(300) }).catch((error) => console.log(error.name));
  `);
  assert.equal(ended.stdout, "AbortError\n");
  assert.match(ended.stderr, /\[outcome_unknown\] KeyhelmWarning: certopay regenerate: /);
});

test("clients that nobody holds are let go", async () => {
  const ended = await runText(
    `${HEAD}
     const make = () => {
       let told = 0;
       const own = new Client("adyen", { ...settings, onEvent: () => (told += 1) });
       return [new WeakRef(own), own.keys.current()];
     };
     const [gone, call] = make();
     await call;
     for (let turn = 0; turn < 20 && gone.deref(); turn += 1) {
       await new Promise(setImmediate);
       globalThis.gc();
     }
     console.log(gone.deref());`,
    { node: ["--expose-gc"] },
  );
  assert.equal(ended.stdout, "undefined\n", ended.stderr);
});
