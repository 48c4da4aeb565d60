// List a page of keys, then every key, without handling pages.

import type { Client } from "keyhelm";
import { startSandbox } from "keyhelm/testing";

async function lesson(client: Client): Promise<void> {
  const page = await client.keys.list({ page: 1, pageSize: 2 });
  console.log(
    `${String(page.items.length)} of ${String(page.total)} keys on the first page`,
  );

  for await (const key of client.keys.listAll()) {
    console.log(`${key.id}  ${key.status.padEnd(8)}  ${key.label ?? ""}`);
  }
}

// Not part of the lesson: the sandbox it runs on, with some keys in it.

const sandbox = await startSandbox();
const client = sandbox.client("adyen");
for (const label of ["billing", "reporting", "terminals"])
  await client.keys.create(label);
await lesson(client);
