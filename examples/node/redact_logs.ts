// Keep secrets out of the logs: every secret a client knows, and whatever else is registered, in all that goes through
// the console.

import { redactConsole, Redactor, Secret, type Client } from "keyhelm";
import { startSandbox } from "keyhelm/testing";

async function lesson(client: Client): Promise<void> {
  const undo = redactConsole();

  const issued = await client.keys.regenerate();
  console.warn("a new key: %s", issued.secret.expose());

  // A secret that Keyhelm does not know of by itself.
  Redactor.shared().add(Secret.password("correct-horse-battery"));
  console.log({
    error: new Error("cannot log in with correct-horse-battery").message,
  });

  undo();
}

// Not part of the lesson: the sandbox it runs on.

const sandbox = await startSandbox();
await lesson(sandbox.client("certopay"));
