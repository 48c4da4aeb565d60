import { CALL, type Caller, type CallOptions } from "./caller.js";
import { options as checkOptions } from "./check.js";
import { ApiKey, type ToldKey } from "./records.js";
import type { NativeSequence } from "./native.js";

/** See `Keys.listAll`. */
export class KeySequence implements AsyncIterableIterator<ApiKey> {
  readonly #caller: Caller;
  readonly #options: CallOptions | undefined;
  #native: NativeSequence | undefined;
  /** Keys that have come and were not given yet, the next one last. */
  #come: ApiKey[] = [];
  #isOver = false;
  /** Who asked last: one page is asked for after another. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(caller: Caller, options: CallOptions | undefined) {
    if (options !== undefined) checkOptions(options, CALL, caller.refuse("list"));
    this.#caller = caller;
    this.#options = options;
  }

  async next(): Promise<IteratorResult<ApiKey, undefined>> {
    const turn = this.#turn.then(() => this.#next());
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #next(): Promise<IteratorResult<ApiKey, undefined>> {
    if (this.#come.length === 0 && !this.#isOver) await this.#fetch();
    const key = this.#come.pop();
    return key === undefined ? { done: true, value: undefined } : { done: false, value: key };
  }

  async #fetch(): Promise<void> {
    // Whatever goes wrong ends it.
    this.#isOver = true;
    const come = await this.#caller.call(
      "list",
      this.#options,
      CALL,
      (id, canStop, timeout) => {
        this.#native ??= this.#caller.open.listAll(timeout);
        this.#native.next(id, canStop);
      },
      (told: ToldKey[]) => told.map(ApiKey.of),
    );
    this.#isOver = come.length === 0;
    this.#come = come.reverse();
  }

  /** Ends the sequence early, as a `break` does. */
  return(): Promise<IteratorResult<ApiKey, undefined>> {
    this.#isOver = true;
    this.#come = [];
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
