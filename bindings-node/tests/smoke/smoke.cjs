// CommonJS, in a folder that has the package alone.

const assert = require("node:assert/strict");

const { Client, KeyhelmError } = require("keyhelm");
const { startSandbox } = require("keyhelm/testing");

startSandbox().then(async (sandbox) => {
  const client = sandbox.client("adyen");
  assert.ok(client instanceof Client);
  const error = await client.keys.get("S2-0").catch((error) => error);
  assert.ok(error instanceof KeyhelmError && error instanceof (await import("keyhelm")).NotFoundError);
  console.log("ok");
});
