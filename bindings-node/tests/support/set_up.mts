// What the tests share.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, beforeEach } from "node:test";
import { fileURLToPath } from "node:url";

import type { KeyhelmError, Platform } from "keyhelm";
import { startSandbox, type Sandbox } from "keyhelm/testing";

export const PACKAGE = fileURLToPath(new URL("../../../", import.meta.url));
export const ROOT = join(PACKAGE, "..");
export const PLATFORMS: Platform[] = ["adyen", "bousol", "caibo", "certopay", "compago"];

/** A sandbox for the tests of one file, in its first state for each of them. */
export async function sandboxForAll(): Promise<Sandbox> {
  const sandbox = await startSandbox();
  beforeEach(() => sandbox.reset());
  after(() => sandbox.stop());
  return sandbox;
}

export function vectors<T>(name: string): T {
  return JSON.parse(readFileSync(join(ROOT, "tests", "vectors", `${name}.json`), "utf8")) as T;
}

let number = 0;

/** A key that no test has used: the pace of a key, and a 429's pause, hold for the whole process. */
export function freshKey(): string {
  number += 1;
  return `AQE-not-a-real-key-${String(process.pid)}-${String(number)}`;
}

/** The error that a call rejects with, which must be of that class itself. */
export async function caught<E extends KeyhelmError>(
  kind: new (...args: never[]) => E,
  call: () => unknown,
): Promise<E> {
  try {
    await call();
  } catch (error) {
    assert.equal((error as Error).constructor, kind, String(error));
    return error as E;
  }
  return assert.fail(`no ${kind.name}`);
}

/** How a program ended. */
export interface Ended {
  code: number | null;
  signal: string | null;
  stdout: string;
  stderr: string;
}

/** Runs a program of its own, below the package so that it finds it by its name. */
export function runText(
  text: string,
  how: { name?: string; node?: string[]; env?: NodeJS.ProcessEnv } = {},
): Promise<Ended> {
  const folder = mkdtempSync(join(PACKAGE, "build", "run-"));
  const path = join(folder, how.name ?? "program.mjs");
  writeFileSync(path, text);
  return run(process.execPath, [...(how.node ?? []), path], how.env).finally(() => {
    rmSync(folder, { recursive: true });
  });
}

export function run(program: string, args: string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  return new Promise((resolve) => {
    const options = { env: { ...process.env, ...env }, timeout: 60_000, maxBuffer: 2 ** 26 };
    const child = execFile(program, args, options, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : child.exitCode, signal: child.signalCode, stdout, stderr });
    });
  });
}
