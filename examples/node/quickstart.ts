// Make a client, ask whether its key works, and see who it is.

import assert from "node:assert/strict";

import type { Client } from "keyhelm";
import { startSandbox } from "keyhelm/testing";

async function lesson(client: Client): Promise<void> {
  const verification = await client.keys.verify();
  assert.equal(verification.outcome, "valid");

  const key = await client.keys.current();
  console.log(
    `${key.id} is ${key.status} and may ${String(key.scopes.length)} things`,
  );
}

// Not part of the lesson: the sandbox it runs on.

const sandbox = await startSandbox();
await lesson(sandbox.client("adyen"));
