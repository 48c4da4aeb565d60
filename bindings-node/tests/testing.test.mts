// The sandbox as users get it.

import assert from "node:assert/strict";
import { test } from "node:test";

import { startSandbox, Sandbox } from "keyhelm/testing";

import { PLATFORMS, runText } from "./support/set_up.mjs";

test("a sandbox of one's own", async () => {
  let stopped: Sandbox;
  {
    await using sandbox = await startSandbox();
    stopped = sandbox;
    for (const platform of PLATFORMS) {
      assert.equal((await sandbox.client(platform).keys.verify()).outcome, "valid");
      assert.match(sandbox.accounts[platform].baseUrl, /^http:\/\/127\.0\.0\.1:/);
    }
    assert.equal((await sandbox.requests()).length, 5);
    await sandbox.reset();
    assert.deepEqual(await sandbox.requests(), []);

    await sandbox.limit("certopay", 1, 500);
    const certopay = sandbox.client("certopay", { rateLimit: "unlimited", maxAttempts: 1, timeoutMs: 100 });
    await certopay.keys.verify();
    await assert.rejects(certopay.keys.verify(), { code: "rate_limited" });
    await sandbox.limit("certopay", null);

    await sandbox.fault("bousol", { status: 503 }, { method: "GET", path: "invoices", times: 2, skip: 0 });
    await assert.rejects(sandbox.client("bousol", { maxAttempts: 2, timeoutMs: 9000 }).keys.verify(), {
      code: "server_error",
    });
    await sandbox.clearFaults();
    await sandbox.advance(3600);

    const merchant = sandbox.settings("adyen", { merchantId: "KeyhelmSandbox_ECOM" });
    assert.deepEqual([merchant.companyId, merchant.merchantId], [undefined, "KeyhelmSandbox_ECOM"]);
    await assert.rejects(sandbox.fault("bousol", { drop: "sideways" as never }), /the sandbox refused POST \/faults/);
  }
  await stopped.stop();
  await assert.rejects(stopped.reset());
});

test("a sandbox keeps no process alive and ends with it", async () => {
  const ended = await runText(`
    import { startSandbox } from "keyhelm/testing";
    const sandbox = await startSandbox();
    console.log(sandbox.accounts.adyen.baseUrl);
  `);
  assert.deepEqual([ended.code, ended.stderr], [0, ""]);
  await assert.rejects(fetch(ended.stdout.trim()));
});

test("a program that is none is told", async () => {
  await assert.rejects(startSandbox({ program: "/nowhere/keyhelm-sandbox" }), /ENOENT/);
  await assert.rejects(startSandbox({ program: process.execPath }), /ended with .* before it was ready/);
  const lost = await runText(
    `import { startSandbox } from "keyhelm/testing"; process.chdir("/"); await startSandbox().catch((error) => console.log(error.message));`,
    { env: { KEYHELM_SANDBOX: "", PATH: "/nowhere" } },
  );
  assert.match(lost.stdout, /cargo|there is no keyhelm-sandbox/);
});
