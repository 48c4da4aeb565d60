// Secrets out of logs: streams, the console, pino and winston.

import assert from "node:assert/strict";
import { Readable, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { test } from "node:test";

import { ConfigError, RedactingStream, Redactor, Secret, ValidationFailedError } from "keyhelm";
import { pino } from "pino";
import winston from "winston";

import { runText, sandboxForAll } from "./support/set_up.mjs";

const sandbox = await sandboxForAll();
const TEXT = "EXAMPLE0NOT0A0KEY0FOR0LOGS";

function collector(): { stream: Writable; text: () => string } {
  let text = "";
  const stream = new Writable({
    write(chunk: Buffer, _, done) {
      text += chunk.toString();
      done();
    },
  });
  return { stream, text: () => text };
}

test("a redactor knows what it is told until it forgets", () => {
  const redactor = new Redactor();
  assert.equal(redactor.redact(`(${TEXT})`), `(${TEXT})`);
  redactor.add(new Secret(TEXT));
  assert.equal(redactor.redact(`(${TEXT})`), "([REDACTED])");
  const bytes = Buffer.from("nothing");
  assert.equal(redactor.redact(bytes), bytes);
  assert.equal(Buffer.from(redactor.redact(new TextEncoder().encode(TEXT))).toString(), "[REDACTED]");
  redactor.remove(TEXT);
  assert.equal(redactor.redact(`(${TEXT})`), `(${TEXT})`);
});

test("a text with half a character keeps its secret, too", () => {
  const redactor = new Redactor();
  redactor.add(TEXT);
  assert.equal(redactor.redact(`\ud800 (${TEXT})`), "\ufffd ([REDACTED])");
  assert.equal(redactor.redact("\ud800"), "\ud800");
});

test("what cannot be redacted is refused", () => {
  const redactor = new Redactor();
  assert.throws(() => {
    redactor.add("short");
  }, ConfigError);
  for (const given of [undefined, 7, {}]) {
    assert.throws(() => redactor.redact(given as never), ValidationFailedError);
    assert.throws(() => {
      redactor.add(given as never);
    }, ValidationFailedError);
  }
});

test("what a client knows is redacted", async () => {
  const redactor = Redactor.shared();
  assert.equal(redactor, Redactor.shared());
  const issued = await sandbox.client("certopay").keys.regenerate();
  for (const secret of [issued.secret.expose(), sandbox.accounts.certopay.password ?? ""]) {
    assert.equal(redactor.redact(`(${secret})`), "([REDACTED])");
  }
});

test("a stream, cut anywhere", async () => {
  const redactor = new Redactor();
  redactor.add(TEXT);
  for (const size of [1, 3, 1000]) {
    const { stream, text } = collector();
    const whole = `before ${TEXT} after`;
    const pieces = whole.match(new RegExp(`.{1,${String(size)}}`, "gs")) ?? [];
    await pipeline(Readable.from(pieces), new RedactingStream({ redactor }), stream);
    assert.equal(text(), "before [REDACTED] after");
  }
});

test("pino", () => {
  const redactor = new Redactor();
  redactor.add(TEXT);
  const { stream, text } = collector();
  const logger = pino({ hooks: { streamWrite: (line) => redactor.redact(line) } }, stream);
  logger.warn({ key: TEXT, error: new Error(`no ${TEXT}`) }, "the key is %s", TEXT);
  logger.child({ key: TEXT }).info("child");
  assert.ok(!text().includes(TEXT));
  assert.equal((JSON.parse(text().split("\n")[0] ?? "") as { msg: string }).msg, "the key is [REDACTED]");
  assert.ok(text().includes("child"));
});

test("winston", async () => {
  const redactor = new Redactor();
  redactor.add(TEXT);
  const { stream, text } = collector();
  const MESSAGE = Symbol.for("message");
  const redacted = winston.format((info) => ({ ...info, [MESSAGE]: redactor.redact(String(info[MESSAGE])) }));
  const logger = winston.createLogger({
    format: winston.format.combine(winston.format.errors({ stack: true }), winston.format.json(), redacted()),
    transports: [new winston.transports.Stream({ stream })],
  });
  logger.warn(`the key is ${TEXT}`, { key: TEXT });
  logger.error(new Error(`no ${TEXT}`));
  logger.end();
  await new Promise((resolve) => logger.on("finish", resolve));
  assert.ok(!text().includes(TEXT));
  assert.ok(text().includes("the key is [REDACTED]"));
});

test("the console", async () => {
  const ended = await runText(`
    import assert from "node:assert/strict";
    import { redactConsole, Redactor } from "keyhelm";
    const TEXT = ["EXAMPLE0NOT", "A0KEY0FOR0LOGS"].join("0");
    Redactor.shared().add(TEXT);
    const before = console.log;
    const undo = redactConsole();
    const second = redactConsole();
    console.log("%s", TEXT, { deep: { key: TEXT } }, [TEXT], new Error(TEXT).message);
    console.error(TEXT);
    console.warn(new Error("no " + TEXT));
    console.table([{ key: TEXT }]);
    console.dir({ key: TEXT });
    console.trace(TEXT);
    console.group(TEXT);
    console.info("in a group", Buffer.from(TEXT).toString("base64"));
    console.groupEnd();
    console.assert(false, TEXT);
    const { log } = console;
    log(TEXT);
    undo();
    undo();
    console.log("still", TEXT);
    second();
    assert.equal(console.log, before);
    console.log("the end", TEXT.length);
  `);
  assert.equal(ended.code, 0, ended.stderr);
  assert.ok(!`${ended.stdout}${ended.stderr}`.includes(TEXT), ended.stdout);
  assert.ok(ended.stdout.startsWith("[REDACTED] { deep: { key: '[REDACTED]' } } [ '[REDACTED]' ] [REDACTED]"));
  assert.ok(ended.stdout.includes("\n  in a group [REDACTED]"), ended.stdout);
  assert.ok(ended.stdout.endsWith("[REDACTED]\nstill [REDACTED]\nthe end 26\n"), ended.stdout);
  assert.ok(ended.stderr.includes("Error: no [REDACTED]"));
});
