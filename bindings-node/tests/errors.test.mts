// Every error code as the sandbox brings it about, and what the errors carry.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { inspect } from "node:util";

import * as keyhelm from "keyhelm";
import { Client, KeyhelmError } from "keyhelm";

import { Server } from "./support/server.mjs";
import { caught, freshKey, PLATFORMS, sandboxForAll } from "./support/set_up.mjs";

const NO_KEY = "sk_test_EXAMPLE0NOT0A0KEY";
const sandbox = await sandboxForAll();
const server = await Server.start();
after(() => {
  server.stop();
});

const ALL: Record<keyhelm.ErrorCode, () => Promise<KeyhelmError>> = {
  config: () => caught(keyhelm.ConfigError, () => new Client("bousol")),

  environment_mismatch: () => {
    const { keys } = sandbox.client("certopay");
    return caught(keyhelm.EnvironmentMismatchError, () => keys.verify({ secret: "sk_live_EXAMPLE0NOT0A0KEY" }));
  },

  unsupported_operation: async () => {
    const error = await caught(keyhelm.UnsupportedOperationError, () => sandbox.client("bousol").keys.list());
    assert.ok(error.hint !== undefined);
    return error;
  },

  unauthenticated: () => {
    const { keys } = sandbox.client("adyen", { apiKey: "AQE-not-a-real-key" });
    return caught(keyhelm.UnauthenticatedError, () => keys.list());
  },

  token_expired: async () => {
    const refusal = { status: 401, body: { error: { code: "expired_token", message: "expired" } } };
    await sandbox.fault("certopay", refusal, { path: "/me", times: 2 });
    return caught(keyhelm.TokenExpiredError, () => sandbox.client("certopay").keys.current());
  },

  permission_denied: async () => {
    await sandbox.fault("adyen", { status: 403, body: { errorCode: "00_403", detail: "no", requestId: "R1" } });
    const error = await caught(keyhelm.PermissionDeniedError, () => sandbox.client("adyen").keys.list());
    assert.equal(error.requestId, "R1");
    return error;
  },

  invalid_request: async () => {
    await sandbox.fault("adyen", { status: 400, body: { errorCode: "00_400", detail: "no" } });
    return caught(keyhelm.InvalidRequestError, () => sandbox.client("adyen").keys.list());
  },

  validation_failed: async () => {
    const { keys } = sandbox.client("adyen");
    const error = await caught(keyhelm.ValidationFailedError, () => keys.list({ pageSize: 101 }));
    assert.deepEqual(Object.keys(error.fields), ["pageSize"]);
    return error;
  },

  not_found: async () => {
    const error = await caught(keyhelm.NotFoundError, () => sandbox.client("adyen").keys.get("S2-0"));
    assert.deepEqual([error.status, error.platformCode, error.attempts], [404, "00_404", 1]);
    return error;
  },

  conflict: async () => {
    await sandbox.fault("bousol", { status: 409, body: { error: "clash" } });
    const client = sandbox.client("bousol");
    return caught(keyhelm.ConflictError, () => client.request("POST", "/invoices", { json: {} }));
  },

  rate_limited: async () => {
    await sandbox.fault("compago", { status: 429, headers: { "Retry-After": "7" } });
    const { keys } = sandbox.client("compago", { apiKey: freshKey() });
    const error = await caught(keyhelm.RateLimitedError, () => keys.verify({ timeoutMs: 1000 }));
    assert.equal(error.retryAfter, 7);
    return error;
  },

  server_error: async () => {
    await sandbox.fault("adyen", { status: 503 }, { times: 9 });
    return caught(keyhelm.ServerError, () => sandbox.client("adyen", { maxAttempts: 1 }).keys.list());
  },

  timeout: async () => {
    await sandbox.fault("adyen", { hang_ms: 60_000 }, { times: 9 });
    return caught(keyhelm.TimeoutError, () => sandbox.client("adyen").keys.list({ timeoutMs: 50 }));
  },

  connection_failed: async () => {
    await sandbox.fault("adyen", { drop: "before" }, { times: 9 });
    const { keys } = sandbox.client("adyen", { maxAttempts: 1 });
    const error = await caught(keyhelm.ConnectionFailedError, () => keys.list());
    assert.ok(error.cause instanceof Error && error.cause.message !== "");
    return error;
  },

  outcome_unknown: async () => {
    await sandbox.fault("certopay", { drop: "after" }, { path: "regenerate" });
    return caught(keyhelm.OutcomeUnknownError, () => sandbox.client("certopay").keys.regenerate());
  },

  malformed_response: async () => {
    await sandbox.fault("adyen", { garbage: true }, { times: 9 });
    return caught(keyhelm.MalformedResponseError, () => sandbox.client("adyen", { maxAttempts: 1 }).keys.list());
  },

  cancelled: () => {
    const signal = AbortSignal.abort(new Error("enough"));
    return caught(keyhelm.CancelledError, () => sandbox.client("adyen").keys.list({ signal }));
  },
};

for (const [code, make] of Object.entries(ALL)) {
  test(`the error ${code}`, async () => {
    const error = await make();
    assert.equal(error.code, code);
    assert.equal((error.constructor as typeof keyhelm.ConfigError).code, code);
    assert.equal(error.name, code === "cancelled" ? "AbortError" : error.constructor.name);
    assert.ok(error instanceof KeyhelmError && error instanceof Error);
    assert.ok(error.message !== "" && !error.message.includes("\n"));
    assert.ok(error.platform !== undefined && (PLATFORMS as string[]).includes(error.platform));
    assert.equal(typeof error.attempts, "number");
    assert.equal(typeof error.retryable, "boolean");
    assert.ok(error.stack?.includes("errors.test.mjs"), error.stack);

    const again = KeyhelmError.fromJSON(JSON.parse(JSON.stringify(error)) as keyhelm.ErrorJson);
    assert.equal(again.constructor, error.constructor);
    assert.deepEqual(again.toJSON(), error.toJSON());

    const shown = [inspect(error, { showHidden: true, getters: true, depth: 9 }), JSON.stringify(error), error.stack];
    for (const account of Object.values(sandbox.accounts)) {
      for (const secret of [account.apiKey, account.password ?? account.apiKey]) {
        assert.ok(!shown.join("\n").includes(secret));
      }
    }
  });
}

/** The line that the call stands on. */
function lineOf(error: Error): string {
  return error.stack?.split("\n").find((line) => line.includes("errors.test.mjs")) ?? "";
}

test("a stack names the caller's line", async () => {
  const { keys } = sandbox.client("adyen");
  async function deep(): Promise<void> {
    await keys.get("S2-0");
  }
  const awaited = await caught(keyhelm.NotFoundError, async () => {
    await deep();
  });
  assert.match(lineOf(awaited), /at async deep/);

  const refused = await caught(keyhelm.ValidationFailedError, async () => {
    await keys.get(7 as never);
  });
  assert.match(refused.stack?.split("\n")[1] ?? "", /Keys\.get/);
  assert.notEqual(lineOf(refused), "");

  const together = await caught(keyhelm.NotFoundError, () => Promise.all([keys.current(), keys.get("S2-0")]));
  assert.match(together.stack ?? "", /at async Promise\.all \(index 1\)/);
});

test("a stack names the line that awaits a chain", async () => {
  const { keys } = sandbox.client("adyen");
  const error = await keys.get("S2-0").then(
    () => assert.fail(),
    (error: unknown) => error as Error,
  );
  assert.match(lineOf(error), /at async TestContext/);
});

test("an error goes through JSON and is reconciled", async () => {
  const client = sandbox.client("certopay");
  await sandbox.fault("certopay", { drop: "after" }, { path: "regenerate" });
  const error = await caught(keyhelm.OutcomeUnknownError, () => client.keys.regenerate());
  const again = KeyhelmError.fromJSON(JSON.parse(JSON.stringify(error)) as keyhelm.ErrorJson);
  for (const given of [error, again]) assert.equal((await client.keys.reconcile(given)).outcome, "happened");
});

test("what is no lost answer is not reconciled", async () => {
  const { keys } = sandbox.client("adyen");
  for (const error of [new keyhelm.OutcomeUnknownError("by hand"), new keyhelm.NotFoundError("by hand")]) {
    await caught(keyhelm.ValidationFailedError, () => keys.reconcile(error));
  }
  const refused = await caught(keyhelm.ValidationFailedError, () => keys.reconcile(new Error("x") as never));
  assert.deepEqual(Object.keys(refused.fields), ["error"]);
  assert.throws(() => KeyhelmError.fromJSON({} as never), keyhelm.ValidationFailedError);
});

test("a platform that echoes the key", async () => {
  server.answers = [{ status: 400, body: `{"errorCode": "x", "detail": "bad key ${NO_KEY}"}` }];
  const client = new Client("adyen", { apiKey: NO_KEY, baseUrl: server.url, companyId: "C" });
  const error = await caught(keyhelm.InvalidRequestError, () => client.keys.list());
  assert.ok(!`${inspect(error, { showHidden: true })} ${JSON.stringify(error)}`.includes(NO_KEY));
});

test("an error made by hand has what it is given", () => {
  class Mine extends keyhelm.NotFoundError {}
  const cause = new Error("beneath");
  const error = new Mine("words", { platform: "adyen", status: 404, fields: { id: "why" }, cause });
  assert.deepEqual([error.code, error.platform, error.status, error.fields["id"]], ["not_found", "adyen", 404, "why"]);
  assert.equal(error.cause, cause);
  assert.equal(error.retryAfter, undefined);
  assert.ok(!("cause" in new keyhelm.NotFoundError("words")));
});
