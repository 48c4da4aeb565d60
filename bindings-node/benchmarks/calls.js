// What a call costs, beside the same call made by other libraries; and what else the package promises.
//
// `npm install && npm start` in this folder, with the package built as users get it (`npm run build` beside it). Nothing
// leaves the machine. `npm start -- --quick` is shorter; `--peer PATH` names the server, which is built otherwise.
//
// - Every client asks one server for the same JSON and reads it: a process of its own each time, for so many seconds.
//   Where the system can do that, all of them and the server keep to one core, because what waking another core costs is
//   noise; then the same with all cores. Each round runs every client once, in an order that turns from round to round.
// - Microseconds are CPU time of the client's process, not the server's. Ratios are medians of the rounds' own ratios to
//   keyhelm.

import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { parseArgs } from "node:util";

import { CLIENTS } from "./clients.js";

const PACKAGE = join(import.meta.dirname, "..");
const { values: given } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    peer: { type: "string" },
    only: { type: "string" },
    url: { type: "string", default: "" },
    seconds: { type: "string", default: "5" },
    "at-once": { type: "string", default: "1" },
  },
});

/** One client in this process. */
async function measure(name, url, seconds, atOnce) {
  const call = await CLIENTS[name](url);
  let calls = 0;
  const work = async (until) => {
    while (performance.now() < until) {
      await call();
      calls += 1;
    }
  };
  const run = (length) => {
    const until = performance.now() + length * 1e3;
    return Promise.all(Array.from({ length: atOnce }, () => work(until)));
  };
  await run(seconds / 5);
  const loop = monitorEventLoopDelay({ resolution: 1 });
  loop.enable();
  calls = 0;
  const cpu = process.cpuUsage();
  const begun = performance.now();
  await run(seconds);
  const wall = performance.now() - begun;
  const { user, system } = process.cpuUsage(cpu);
  return { cpu: (user + system) / calls, rate: (calls / wall) * 1e3, stop: loop.max / 1e6 };
}

const canPin = spawnSync("taskset", ["--version"]).status === 0;
const pinned = (command) =>
  canPin ? ["taskset", "--cpu-list", String(availableParallelism() - 1), ...command] : command;

function child(name, url, seconds, atOnce, pin) {
  const own = [process.execPath, import.meta.filename, "--only", name, "--url", url];
  const command = [...own, "--seconds", String(seconds), "--at-once", String(atOnce)];
  const [program, ...args] = pin ? pinned(command) : command;
  return JSON.parse(execFileSync(program, args, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] }));
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/** Prints a table: medians, and ratios to the first of the names. */
function compare(title, url, rounds, seconds, atOnce, pin) {
  const names = Object.keys(CLIENTS);
  const results = [];
  for (let round = 0; round < rounds; round += 1) {
    const turned = [...names.slice(round % names.length), ...names.slice(0, round % names.length)];
    results.push(Object.fromEntries(turned.map((name) => [name, child(name, url, seconds, atOnce, pin)])));
  }
  const columns = ["CPU µs", "calls/s", "CPU ratio", "speed ratio", "longest stop of the loop, ms"];
  console.log(`\n${title}\n  ${"".padEnd(20)}${columns.map((column) => column.padStart(13)).join("")}`);
  for (const name of names) {
    const [own, all] = [results.map((result) => result[names[0]]), results.map((result) => result[name])];
    const row = [
      median(all.map(({ cpu }) => cpu)).toFixed(1),
      median(all.map(({ rate }) => rate)).toFixed(0),
      median(all.map(({ cpu }, round) => cpu / own[round].cpu)).toFixed(2),
      median(own.map(({ rate }, round) => rate / all[round].rate)).toFixed(2),
      median(all.map(({ stop }) => stop)).toFixed(1),
    ];
    console.log(`  ${name.padEnd(20)}${row.map((value) => value.padStart(13)).join("")}`);
  }
}

/** Prints how long `require` takes over a bare start, and how large things are. */
function others(rounds) {
  console.log("\nOthers");
  const start = (text) => {
    const [program, ...args] = pinned([process.execPath, "-e", text]);
    const begun = performance.now();
    execFileSync(program, args, { cwd: import.meta.dirname });
    return performance.now() - begun;
  };
  for (const name of ["keyhelm", "undici", "axios", "@adyen/api-library"]) {
    const added = Array.from({ length: rounds }, () => start(`require(${JSON.stringify(name)})`) - start("0"));
    console.log(`  require ${name.padEnd(20)}${median(added).toFixed(1).padStart(8)} ms over a bare start`);
  }
  const packed = JSON.parse(execFileSync("npm", ["pack", "--dry-run", "--json"], { cwd: PACKAGE, encoding: "utf8" }));
  const { files, unpackedSize } = Array.isArray(packed) ? packed[0] : Object.values(packed)[0];
  for (const { path } of files.filter((file) => file.path.endsWith(".node"))) {
    console.log(`  ${path}: ${(statSync(join(PACKAGE, path)).size / 1e6).toFixed(2)} MB`);
  }
  console.log(`  installed package: ${(unpackedSize / 1e6).toFixed(2)} MB`);
}

/** Builds the server. */
function built() {
  const command = ["build", "--release", "--package", "keyhelm-python", "--example", "benchmark-peer"];
  const told = execFileSync("cargo", [...command, "--message-format", "json"], {
    cwd: PACKAGE,
    encoding: "utf8",
    maxBuffer: 2 ** 28,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const messages = told
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  return messages.findLast((message) => message.executable).executable;
}

async function serve(peer, pin) {
  const [program, ...args] = pin ? pinned([peer, "serve"]) : [peer, "serve"];
  const server = spawn(program, args, { stdio: ["pipe", "pipe", "inherit"] });
  const [line] = await once(server.stdout, "data");
  return { url: String(line).trim(), stop: () => server.stdin.end() };
}

async function main() {
  const seconds = given.quick ? 1 : Number(given.seconds);
  const rounds = given.quick ? 1 : 5;
  const peer = given.peer ?? built();
  for (const pin of canPin ? [true, false] : [false]) {
    const { url, stop } = await serve(peer, pin);
    const where = pin ? "one core" : "all cores";
    compare(`One at a time, ${where}`, url, rounds, seconds, 1, pin);
    compare(`64 at once, ${where}`, url, rounds, seconds, 64, pin);
    stop();
  }
  others(given.quick ? 5 : 21);
}

if (given.only !== undefined) {
  const measured = await measure(given.only, given.url, Number(given.seconds), Number(given["at-once"]));
  console.log(JSON.stringify(measured));
  process.exit(0);
}
await main();
