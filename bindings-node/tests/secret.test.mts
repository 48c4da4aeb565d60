// A known secret, pushed through whatever shows things: it never comes out.

import assert from "node:assert/strict";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { test } from "node:test";
import { format, inspect, isDeepStrictEqual } from "node:util";
import { deserialize, getHeapSnapshot, serialize } from "node:v8";
import { MessageChannel } from "node:worker_threads";

import { Client, Keys, Redactor, Secret, type IssuedKey } from "keyhelm";

import { runText, sandboxForAll } from "./support/set_up.mjs";

const sandbox = await sandboxForAll();
const TEXT = "sk_test_EXAMPLE0SENTINEL0NOT0A0KEY";

/** Everything that Node shows a value by. */
function shown(value: object): string {
  const ways = [
    inspect(value, { showHidden: true, getters: true, depth: 99, showProxy: true }),
    inspect(value, { showHidden: true, getters: true, depth: 99, customInspect: false }),
    format("%s %o %O %j %i %f", value, value, value, value, value, value),
    JSON.stringify(value),
    JSON.stringify({ ...value }),
    JSON.stringify(Object.entries(value)),
    JSON.stringify(Object.getOwnPropertyDescriptors(value)),
    String(Reflect.ownKeys(value)),
  ];
  return ways.join("\n");
}

test("a secret is redacted wherever it is shown", () => {
  const secret = new Secret(TEXT);
  const password = Secret.password(TEXT);
  for (const one of [secret, password]) {
    assert.equal(inspect(one), "[REDACTED]");
    assert.equal(inspect({ one }, { showHidden: true, getters: true }), "{ one: [REDACTED] }");
    assert.equal(`${one} ${String(one)} ${one + ""}`, "[REDACTED] [REDACTED] [REDACTED]");
    assert.equal(JSON.stringify({ one }), '{"one":"[REDACTED]"}');
    assert.deepEqual({ ...one }, {});
    assert.deepEqual(Object.entries(one), []);
    assert.deepEqual(Reflect.ownKeys(one), []);
    assert.ok(!shown(one).includes(TEXT.slice(-12)));
    assert.equal(one.expose(), TEXT);
  }
  assert.deepEqual([secret.kind, secret.masked], ["key", "sk_test_****0KEY"]);
  assert.match(secret.fingerprint ?? "", /^[0-9a-f]{16}$/);
  assert.deepEqual([password.kind, password.masked, password.fingerprint], ["password", "****", undefined]);
});

test("a secret is not cloned", () => {
  const secret = new Secret(TEXT);
  for (const value of [secret, [secret], { deep: { secret } }]) {
    assert.throws(() => structuredClone(value), { name: "DataCloneError" });
    assert.throws(() => serialize(value), /could not be cloned/);
    const { port1 } = new MessageChannel();
    assert.throws(
      () => {
        port1.postMessage(value);
      },
      { name: "DataCloneError" },
    );
    port1.close();
  }
  assert.deepEqual(deserialize(serialize({ ...secret })), {});
});

test("secrets are compared by their text", () => {
  const secret = new Secret(TEXT);
  assert.ok(secret.equals(new Secret(TEXT)));
  assert.ok(secret.equals(Secret.password(TEXT)));
  assert.ok(!secret.equals(new Secret(`${TEXT}2`)));
  assert.ok(!secret.equals(TEXT as never));
  assert.ok(secret instanceof Secret);
  assert.ok(isDeepStrictEqual(secret, secret));
});

test("what is no text is no secret, and is not shown", () => {
  for (const given of [undefined, null, 7, {}, "EXAMPLE\ud800lone", new Secret(TEXT)]) {
    for (const make of [(): unknown => new Secret(given as never), (): unknown => Secret.password(given as never)]) {
      assert.throws(make, (error) => {
        assert.equal((error as Error).name, "ValidationFailedError");
        return !inspect(error).includes("EXAMPLE\ud800");
      });
    }
  }
});

test("clients, keys and what they issue show no secret", async () => {
  const known: string[] = [];
  for (const platform of ["adyen", "certopay", "caibo"] as const) {
    const { apiKey, password } = sandbox.accounts[platform];
    known.push(apiKey, ...(password === undefined ? [] : [password]));
    const client = sandbox.client(platform);
    assert.equal(inspect(client), `Client { platform: '${platform}', environment: 'test' }`);
    assert.equal(inspect(client.keys), `Keys { platform: '${platform}', environment: 'test' }`);
    assert.ok(client.keys instanceof Keys);
    const issued: IssuedKey = platform === "adyen" ? await client.keys.create("x") : await client.keys.regenerate();
    const response = await client
      .request("GET", platform === "adyen" ? "/me" : "/api/me", { auth: platform === "adyen" ? "key" : "token" })
      .catch(() => undefined);
    known.push(issued.secret.expose(), ...(issued.password === undefined ? [] : [issued.password.expose()]));
    for (const value of [
      client,
      client.keys,
      client.keys.origins,
      issued,
      issued.key,
      Redactor.shared(),
      response ?? {},
    ]) {
      const all = shown(value);
      for (const secret of known) assert.ok(!all.includes(secret), all);
    }
    assert.throws(() => structuredClone(issued), { name: "DataCloneError" });
    assert.equal((JSON.parse(JSON.stringify(issued)) as { secret: string }).secret, "[REDACTED]");
  }
});

test("a response shows its status alone", async () => {
  const client = sandbox.client("adyen");
  const { companyId = "" } = sandbox.accounts.adyen;
  const made = await client.request("POST", `/companies/${companyId}/apiCredentials`, { json: { description: "x" } });
  const { apiKey } = made.json() as { apiKey: string };
  assert.ok(!shown(made).includes(apiKey));
  assert.equal(inspect(made), "Response { status: 200 }");
  assert.deepEqual(structuredClone(made), { status: 200 });
});

test("nothing is told on the channels that Node's HTTP clients use", async () => {
  const told: unknown[] = [];
  const hear = (message: unknown): void => void told.push(message);
  const channels = [
    "undici:request:create",
    "undici:client:sendHeaders",
    "http.client.request.start",
    "net.client.socket",
  ];
  for (const channel of channels) subscribe(channel, hear);
  await sandbox.client("certopay").keys.regenerate();
  for (const channel of channels) unsubscribe(channel, hear);
  assert.deepEqual(told, []);
});

test("an unhandled rejection and an uncaught exception show no secret", async () => {
  const text = `
    import { Client, Secret } from "keyhelm";
    const client = new Client("bousol", { apiKey: ${JSON.stringify(TEXT)}, baseUrl: "http://127.0.0.1:9", maxAttempts: 1 });
    console.log(client, new Secret(${JSON.stringify(TEXT)}));
    if (process.env.THROWS) new Client("bousol", { apiKey: "${TEXT}\\n" });
    client.request("POST", "/x", { json: { a: 1 }, headers: { "x-other": "${TEXT}" } });
  `;
  for (const [env, code] of [
    [{}, "connection_failed"],
    [{ THROWS: "1" }, "config"],
  ] as const) {
    // The program's own line would show in the stack of an uncaught exception.
    const ended = await runText(text, { env, node: ["--enable-source-maps"] });
    assert.equal(ended.code, 1, ended.stderr);
    assert.ok(ended.stderr.includes(`code: '${code}'`), ended.stderr);
    const withoutSource = ended.stderr.split("\n").filter((line) => !line.includes("new Client("));
    assert.ok(!`${ended.stdout}${withoutSource.join("\n")}`.includes(TEXT), ended.stderr);
  }
});

test("a secret that came from a platform is not in JavaScript's memory", async () => {
  const client = sandbox.client("certopay");
  const issued = await client.keys.regenerate();
  const pieces: Buffer[] = [];
  for await (const piece of getHeapSnapshot()) pieces.push(piece as Buffer);
  const heap = Buffer.concat(pieces).toString("latin1");
  // Looked for by what is not the whole of it, which must not get into the snapshot by being looked for.
  assert.ok(heap.includes("keyhelm"));
  assert.ok(!heap.includes(issued.secret.expose()));
});

test("a client's secrets may be given as Secret", async () => {
  const { apiKey, password = "" } = sandbox.accounts.certopay;
  const client = sandbox.client("certopay", { apiKey: new Secret(apiKey), password: Secret.password(password) });
  assert.equal((await client.keys.verify()).outcome, "valid");
  assert.equal((await client.keys.verify({ secret: new Secret(apiKey) })).outcome, "valid");
  assert.equal((await client.keys.current()).platform, "certopay");
  assert.ok(client instanceof Client);
});
