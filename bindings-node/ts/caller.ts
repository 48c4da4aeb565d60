// What clients, their keys and their origins have in common: how a call is made.

import { inspect } from "node:util";

import * as check from "./check.js";
import { CancelledError, KeyhelmError, refusal, ConfigError, type ToldError } from "./errors.js";
import { eventOf, type KeyhelmEvent, type ToldEvent } from "./events.js";
import { begin, Kind, listen, type Letter, type Listener } from "./mailbox.js";
import { native, type Attachment, type NativeClient } from "./native.js";
import type { Environment, Operation, Platform } from "./words.js";

/** Every call takes these beside its own options. */
export interface CallOptions {
  /**
   * Ends the request, or its wait for a free slot, when it is aborted: the call rejects with a `CancelledError`. An
   * answer that has come already wins.
   */
  signal?: AbortSignal | undefined;
  /** How long this call may take, waits and repeats included, instead of the client's setting. */
  timeoutMs?: number | undefined;
}

export const CALL: check.Known = { signal: check.signal, timeoutMs: check.milliseconds };

/** Is called with every event of a client. */
export type OnEvent = (event: KeyhelmEvent) => void;

type Name = Operation | "request";
type Send = (id: number, canStop: boolean, timeout: number | undefined) => void;

export class Caller implements Listener {
  readonly platform: Platform;
  readonly environment: Environment | undefined;
  readonly #onEvent: OnEvent | undefined;
  #native: NativeClient | undefined;
  #underWay = 0;
  #ended: (() => void) | undefined;
  #closing: Promise<void> | undefined;

  constructor(make: (listener: number) => NativeClient, onEvent: OnEvent | undefined) {
    this.#onEvent = onEvent;
    this.#native = make(listen(this));
    this.platform = this.#native.platform() as Platform;
    this.environment = (this.#native.environment() ?? undefined) as Environment | undefined;
  }

  /** The native client, which calls are made with as long as it is open. */
  get open(): NativeClient {
    if (this.#native === undefined)
      throw new ConfigError("the client is closed; make a new one", { platform: this.platform });
    return this.#native;
  }

  /** For arguments of a call. */
  refuse(operation: Name): check.Refuse {
    return (name, why) => refusal(native.refusedArgument(name, why), { platform: this.platform, operation });
  }

  /** Checks one argument of a call. */
  argument(operation: Name, name: string, value: unknown, checked: check.Check): void {
    const why = checked(value);
    if (why !== undefined) throw this.refuse(operation)(name, why);
  }

  /**
   * Makes a call: checks its options, sends it, and reads what it gave. The error of a failure is made here, where V8
   * knows who awaits it.
   */
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- what was sent tells what comes back
  async call<P, T>(
    operation: Name,
    options: CallOptions | undefined,
    known: check.Known,
    send: Send,
    read: (told: P, attachments: Attachment[]) => T,
  ): Promise<T> {
    const signal = options?.signal;
    let end: Promise<Letter>;
    try {
      if (options !== undefined) check.options(options, known, this.refuse(operation));
      if (signal?.aborted === true) throw this.#cancelled(operation, signal, 0);
      end = begin(signal, (id, canStop) => {
        send(id, canStop, options?.timeoutMs);
      });
    } catch (error) {
      throw fromCaller(error);
    }
    this.#underWay += 1;
    const letter = await end;
    this.#underWay -= 1;
    if (this.#underWay === 0) this.#ended?.();
    if (letter.kind === Kind.Answer) return read(letter.payload as P, letter.attachments);
    const error =
      letter.kind === Kind.Failure
        ? KeyhelmError.ofTold(letter.payload as ToldError)
        : this.#cancelled(operation, signal, letter.payload as number);
    throw fromCaller(error);
  }

  #cancelled(operation: Name, signal: AbortSignal | undefined, attempts: number): CancelledError {
    const facts = { platform: this.platform, operation, attempts, cause: signal?.reason as unknown };
    return new CancelledError("the caller's signal ended the call", facts);
  }

  setApiKey(key: Parameters<NativeClient["setApiKey"]>[0]): void {
    const refused = this.open.setApiKey(key);
    if (refused !== null) throw refusal(refused);
  }

  /** Refuses further calls; is there when those under way have ended. */
  close(): Promise<void> {
    this.#native?.close();
    this.#native = undefined;
    this.#closing ??= this.#underWay === 0 ? Promise.resolve() : new Promise((resolve) => (this.#ended = resolve));
    return this.#closing;
  }

  tell(payload: unknown): void {
    const event = eventOf(payload as ToldEvent);
    if (this.#onEvent === undefined) {
      if (LOUD.has(event.kind)) {
        process.emitWarning(`${event.platform} ${event.operation}: ${event.message}`, {
          type: "KeyhelmWarning",
          code: event.kind,
        });
      }
      return;
    }
    try {
      this.#onEvent(event);
    } catch (error) {
      // The listener's own fault, which must not cost anybody an answer.
      queueMicrotask(() => {
        throw error;
      });
    }
  }

  /** What `inspect` shows of whatever makes calls with this. */
  shown(name: string): string {
    const facts =
      this.environment === undefined
        ? { platform: this.platform }
        : { platform: this.platform, environment: this.environment };
    return `${name} ${inspect(facts)}`;
  }
}

/** What somebody has to know of even if nobody listens. */
const LOUD: ReadonlySet<string> = new Set(["outcome_unknown", "warning"]);

/** With a stack that begins where the call was made. */
function fromCaller(error: unknown): unknown {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- it only says where the stack begins
  if (error instanceof KeyhelmError) Error.captureStackTrace(error, Caller.prototype.call);
  return error;
}
