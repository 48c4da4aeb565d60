// Replace a key whose old secret is dead the moment the new one exists (CertoPay), and find out what happened when the
// answer is lost.

import assert from "node:assert/strict";

import { OutcomeUnknownError, type Client, type IssuedKey } from "keyhelm";
import { startSandbox } from "keyhelm/testing";

async function lesson(client: Client): Promise<void> {
  const issued = await regenerate(client);
  assert.equal(issued.previous, "dead");
  console.log(`store ${issued.secret.masked} now; the old key is dead`);

  // The client itself goes on with the new key.
  console.log(`its own key is ${(await client.keys.verify()).outcome}`);
}

async function regenerate(client: Client): Promise<IssuedKey> {
  try {
    return await client.keys.regenerate();
  } catch (lost) {
    if (!(lost instanceof OutcomeUnknownError)) throw lost;
    const found = await client.keys.reconcile(lost);
    console.log(`the answer was lost: ${found.outcome}; ${found.advice}`);
    // The secret is lost for good and the old key dead: only another one helps.
    if (found.outcome === "happened") return client.keys.regenerate();
    // Nothing is known to have happened, so a person decides.
    throw lost;
  }
}

// Not part of the lesson: the sandbox it runs on, which loses the first answer.

const sandbox = await startSandbox();
await sandbox.fault("certopay", { drop: "after" }, { path: "regenerate" });
await lesson(sandbox.client("certopay"));
