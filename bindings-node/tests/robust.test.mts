// What careless callers do.

import assert from "node:assert/strict";
import { test } from "node:test";

import { ApiKey, Client, ConnectionFailedError, Redactor, Secret } from "keyhelm";

import { caught, sandboxForAll } from "./support/set_up.mjs";

const sandbox = await sandboxForAll();

test("options that throw when they are read", async () => {
  const { keys } = sandbox.client("adyen");
  const options = {
    get page(): number {
      throw new Error("mine");
    },
  };
  await assert.rejects(keys.list(options), /^Error: mine$/);
  assert.equal((await keys.current()).status, "active");
});

test("a server that is gone", async () => {
  const client = new Client("bousol", {
    apiKey: "sk_test_EXAMPLE0NOT0A0KEY",
    baseUrl: "http://127.0.0.1:1",
    maxAttempts: 1,
  });
  await caught(ConnectionFailedError, () => client.keys.verify());
});

test("thousands of large answers at once leave the event loop room", async () => {
  const client = sandbox.client("adyen", { rateLimit: "unlimited" });
  for (let made = 0; made < 20; made += 1) await client.keys.create(`key ${String(made)}`);
  let turns = 0;
  const counting = setInterval(() => (turns += 1), 1);
  const pages = await Promise.all(Array.from({ length: 500 }, () => client.keys.list({ pageSize: 100 })));
  clearInterval(counting);
  assert.ok(pages.every(({ items }) => items.length === 21));
  assert.ok(turns > 10, String(turns));
});

test("methods without their object, and objects made by hand", () => {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- that is what is tried
  const { expose } = new Secret("EXAMPLE0NOT0A0KEY");
  assert.throws(() => expose(), TypeError);
  assert.throws(() => (Object.create(Secret.prototype) as Secret).expose(), TypeError);
  assert.throws(() => (Object.create(Redactor.prototype) as Redactor).redact("x"), TypeError);
  assert.ok(!((Object.create(ApiKey.prototype) as ApiKey).id as string | undefined));
});
