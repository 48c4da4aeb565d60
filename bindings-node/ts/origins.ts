import { inspect } from "node:util";

import { CALL, type Caller, type CallOptions } from "./caller.js";
import * as check from "./check.js";
import { Origin, type ToldOrigin } from "./records.js";

/** The origins that an Adyen credential's client key may be used from. */
export class Origins {
  readonly #caller: Caller;

  /** @internal */
  constructor(caller: Caller) {
    this.#caller = caller;
  }

  /** All origins of a credential. */
  list(id: string, options?: CallOptions): Promise<Origin[]> {
    const caller = this.#caller;
    return caller.call(
      "origins.list",
      options,
      CALL,
      (...ticket) => {
        caller.argument("origins.list", "id", id, check.text);
        caller.open.listOrigins(...ticket, id);
      },
      (told: ToldOrigin[]) => told.map(Origin.of),
    );
  }

  /** One more, `https://shop.example` for instance. Never sent twice. */
  add(id: string, domain: string, options?: CallOptions): Promise<Origin> {
    const caller = this.#caller;
    return caller.call(
      "origins.add",
      options,
      CALL,
      (...ticket) => {
        caller.argument("origins.add", "id", id, check.text);
        caller.argument("origins.add", "domain", domain, check.text);
        caller.open.addOrigin(...ticket, id, domain);
      },
      Origin.of,
    );
  }

  /** One less, by the id that `list` gave. */
  remove(id: string, originId: string, options?: CallOptions): Promise<void> {
    const caller = this.#caller;
    return caller.call(
      "origins.remove",
      options,
      CALL,
      (...ticket) => {
        caller.argument("origins.remove", "id", id, check.text);
        caller.argument("origins.remove", "originId", originId, check.text);
        caller.open.removeOrigin(...ticket, id, originId);
      },
      () => undefined,
    );
  }

  /** Platform and environment. */
  [inspect.custom](): string {
    return this.#caller.shown("Origins");
  }
}
