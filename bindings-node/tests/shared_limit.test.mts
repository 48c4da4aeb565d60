// One limit for all hosts, through a Redis.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { once } from "node:events";

import type { KeyhelmEvent } from "keyhelm";

import { freshKey, runText, sandboxForAll } from "./support/set_up.mjs";

const sandbox = await sandboxForAll();

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

async function redis(): Promise<string> {
  const program = process.env["KEYHELM_REDIS_SERVER"] ?? "redis-server";
  const folder = mkdtempSync(join(tmpdir(), "keyhelm-redis-"));
  const port = String(await freePort());
  const args = ["--port", port, "--bind", "127.0.0.1", "--dir", folder, "--save", "", "--appendonly", "no"];
  const server = spawn(program, args, { stdio: ["ignore", "pipe", "inherit"] });
  after(async () => {
    server.kill();
    if (server.exitCode === null) await once(server, "exit");
    rmSync(folder, { recursive: true, force: true });
  });
  for await (const piece of server.stdout) if (String(piece).includes("Ready to accept")) break;
  server.stdout.resume();
  return `redis://127.0.0.1:${port}`;
}

test("two processes share one limit", async () => {
  const url = await redis();
  const settings = sandbox.settings("compago", {
    apiKey: freshKey(),
    sharedLimit: url,
    rateLimit: { requests: 2, windowMs: 1500 },
  });
  const text = `
    import { Client } from "keyhelm";
    const client = new Client("compago", ${JSON.stringify(settings)});
    for (let call = 0; call < 2; call += 1) await client.keys.verify();
  `;
  const begun = performance.now();
  const ends = await Promise.all([runText(text), runText(text)]);
  assert.deepEqual(
    ends.map(({ code, stderr }) => [code, stderr]),
    [
      [0, ""],
      [0, ""],
    ],
  );
  assert.ok(performance.now() - begun >= 1500);
});

test("a Redis that is away is told", async () => {
  const events: KeyhelmEvent[] = [];
  const client = sandbox.client("compago", {
    apiKey: freshKey(),
    sharedLimit: `redis://127.0.0.1:${String(await freePort())}`,
    rateLimit: { requests: 9, windowMs: 60_000 },
    onEvent: (event) => void events.push(event),
  });
  await client.keys.verify();
  assert.ok(events.some(({ kind }) => kind === "warning"));
});
