// The vectors that every language plays, over real sockets.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import * as keyhelm from "keyhelm";
import { Client, ConfigError, IssuedKey, KeyhelmError, type ClientSettings, type Platform } from "keyhelm";

import { Server, type Answer, type Asked } from "./support/server.mjs";
import { PLATFORMS, vectors } from "./support/set_up.mjs";

const KEYS: Record<Platform, string> = {
  adyen: "AQE-EXAMPLE-NOT-A-KEY<;&$*~0002",
  bousol: "sk_test_EXAMPLE_NOT_A_KEY_0001",
  caibo: "sk_test_EXAMPLE_NOT_A_KEY_0001",
  certopay: "sk_test_EXAMPLE_NOT_A_KEY_0001",
  compago: "sk_test_EXAMPLE_NOT_A_KEY_0001",
};
const PASSWORD = "EXAMPLE-PASSWORD-NOT-REAL";
const TOKEN = "EXAMPLE.TOKEN.NOT-REAL";
const LOGIN: Partial<Record<Platform, string>> = { caibo: "/auth/login", certopay: "/api/auth/login" };

type Told = Record<string, unknown>;
interface Given {
  status: number;
  headers?: Record<string, string>;
  body?: unknown;
  text?: string;
}
interface Sent {
  method: string;
  path: string;
  body?: unknown;
  auth: string;
}
interface Failure {
  code: string;
  status?: number;
  platform_code?: string;
  request_id?: string;
  retry_after?: number;
  fields?: Record<string, string>;
  message_contains?: string;
  hint_contains?: string | null;
}
interface Case {
  name: string;
  account?: Record<string, string>;
  call: string;
  args?: Told;
  request?: Sent;
  response?: Given;
  then?: { request: Sent; response: Given };
  result?: unknown;
  error?: Failure;
}

const server = await Server.start();
after(() => {
  server.stop();
});
let number = 0;

for (const platform of PLATFORMS) {
  for (const vector of vectors<{ cases: Case[] }>(platform).cases) {
    // A login is no call of its own here: it happens inside others.
    if (vector.call !== "login") test(`${platform}: ${vector.name}`, () => play(platform, vector));
  }
}

async function play(platform: Platform, vector: Case): Promise<void> {
  number += 1;
  server.forget();
  const login = LOGIN[platform];
  if (login !== undefined) server.byPath.set(login, { body: JSON.stringify({ accessToken: TOKEN }) });
  const exchanges = [vector.response, vector.then?.response].filter((given) => given !== undefined);
  server.answers = exchanges.length > 0 ? exchanges.map(answer) : [{ status: 500 }];
  const looksFirst = platform === "certopay" && vector.call === "regenerate";
  if (looksFirst)
    server.answers.unshift({ body: JSON.stringify({ id: "key_1", label: "EXAMPLE", environment: "test" }) });

  let client: Client;
  try {
    client = new Client(platform, settings(platform, vector));
  } catch (error) {
    // What a call of the core refuses, its constructor has refused before.
    assert.ok(error instanceof ConfigError, String(error));
    assert.ok(vector.error !== undefined && vector.request === undefined);
    return;
  }
  let outcome: unknown;
  try {
    outcome = await call(client, vector.call, vector.args ?? {});
  } catch (error) {
    outcome = error;
  }
  await client.close();
  const sent = server.asked.filter((asked) => !Object.values(LOGIN).includes(asked.path));
  if (looksFirst) sent.shift();

  if (vector.request !== undefined) checkRequest(vector.request, sent[0], KEYS[platform]);
  if (vector.then !== undefined) checkRequest(vector.then.request, sent[1], KEYS[platform]);
  if ("result" in vector) {
    if (outcome instanceof Error) throw outcome;
    assertPart(vector.result, known(outcome));
  } else if (vector.error !== undefined) {
    checkError(vector.error, outcome);
    if (vector.response === undefined && vector.request === undefined) {
      assert.deepEqual(sent, []);
      assert.equal((outcome as KeyhelmError).attempts, 0);
    }
  }
}

function settings(platform: Platform, vector: Case): ClientSettings {
  const account = vector.account ?? {};
  // A refusal concerns its key alone, so that each case has one of its own where the answer does not quote it.
  let apiKey = KEYS[platform];
  if (!JSON.stringify(vector).includes(apiKey)) apiKey += String(number);
  if (account["environment"] === "live") apiKey = apiKey.replace("sk_test_", "sk_live_");
  const login = LOGIN[platform] === undefined ? {} : { email: `m${String(number)}@example.com`, password: PASSWORD };
  return { baseUrl: server.url, maxAttempts: 1, timeoutMs: 5000, ...camelCased(account), apiKey, ...login };
}

async function call(client: Client, name: string, args: Told): Promise<unknown> {
  const { keys } = client;
  const { id = "", label = "", domain, origin_id, ...others } = args as Record<string, string>;
  const options = camelCased(others);
  switch (name) {
    case "list":
      return keys.list(options);
    case "get":
      return keys.get(id);
    case "current":
      return keys.current();
    case "create":
      return keys.create(label, options);
    case "update":
      return keys.update(id, "label" in args ? { ...options, label } : options);
    case "regenerate":
      return "id" in args ? keys.regenerate(id) : keys.regenerate();
    case "revoke":
      return keys.revoke(id);
    case "verify":
      return keys.verify(options);
    case "regenerate_client_key":
      return keys.regenerateClientKey(id);
    case "origins.list":
      return keys.origins.list(id);
    case "origins.add":
      return keys.origins.add(id, domain ?? "");
    case "origins.remove":
      return keys.origins.remove(id, origin_id ?? "");
    default:
      return assert.fail(`no call ${name}`);
  }
}

function answer(given: Given): Answer {
  const body = "body" in given ? JSON.stringify(given.body) : (given.text ?? "");
  return { status: given.status, body, headers: given.headers ?? {} };
}

function checkRequest(promised: Sent, sent: Asked | undefined, key: string): void {
  assert.ok(sent !== undefined, "nothing was sent");
  assert.equal(sent.method, promised.method);
  assert.equal(sent.path, promised.path);
  const body = sent.body.length === 0 ? undefined : (JSON.parse(sent.body.toString()) as Told);
  if (typeof body?.["description"] === "string") {
    body["description"] = body["description"].replace(/ kh-[a-z0-9]{8}$/, " kh-????????");
  }
  assert.deepEqual(body ?? null, promised.body ?? null);
  const carried = `${String(sent.headers.authorization)} ${String(sent.headers["x-api-key"])}`;
  const bare = key.replace("sk_test_", "");
  if (promised.auth === "token") assert.ok(carried.includes(TOKEN));
  if (promised.auth === "key") assert.ok(carried.includes(bare), carried);
  if (promised.auth === "given") assert.ok(!carried.includes(bare) && carried !== "undefined undefined");
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function camelCased(given: Told): Record<string, never> {
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [camelCase(name), value as never]));
}

/** A result in the form that every language has, secrets included. */
function known(outcome: unknown): unknown {
  if (Array.isArray(outcome)) return outcome.map((one: unknown): unknown => known(one));
  if (outcome instanceof Date) return outcome.toISOString().replace(/\.000Z$/, "Z");
  if (outcome instanceof keyhelm.Secret) return outcome.expose();
  if (typeof outcome !== "object" || outcome === null) return outcome;
  const parts = Object.entries(outcome).map(([name, value]) => [
    snakeCase(name),
    name === "details" ? value : known(value),
  ]);
  const all = Object.fromEntries(parts) as Told;
  if (outcome instanceof IssuedKey || outcome instanceof keyhelm.ClientKey) {
    const left = outcome.previousEndsAt === undefined ? undefined : outcome.previousEndsAt.getTime() - Date.now();
    all["previous_ends_after_seconds"] = left === undefined ? null : Math.round(left / 60_000) * 60;
  }
  return all;
}

/** What is promised must be there; other things may be there, too. `null` stands for what is not told. */
function assertPart(promised: unknown, got: unknown, at = "result"): void {
  if (Array.isArray(promised)) {
    assert.ok(Array.isArray(got), at);
    assert.equal(got.length, promised.length, at);
    promised.forEach((one, place) => {
      assertPart(one, got[place], `${at}[${String(place)}]`);
    });
  } else if (typeof promised === "object" && promised !== null) {
    assert.ok(typeof got === "object" && got !== null, at);
    for (const [name, value] of Object.entries(promised)) assertPart(value, (got as Told)[name], `${at}.${name}`);
  } else if (typeof promised === "string" && /^\d{4}-\d\d-\d\dT/.test(promised)) {
    assert.equal(Date.parse(got as string), Date.parse(promised), at);
  } else {
    assert.equal(got ?? null, promised, at);
  }
}

function checkError(promised: Failure, error: unknown): void {
  assert.ok(error instanceof KeyhelmError, String(error));
  assert.equal(error.code, promised.code, String(error));
  if ("status" in promised) assert.equal(error.status ?? null, promised.status);
  if ("platform_code" in promised) assert.equal(error.platformCode ?? null, promised.platform_code);
  if ("request_id" in promised) assert.equal(error.requestId ?? null, promised.request_id);
  if ("retry_after" in promised) assert.equal(error.retryAfter ?? null, promised.retry_after);
  if (promised.fields !== undefined) {
    const names = error.attempts === 0 ? camelCased(promised.fields) : promised.fields;
    assert.deepEqual(Object.keys(error.fields).sort(), Object.keys(names).sort());
  }
  assert.ok(says(error.message, promised.message_contains), error.message);
  if (promised.hint_contains === null) assert.equal(error.hint, undefined);
  else assert.ok(says(error.hint, promised.hint_contains));
}

/** In JavaScript's spelling, where it names a setting. */
function says(text = "", words = ""): boolean {
  return text.includes(words) || text.includes(camelCase(words));
}

interface KeysFile {
  recognise: { text: string; platforms: Platform[]; environment: string | null; masked: string; fingerprint: string }[];
  environments: { platform: Platform; text: string; environment: string | null }[];
  expires_at: { date: string; unix_seconds?: number }[];
  missing_scopes: { name: string; have: string[]; need: string[]; missing: string[] }[];
  error_codes: { code: keyhelm.ErrorCode; retryable: boolean }[];
  capabilities: Record<Platform, Record<string, string>>;
}
const keys = vectors<KeysFile>("keys");

test("every part of the keys file is read", () => {
  const parts = ["recognise", "environments", "expires_at", "missing_scopes", "error_codes", "capabilities"];
  assert.deepEqual(Object.keys(keys).sort(), parts.sort());
});

for (const { text, platforms, environment, masked, fingerprint } of keys.recognise) {
  test(`recognise ${JSON.stringify(text)}`, () => {
    assert.deepEqual(keyhelm.recognise(text), { platforms, environment: environment ?? undefined, masked });
    assert.equal(new keyhelm.Secret(text).fingerprint, fingerprint);
  });
}

for (const { platform, text, environment } of keys.environments) {
  test(`environment of ${platform} ${JSON.stringify(text)}`, () => {
    const make = (): Client => new Client(platform, { apiKey: text, baseUrl: "http://127.0.0.1:9" });
    if (text.trim() !== text || text === "") assert.throws(make, ConfigError);
    else assert.equal(make().environment ?? null, environment);
  });
}

for (const { date, unix_seconds: seconds } of keys.expires_at) {
  test(`expiresAt ${JSON.stringify(date)}`, () => {
    if (seconds !== undefined) assert.equal(keyhelm.expiresAt(date).getTime(), seconds * 1000);
    else
      assert.throws(
        () => keyhelm.expiresAt(date),
        (error) => "date" in (error as keyhelm.ValidationFailedError).fields,
      );
  });
}

for (const { name, have, need, missing } of keys.missing_scopes) {
  test(`missingScopes: ${name}`, () => {
    assert.deepEqual(keyhelm.missingScopes(have, need), missing);
  });
}

for (const platform of PLATFORMS) {
  test(`capabilities of ${platform}`, () => {
    const found = Object.entries(keyhelm.capabilities(platform));
    const ways = found.map(([operation, { availability }]) => [operation, availability]);
    assert.deepEqual(Object.fromEntries(ways), keys.capabilities[platform]);
    for (const [, { availability, guide }] of found) assert.ok(availability !== "dashboard" || guide !== undefined);
  });
}

test("every code has a class of its own", () => {
  const classes = new Map(
    Object.values(keyhelm)
      .filter((value) => typeof value === "function" && value.prototype instanceof KeyhelmError)
      .map((kind) => [
        (kind as unknown as typeof keyhelm.ConfigError).code as string,
        kind as typeof keyhelm.ConfigError,
      ]),
  );
  assert.deepEqual([...classes.keys()].sort(), keys.error_codes.map(({ code }) => code).sort());
  for (const { code, retryable } of keys.error_codes) {
    const kind = classes.get(code);
    assert.ok(kind !== undefined);
    assert.equal(new kind("words").retryable, retryable);
    const words = code.split("_").map((word) => word.charAt(0).toUpperCase() + word.slice(1));
    assert.ok([`${words.join("")}Error`, words.join("")].includes(kind.name), kind.name);
  }
});

interface Redaction {
  patterns: { name: string; text: string; redacted: string }[];
  registered: { name: string; secrets: { text: string; kind: string }[]; text: string; redacted: string }[];
}
const redaction = vectors<Redaction>("redaction");

for (const { name, text, redacted } of redaction.patterns) {
  test(`pattern: ${name}`, () => {
    redacts(new keyhelm.Redactor(), text, redacted);
  });
}

for (const { name, secrets, text, redacted } of redaction.registered) {
  test(`registered: ${name}`, () => {
    const redactor = new keyhelm.Redactor();
    for (const { text, kind } of secrets) {
      redactor.add(kind === "password" ? keyhelm.Secret.password(text) : new keyhelm.Secret(text));
    }
    redacts(redactor, text, redacted);
  });
}

function redacts(redactor: keyhelm.Redactor, text: string, redacted: string): void {
  assert.equal(redactor.redact(text), redacted);
  assert.equal(Buffer.from(redactor.redact(Buffer.from(text))).toString(), redacted);
  const stream = redactor.stream();
  const pieces = [...Buffer.from(text)].map((byte) => stream.push(Buffer.of(byte)));
  assert.equal(Buffer.concat([...pieces, stream.finish()]).toString(), redacted);
}
