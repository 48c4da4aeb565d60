// What another runtime than Node has to be able to do: run as it is, with the package in the folder's node_modules or
// around it. Prints `ok` at the end.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { inspect } from "node:util";

import * as keyhelm from "keyhelm";
import { startSandbox } from "keyhelm/testing";

const require = createRequire(import.meta.url);
assert.equal(require("keyhelm").KeyhelmError, keyhelm.KeyhelmError);

const sandbox = await startSandbox();
const events = [];
const client = sandbox.client("certopay", { onEvent: (event) => events.push(event.kind) });
assert.equal((await client.keys.verify()).outcome, "valid");

// A secret.
const issued = await client.keys.regenerate();
assert.equal(issued.previous, "dead");
assert.equal(`${issued.secret} ${JSON.stringify(issued.secret)}`, '[REDACTED] "[REDACTED]"');
assert.ok(!inspect(issued, { showHidden: true }).includes(issued.secret.expose()));
assert.throws(() => structuredClone(issued.secret));
assert.deepEqual({ ...issued.secret }, {});

// Errors.
const adyen = sandbox.client("adyen");
async function failing() {
  await adyen.keys.get("S2-0");
}
const error = await failing().catch((error) => error);
assert.ok(error instanceof keyhelm.NotFoundError && error instanceof Error);
assert.equal(error.status, 404);
assert.match(error.stack, /smoke|failing/);
assert.throws(() => new keyhelm.Client("bousol", { apiKey: 7 }), keyhelm.ConfigError);

// Many at once, and one that is cancelled.
const fast = sandbox.client("adyen", { rateLimit: "unlimited" });
const keys = await Promise.all(Array.from({ length: 200 }, () => fast.keys.current()));
assert.ok(keys.every((key) => key.status === "active"));
for await (const key of adyen.keys.listAll()) assert.ok(key.id);
await sandbox.fault("certopay", { hang_ms: 60_000 }, { path: "regenerate" });
const reason = new Error("enough");
const controller = new AbortController();
setTimeout(() => controller.abort(reason), 100);
const cancelled = await client.keys.regenerate({ signal: controller.signal }).catch((error) => error);
assert.deepEqual([cancelled.name, cancelled.code, cancelled.cause === reason], ["AbortError", "cancelled", true]);
assert.ok(events.includes("login") && events.includes("outcome_unknown"));

// Redaction.
const redactor = keyhelm.Redactor.shared();
assert.equal(redactor.redact(`(${issued.secret.expose()})`), "([REDACTED])");
assert.equal(Buffer.from(redactor.redact(Buffer.from(issued.secret.expose()))).toString(), "[REDACTED]");
const response = await adyen.request("GET", "/me");
assert.ok(response.body.length > 0 && response.json().id);

await client.close();
await sandbox.stop();
console.log("ok");
