// Call more often than the platform allows. The client waits as long as the platform asks, as far as the deadline lets
// it; a wait that does not fit ends the call at once and says when to come back.

import { RateLimitedError, type Client } from "keyhelm";
import { startSandbox } from "keyhelm/testing";

async function lesson(client: Client): Promise<void> {
  for (let call = 1; call < 5; call += 1) {
    console.log(
      `call ${String(call)}: the key is ${(await client.keys.verify()).outcome}`,
    );
  }

  try {
    await client.keys.verify({ timeoutMs: 200 });
  } catch (error) {
    if (!(error instanceof RateLimitedError)) throw error;
    console.log(`no time to wait: come back in ${String(error.retryAfter)} s`);
  }
}

// Not part of the lesson: the sandbox it runs on, with two calls a second, and a look at what the client tells.

const sandbox = await startSandbox();
await sandbox.limit("certopay", 2, 1000);
await lesson(
  sandbox.client("certopay", {
    onEvent: ({ kind, operation, message }) => {
      console.log(`  ${kind}: ${operation}: ${message}`);
    },
  }),
);
