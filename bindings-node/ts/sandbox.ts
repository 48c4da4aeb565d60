import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { inspect } from "node:util";

import { Client } from "./index.js";
import type { ClientSettings, Json, Platform } from "./index.js";
import { camelCase } from "./names.js";
import { control } from "./sandbox_control.js";
import { find } from "./sandbox_program.js";

/** How a sandbox is started. */
export interface SandboxOptions {
  /**
   * The path of `keyhelm-sandbox`. Without it the variable `KEYHELM_SANDBOX` names it, or it is on the `PATH`, or it is
   * built in the checkout around the working directory.
   */
  program?: string | undefined;
}

/** Where a platform is in the sandbox, and the credentials that it takes. They open nothing else. */
export interface Account {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly email?: string;
  readonly password?: string;
  readonly companyId?: string;
  readonly merchantId?: string;
  readonly userId?: string;
  readonly paymentRequestId?: string;
}

/** What a request meets; all of it is in the sandbox's README. */
export type Fault =
  | { status: number; headers?: Record<string, string>; body?: Json }
  | { drop: "before" | "after" }
  | { hang_ms: number }
  | { truncate: number }
  | { garbage: true }
  | { slow_ms_per_byte: number }
  | { endless: true };

/** Which requests meet it. */
export interface FaultRule {
  method?: string | undefined;
  /** A part of the request's path. */
  path?: string | undefined;
  /** How many requests; 1 unless it is set. */
  times?: number | undefined;
  /** How many matching requests pass before. */
  skip?: number | undefined;
}

/** A request as it arrived. */
export interface SandboxRequest {
  readonly time: string;
  readonly platform: Platform;
  readonly method: string;
  readonly path: string;
  /** Their names. */
  readonly headers: readonly string[];
  readonly key_fingerprint: string | null;
  readonly status: number | null;
}

interface Announcement {
  control: string;
  platforms: Record<Platform, Record<string, string>>;
}

/**
 * Starts a sandbox of one's own. It stops with `stop()`, at the end of an `await using` block, or with the process.
 *
 * @example
 * ```ts
 * import { startSandbox } from "keyhelm/testing";
 *
 * const sandbox = await startSandbox();
 * const client = sandbox.client("certopay");
 * console.log((await client.keys.verify()).outcome); // valid
 * await sandbox.stop();
 * ```
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  return Sandbox.start(options.program ?? find());
}

/** A running sandbox; see {@link startSandbox}. */
export class Sandbox implements AsyncDisposable {
  /** What each platform takes, by its name. */
  readonly accounts: Readonly<Record<Platform, Account>>;
  readonly #process: ChildProcess;
  readonly #control: string;

  private constructor(process: ChildProcess, announced: Announcement) {
    this.#process = process;
    this.#control = announced.control;
    const accounts = Object.entries(announced.platforms).map(([name, given]) => [name, hidden(camelCased(given))]);
    this.accounts = Object.fromEntries(accounts) as Record<Platform, Account>;
  }

  /** @internal */
  static async start(program: string): Promise<Sandbox> {
    const process = spawn(program, ["--exit-with-stdin"], { stdio: ["pipe", "pipe", "inherit"] });
    const lines = createInterface(process.stdout);
    const line = await Promise.race([
      once(lines, "line").then(([line]) => line as string),
      once(process, "exit").then(([code]) => {
        throw new Error(`${program} ended with ${String(code)} before it was ready`);
      }),
    ]);
    const sandbox = new Sandbox(process, JSON.parse(line) as Announcement);
    // It does not keep the process alive, and ends with it.
    process.unref();
    for (const end of [process.stdin, process.stdout]) (end as { unref?: () => void }).unref?.();
    return sandbox;
  }

  /**
   * The settings of a client for one platform, with all its credentials: `changes` win over them. Adyen's client manages
   * the company, unless `changes` name a `merchantId`.
   */
  settings(platform: Platform, changes: ClientSettings = {}): ClientSettings {
    const { companyId, merchantId: _, ...account } = this.accounts[platform];
    const level = changes.merchantId === undefined && companyId !== undefined ? { companyId } : {};
    return { environment: "test", ...account, ...level, ...changes };
  }

  /** A client for one platform of the sandbox, with all its credentials: `changes` win over them. */
  client(platform: Platform, changes?: ClientSettings): Client {
    return new Client(platform, this.settings(platform, changes));
  }

  /** Back to the first state, with the same credentials. */
  async reset(): Promise<void> {
    await this.#call("POST", "/reset");
  }

  /** Moves the sandbox's clock: grace periods, expiry, rate windows. */
  async advance(seconds: number): Promise<void> {
    await this.#call("POST", "/clock", { advance_seconds: seconds });
  }

  /** Sets the limit per key: `requests` in any window; `null` lifts it. */
  async limit(platform: Platform, requests: number | null, windowMs = 60_000): Promise<void> {
    await this.#call("PUT", `/limits/${platform}`, requests === null ? null : { requests, window_ms: windowMs });
  }

  /** Lets the next matching requests meet a fault. */
  async fault(platform: Platform, fault: Fault, rule: FaultRule = {}): Promise<void> {
    const { times = 1, skip = 0, ...where } = rule;
    await this.#call("POST", "/faults", { platform, fault, times, skip, ...where });
  }

  /** Ends all faults. */
  async clearFaults(): Promise<void> {
    await this.#call("DELETE", "/faults");
  }

  /** What arrived, oldest first. */
  async requests(): Promise<SandboxRequest[]> {
    return (await this.#call("GET", "/requests")) as SandboxRequest[];
  }

  /** Stops it. Stopping twice is fine. */
  async stop(): Promise<void> {
    const { exitCode, signalCode, stdin } = this.#process;
    if (exitCode !== null || signalCode !== null) return;
    this.#process.ref();
    const ended = once(this.#process, "exit");
    stdin?.end();
    await ended;
  }

  /** {@link Sandbox.stop}. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  /** Nothing of its credentials. */
  [inspect.custom](): string {
    return "Sandbox {}";
  }

  #call(method: string, path: string, body?: unknown): Promise<unknown> {
    return control(this.#control, method, path, body);
  }
}

function camelCased(given: Record<string, string>): Account {
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [camelCase(name), value]),
  ) as unknown as Account;
}

/** Its credentials open nothing real, and yet tests look for them in what is shown. */
function hidden(account: Account): Account {
  return Object.defineProperty(account, inspect.custom, { value: () => `Account { baseUrl: '${account.baseUrl}' }` });
}
