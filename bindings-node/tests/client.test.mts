// Settings, environment variables, and every call with every argument.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import {
  Client,
  ConfigError,
  EnvironmentMismatchError,
  MalformedResponseError,
  NotFoundError,
  scope,
  Secret,
  UnsupportedOperationError,
  ValidationFailedError,
  type ApiKey,
  type ClientSettings,
} from "keyhelm";

import { Server } from "./support/server.mjs";
import { caught, freshKey, runText, sandboxForAll } from "./support/set_up.mjs";

const sandbox = await sandboxForAll();
const server = await Server.start();
after(() => {
  server.stop();
});
const KEY = "sk_test_EXAMPLE0NOT0A0KEY";

test("every setting is taken", () => {
  const settings: Required<ClientSettings> = {
    apiKey: "AQE-not-a-real-key",
    username: "ws@Company.X",
    email: "a@example.com",
    password: new Secret("EXAMPLE-PASSWORD"),
    environment: "test",
    baseUrl: "https://example.com/v3",
    companyId: "C",
    merchantId: "M",
    userId: "u",
    paymentRequestId: "p",
    timeoutMs: 1500.5,
    connectTimeoutMs: 100,
    maxAttempts: 2,
    rateLimit: { requests: 5, windowMs: 1000 },
    sharedLimit: "redis://127.0.0.1:9",
    maxConcurrency: 3,
    proxy: "http://127.0.0.1:9",
    caCertificates: [],
    userAgent: "mine/1",
    onEvent: () => undefined,
  };
  const only = (...names: (keyof ClientSettings)[]): ClientSettings =>
    Object.fromEntries(names.map((name) => [name, settings[name]]));
  const common = only(
    "apiKey",
    "environment",
    "baseUrl",
    "timeoutMs",
    "connectTimeoutMs",
    "maxAttempts",
    "rateLimit",
    "sharedLimit",
    "maxConcurrency",
    "proxy",
    "caCertificates",
    "userAgent",
    "onEvent",
  );
  assert.equal(new Client("adyen", { ...common, ...only("companyId") }).environment, "test");
  assert.equal(new Client("adyen", { ...only("username", "password", "environment", "merchantId") }).platform, "adyen");
  assert.ok(new Client("caibo", { ...only("email", "password", "userId", "paymentRequestId") }));
  assert.ok(new Client("bousol", { apiKey: KEY, rateLimit: "unlimited", onEvent: undefined }));
  assert.throws(() => new Client("adyen", settings), /`userId` has no meaning at Adyen/);
});

test("a wrong setting is refused at once, and its value not shown", () => {
  const wrong: [string, unknown][] = [
    ["apiKey", 7],
    ["apiKey", `${KEY}\n${KEY}`],
    ["apiKey", "EXAMPLE\ud800"],
    ["password", {}],
    ["environment", "production"],
    ["environment", null],
    ["baseUrl", "ftp://example.com"],
    ["baseUrl", "http://example.com"],
    ["timeoutMs", "30"],
    ["timeoutMs", -1],
    ["timeoutMs", Number.NaN],
    ["timeoutMs", 0],
    ["connectTimeoutMs", 0],
    ["maxAttempts", 0],
    ["maxAttempts", 1.5],
    ["maxAttempts", 2 ** 32],
    ["rateLimit", "none"],
    ["rateLimit", { requests: 1 }],
    ["rateLimit", { requests: 0, windowMs: 1000 }],
    ["rateLimit", { requests: 1, windowMs: 1000, burst: 2 }],
    ["sharedLimit", "http://example.com"],
    ["maxConcurrency", 0],
    ["proxy", "socks5://127.0.0.1"],
    ["caCertificates", "no PEM"],
    ["caCertificates", [7]],
    ["userAgent", "a\nb"],
    ["onEvent", "log"],
  ];
  for (const [name, value] of wrong) {
    assert.throws(
      () => new Client("bousol", { apiKey: KEY, [name]: value }),
      (error) => {
        assert.ok(error instanceof ConfigError, `${name}: ${String(error)}`);
        assert.ok(error.message.includes(name), `${name}: ${error.message}`);
        assert.ok(!error.message.includes("EXAMPLE"), error.message);
        assert.deepEqual([error.platform, error.attempts], ["bousol", 0]);
        return true;
      },
    );
  }
  assert.throws(() => new Client("bousol", { apikey: KEY } as ClientSettings), /`apikey` is no option here/);
  assert.throws(() => new Client("bousol", KEY as ClientSettings), ConfigError);
  assert.throws(() => new Client("stripe" as never, { apiKey: KEY }), ConfigError);
  assert.throws(() => new Client(undefined as never), ConfigError);
  assert.throws(() => new Client("bousol", { apiKey: KEY, environment: "live" }), EnvironmentMismatchError);
  assert.throws(() => new Client("bousol", { ["__proto__x" as "apiKey"]: KEY }), ConfigError);
});

test("settings from the environment", async () => {
  const text = `
    import { Client } from "keyhelm";
    const client = Client.fromEnv("caibo", process.env.OVER ? { environment: process.env.OVER } : {});
    console.log(client.environment, (await client.keys.verify()).outcome);
  `;
  const { baseUrl, apiKey, paymentRequestId } = sandbox.accounts.caibo;
  const env = { CAIBO_BASE_URL: baseUrl, CAIBO_API_KEY: apiKey, CAIBO_PAYMENT_REQUEST_ID: paymentRequestId };
  assert.equal((await runText(text, { env })).stdout, "test valid\n");
  const over = await runText(text, { env: { ...env, OVER: "live" } });
  assert.match(over.stderr, /EnvironmentMismatchError/);
  const none = await runText(text, { env: { CAIBO_ENVIRONMENT: "nowhere" } });
  assert.match(none.stderr, /ConfigError: .*CAIBO_ENVIRONMENT/);
});

test("Adyen's calls", async () => {
  const { keys, capabilities } = sandbox.client("adyen");
  assert.equal(capabilities.create.availability, "api");
  assert.equal(capabilities["origins.add"].guide, undefined);
  const options = {
    scopes: [scope.adyen.CHECKOUT_WEBSERVICE],
    allowedOrigins: ["https://shop.example"],
    accounts: ["KeyhelmSandbox_ECOM"],
    nonce: true,
    timeoutMs: 5000,
  };
  const issued = await keys.create("billing", options);
  const { id } = issued.key;
  assert.deepEqual([issued.key.label, issued.previous, issued.previousEndsAt], ["billing", "none", undefined]);
  assert.equal(issued.password?.kind, "password");
  assert.deepEqual(issued.key.scopes, options.scopes);
  assert.deepEqual(await keys.get(id), issued.key);

  const changed = await keys.update(id, { label: "invoicing", scopes: [scope.adyen.MERCHANT_PAL_WEBSERVICE] });
  assert.deepEqual([changed.label, changed.scopes], ["invoicing", [scope.adyen.MERCHANT_PAL_WEBSERVICE]]);

  const again = await keys.regenerate(id, {});
  assert.equal(again.previous, "grace");
  assert.ok((again.previousEndsAt?.getTime() ?? 0) > Date.now() + 23 * 3600e3);
  assert.ok((await keys.regenerateClientKey(id)).clientKey.startsWith("test_"));

  const origin = await keys.origins.add(id, "https://other.example");
  assert.deepEqual((await keys.origins.list(id)).map(({ domain }) => domain).sort(), [
    "https://other.example",
    "https://shop.example",
  ]);
  await keys.origins.remove(id, origin.id ?? "");
  assert.equal((await keys.origins.list(id)).length, 1);

  assert.equal((await keys.revoke(id))?.status, "inactive");
  assert.equal((await keys.revoke(id))?.status, "inactive");
  assert.equal((await keys.current()).status, "active");
});

test("pages, and every key without them", async () => {
  const { keys } = sandbox.client("adyen");
  for (let made = 0; made < 12; made += 1) await keys.create(`key ${String(made)}`);
  const page = await keys.list({ page: 2, pageSize: 5 });
  assert.deepEqual([page.items.length, page.page, page.pageSize, page.total, page.totalPages], [5, 2, 5, 13, 3]);
  assert.ok(Object.isFrozen(page) && Object.isFrozen(page.items) && Object.isFrozen(page.items[0]));

  const labels: (string | undefined)[] = [];
  for await (const key of keys.listAll({ timeoutMs: 5000 })) labels.push(key.label);
  assert.equal(new Set(labels).size, 13);
  assert.equal(
    (await sandbox.requests()).filter(({ path }) => path.includes("pageSize=100") || path.endsWith("apiCredentials"))
      .length > 0,
    true,
  );

  for await (const key of keys.listAll()) {
    assert.ok(key.id);
    break;
  }
  const sequence = keys.listAll();
  const both = (await Promise.all([sequence.next(), sequence.next()])).map(({ value }) => (value as ApiKey).id);
  assert.equal(new Set(both).size, 2);
});

test("a sequence that fails has ended", async () => {
  const sequence = sandbox.client("adyen").keys.listAll();
  await sandbox.fault("adyen", { status: 403, body: {} });
  await assert.rejects(sequence.next(), { code: "permission_denied" });
  assert.deepEqual(await sequence.next(), { done: true, value: undefined });
  await caught(UnsupportedOperationError, () => sandbox.client("bousol").keys.listAll().next());
  assert.throws(() => sandbox.client("adyen").keys.listAll({ page: 2 } as never), ValidationFailedError);
});

test("the other platforms' calls", async () => {
  const certopay = sandbox.client("certopay");
  const before = await certopay.keys.current();
  assert.ok(before.createdAt instanceof Date && before.rateLimit !== undefined);
  assert.equal((await certopay.keys.regenerate({ timeoutMs: 5000 })).previous, "dead");
  assert.equal((await certopay.keys.verify()).outcome, "valid");

  const caibo = sandbox.client("caibo");
  assert.equal(
    (await caibo.keys.verify({ paymentRequestId: sandbox.accounts.caibo.paymentRequestId })).outcome,
    "valid",
  );
  assert.equal((await caibo.keys.regenerate()).key.platform, "caibo");

  assert.equal((await sandbox.client("bousol").keys.verify()).outcome, "valid");
  const refused = await sandbox.client("compago").keys.verify({ secret: freshKey() });
  assert.deepEqual([refused.outcome, refused.reason], ["invalid", "unauthenticated"]);
});

test("the key is changed", async () => {
  const client = sandbox.client("bousol", { apiKey: KEY });
  assert.equal((await client.keys.verify()).outcome, "invalid");
  client.setApiKey(new Secret(sandbox.accounts.bousol.apiKey));
  assert.equal((await client.keys.verify()).outcome, "valid");
  assert.throws(() => {
    client.setApiKey("sk_live_EXAMPLE0NOT0A0KEY");
  }, EnvironmentMismatchError);
  for (const wrong of ["a\nb", 7, undefined]) {
    assert.throws(() => {
      client.setApiKey(wrong as string);
    }, ConfigError);
  }
});

test("wrong arguments are refused before anything is sent", async () => {
  const client = sandbox.client("adyen");
  const { keys } = client;
  const wrong: [string, () => Promise<unknown>][] = [
    ["id", () => keys.get(undefined as never)],
    ["id", () => keys.get("")],
    ["id", () => keys.revoke({} as never)],
    ["id", () => keys.regenerate(7 as never)],
    ["id", () => keys.regenerateClientKey(null as never)],
    ["id", () => keys.update(["x"] as never, { label: "y" })],
    ["label", () => keys.create(undefined as never)],
    ["label", () => keys.create("x".repeat(51))],
    ["label", () => keys.update("S2-1", { label: null as never })],
    ["scopes", () => keys.create("x", { scopes: "all" as never })],
    ["scopes", () => keys.create("x", { scopes: [7] as never })],
    ["nonce", () => keys.create("x", { nonce: 1 as never })],
    ["page", () => keys.list({ page: 0 })],
    ["page", () => keys.list({ page: -1 })],
    ["pageSize", () => keys.list({ pageSize: 1.5 })],
    ["timeoutMs", () => keys.list({ timeoutMs: Number.NaN })],
    ["timeoutMs", () => keys.list({ timeoutMs: "1" as never })],
    ["signal", () => keys.list({ signal: {} as never })],
    ["options", () => keys.list(5 as never)],
    ["options", () => keys.list(null as never)],
    ["secret", () => keys.verify({ secret: 7 as never })],
    ["secret", () => keys.verify({ secret: "a\nb" })],
    ["id", () => keys.origins.list(7 as never)],
    ["domain", () => keys.origins.add("S2-1", 7 as never)],
    ["originId", () => keys.origins.remove("S2-1", 7 as never)],
    ["method", () => client.request(7 as never, "/me")],
    ["method", () => client.request("GE T", "/me")],
    ["path", () => client.request("GET", "../me")],
    ["path", () => client.request("GET", {} as never)],
    ["query", () => client.request("GET", "/me", { query: { a: new Secret(KEY) as never } })],
    ["query", () => client.request("GET", "/me", { query: "a=b" as never })],
    ["headers", () => client.request("GET", "/me", { headers: { "x-a": 7 as never } })],
    ["headers", () => client.request("GET", "/me", { headers: { "x-api-key": "x" } })],
    ["auth", () => client.request("GET", "/me", { auth: "none" as never })],
    ["repeatable", () => client.request("GET", "/me", { repeatable: "yes" as never })],
    ["json", () => client.request("POST", "/me", { json: { deep: [new Secret(KEY)] } as never })],
    ["json", () => client.request("POST", "/me", { json: { a: Number.NaN } })],
    ["json", () => client.request("POST", "/me", { json: { a: 1n } as never })],
    ["json", () => client.request("POST", "/me", { json: "\ud800" })],
    ["json", () => client.request("POST", "/me", { json: (() => 1) as never })],
    ["pages", () => keys.list({ pages: 1 } as never)],
    ["toString", () => keys.list({ toString: 1 } as never)],
  ];
  for (const [field, call] of wrong) {
    const error = await caught(ValidationFailedError, call);
    assert.deepEqual(Object.keys(error.fields), [field], error.message);
    assert.deepEqual([error.platform, error.attempts], ["adyen", 0]);
    assert.ok(error.operation !== undefined);
    assert.ok(!error.message.includes(KEY));
  }
  const circular: { self?: unknown } = {};
  circular.self = circular;
  await caught(ValidationFailedError, () => client.request("POST", "/me", { json: circular as never }));
  assert.deepEqual(await sandbox.requests(), []);
  await caught(NotFoundError, () => keys.get("S2-0", { signal: undefined, timeoutMs: undefined }));
});

test("any other call of the platform", async () => {
  const client = new Client("bousol", { apiKey: KEY, baseUrl: `${server.url}/v1`, userAgent: "mine/1" });
  server.answers = [
    { status: 201, body: '{"ok": "ä"}', headers: { "X-Twice": "a", "content-type": "application/json" } },
  ];
  const made = await client.request("post", "invoices", {
    query: [
      ["a", 1],
      ["a", "ä b"],
      ["b", true],
    ],
    json: { amount: 10.1, deep: [null, { z: 1, a: "\u{1F511}" }], big: 9_007_199_254_740_991 },
    headers: { "X-Own": new Secret("own"), "X-Other": "other" },
    repeatable: true,
  });
  const [asked = assert.fail()] = server.asked;
  assert.deepEqual([asked.method, asked.path], ["POST", "/v1/invoices?a=1&a=%C3%A4+b&b=true"]);
  assert.equal(asked.body.toString(), '{"amount":10.1,"deep":[null,{"z":1,"a":"\u{1F511}"}],"big":9007199254740991}');
  assert.deepEqual(
    [asked.headers["x-own"], asked.headers["x-other"], asked.headers["user-agent"]],
    ["own", "other", "mine/1"],
  );
  assert.deepEqual([made.status, made.headers["x-twice"], made.json()], [201, "a", { ok: "ä" }]);
  assert.ok(Buffer.isBuffer(made.body) && made.text() === '{"ok": "ä"}');

  server.answers = [{ body: `not JSON ${KEY}` }];
  const strange = await client.request("GET", "/x", { query: new URLSearchParams({ q: "1" }) });
  assert.throws(
    () => strange.json(),
    (error) => error instanceof MalformedResponseError && !error.message.includes(KEY),
  );
  server.answers = [{ status: 204 }];
  assert.equal((await client.request("DELETE", "/x", { query: { a: false } })).body.length, 0);
  await client.close();
});
