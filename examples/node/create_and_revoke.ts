// Make a key, hand its secret to a vault, and end the key again. When the answer to `create` is lost, find the key that
// nobody holds the secret of.

import {
  OutcomeUnknownError,
  scope,
  type Client,
  type IssuedKey,
  type Secret,
} from "keyhelm";
import { startSandbox } from "keyhelm/testing";

async function lesson(client: Client, vault: Secret[]): Promise<void> {
  const issued = await create(client);
  // The platform shows the secret this once: store it before anything else can fail.
  vault.push(issued.secret);
  console.log(`made ${issued.key.id} with the secret ${issued.secret.masked}`);

  await client.keys.revoke(issued.key.id);
  console.log(`revoked ${issued.key.id}`);
}

async function create(client: Client): Promise<IssuedKey> {
  const attempt = (): Promise<IssuedKey> =>
    client.keys.create("billing-worker", {
      scopes: [scope.adyen.CHECKOUT_WEBSERVICE],
      nonce: true,
    });

  try {
    return await attempt();
  } catch (lost) {
    if (!(lost instanceof OutcomeUnknownError)) throw lost;
    const found = await client.keys.reconcile(lost);
    console.log(`the answer was lost: ${found.outcome}; ${found.advice}`);
    if (found.key) await client.keys.revoke(found.key.id);
    return attempt();
  }
}

// Not part of the lesson: the sandbox it runs on, which loses the first answer.

const sandbox = await startSandbox();
await sandbox.fault("adyen", { drop: "after" }, { method: "POST" });
await lesson(sandbox.client("adyen"), []);
