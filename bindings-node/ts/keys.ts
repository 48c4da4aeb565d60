import { inspect } from "node:util";

import { KeySequence } from "./all_keys.js";
import { CALL, type Caller, type CallOptions } from "./caller.js";
import * as check from "./check.js";
import { KeyhelmError } from "./errors.js";
import { Origins } from "./origins.js";
import { ApiKey, ClientKey, IssuedKey, Page, Reconciliation, Verification, type ToldKey } from "./records.js";
import { nativeSecret, type Secret } from "./secret.js";

/** Which page. */
export interface ListOptions extends CallOptions {
  /** Counts from 1, which it is unless it is set. */
  page?: number | undefined;
  /** 1 to 100; 10 unless it is set. */
  pageSize?: number | undefined;
}

/** What a new key is made with. */
export interface CreateOptions extends CallOptions {
  /** What it may do; Adyen calls them roles. */
  scopes?: readonly string[] | undefined;
  /** The origins that browsers may use its client key from. */
  allowedOrigins?: readonly string[] | undefined;
  /** The merchant accounts it has access to, at company level. */
  accounts?: readonly string[] | undefined;
  /**
   * Adds ` kh-` and eight random characters to the description, so that `reconcile` can tell this key from all others.
   * The label is then at most 38 characters.
   */
  nonce?: boolean | undefined;
}

/** What a key is changed to. Lists are whole new lists; what is not given stays. */
export interface UpdateOptions extends CallOptions {
  /** At most 50 characters at Adyen. */
  label?: string | undefined;
  /** All scopes (roles at Adyen) it has from now on. */
  scopes?: readonly string[] | undefined;
  /** All origins its client key may be used from, from now on. */
  allowedOrigins?: readonly string[] | undefined;
  /** All merchant accounts it has access to from now on, at company level. */
  accounts?: readonly string[] | undefined;
}

/** What is verified. */
export interface VerifyOptions extends CallOptions {
  /** The key to look at, instead of the client's own. */
  secret?: string | Secret | undefined;
  /** Caibo: the payment request to read, instead of the client's setting. */
  paymentRequestId?: string | undefined;
}

const LIST: check.Known = { ...CALL, page: check.count, pageSize: check.count };
const CREATE: check.Known = {
  ...CALL,
  scopes: check.texts,
  allowedOrigins: check.texts,
  accounts: check.texts,
  nonce: check.flag,
};
const UPDATE: check.Known = {
  ...CALL,
  label: check.text,
  scopes: check.texts,
  allowedOrigins: check.texts,
  accounts: check.texts,
};
const VERIFY: check.Known = { ...CALL, secret: check.secret, paymentRequestId: check.text };

/** The calls about keys. Each takes `signal` and `timeoutMs` for itself. */
export class Keys {
  /** The origins that a credential's client key may be used from. Adyen only. */
  readonly origins: Origins;
  readonly #caller: Caller;

  /** @internal */
  constructor(caller: Caller) {
    this.#caller = caller;
    this.origins = new Origins(caller);
  }

  /** A page of keys: the first one with 10 keys, unless it is told otherwise. */
  list(options?: ListOptions): Promise<Page<ApiKey>> {
    const caller = this.#caller;
    return caller.call(
      "list",
      options,
      LIST,
      (...ticket) => {
        caller.open.list(...ticket, options?.page, options?.pageSize);
      },
      Page.ofKeys,
    );
  }

  /**
   * Every key, one after another; pages are fetched as they are needed.
   *
   * A key that shows up on two pages, because others were made meanwhile, is given once. `timeoutMs` is for each page.
   * After an error the sequence has ended.
   */
  listAll(options?: CallOptions): AsyncIterableIterator<ApiKey> {
    return new KeySequence(this.#caller, options);
  }

  /** The key with this id. */
  get(id: string, options?: CallOptions): Promise<ApiKey> {
    const caller = this.#caller;
    return caller.call(
      "get",
      options,
      CALL,
      (...ticket) => {
        caller.argument("get", "id", id, check.text);
        caller.open.get(...ticket, id);
      },
      ApiKey.of,
    );
  }

  /** The key of the credential in use: at Adyen the one the call is made with, at CertoPay the account's. */
  current(options?: CallOptions): Promise<ApiKey> {
    const caller = this.#caller;
    return caller.call(
      "current",
      options,
      CALL,
      (...ticket) => {
        caller.open.current(...ticket);
      },
      ApiKey.of,
    );
  }

  /**
   * A new key under this label. Adyen calls the label description and allows 50 characters.
   *
   * Never sent twice unless it certainly was not carried out. When its answer is lost it rejects with an
   * `OutcomeUnknownError`: give that to {@link Keys.reconcile}.
   */
  create(label: string, options?: CreateOptions): Promise<IssuedKey> {
    const caller = this.#caller;
    return caller.call(
      "create",
      options,
      CREATE,
      (...ticket) => {
        caller.argument("create", "label", label, check.text);
        const { scopes = [], allowedOrigins = [], accounts = [], nonce = false } = options ?? {};
        caller.open.create(...ticket, label, [...scopes], [...allowedOrigins], [...accounts], nonce);
      },
      IssuedKey.of,
    );
  }

  /**
   * Changes what is given and leaves the rest. Safe to repeat, because it sets absolute values. A change of nothing
   * rejects with a `ValidationFailedError`.
   */
  update(id: string, options: UpdateOptions): Promise<ApiKey> {
    const caller = this.#caller;
    return caller.call(
      "update",
      options,
      UPDATE,
      (...ticket) => {
        caller.argument("update", "id", id, check.text);
        const { label, scopes, allowedOrigins, accounts } = options;
        caller.open.update(...ticket, id, label, list(scopes), list(allowedOrigins), list(accounts));
      },
      ApiKey.of,
    );
  }

  /**
   * One new secret for an existing key. Store it before anything else: it is shown this once.
   *
   * `id` is for Adyen, and required there. What becomes of the old secret is in `previous`: at Adyen it works on for 24
   * hours; at CertoPay and Caibo it is dead at once, and this client goes on with the new one by itself.
   *
   * Never sent twice unless it certainly was not carried out. When its answer is lost it rejects with an
   * `OutcomeUnknownError`: give that to {@link Keys.reconcile}.
   */
  regenerate(id?: string, options?: CallOptions): Promise<IssuedKey>;
  regenerate(options?: CallOptions): Promise<IssuedKey>;
  regenerate(first?: string | CallOptions, second?: CallOptions): Promise<IssuedKey> {
    const caller = this.#caller;
    const [id, options] = typeof first === "object" && second === undefined ? [undefined, first] : [first, second];
    return caller.call(
      "regenerate",
      options,
      CALL,
      (...ticket) => {
        if (id !== undefined) caller.argument("regenerate", "id", id, check.text);
        caller.open.regenerate(...ticket, id as string | undefined);
      },
      IssuedKey.of,
    );
  }

  /**
   * Ends a key. Doing it twice is a success. Adyen has no deletion: the credential is switched off.
   *
   * Gives the key as it is now, or `undefined` where the platform answers without it.
   */
  revoke(id: string, options?: CallOptions): Promise<ApiKey | undefined> {
    const caller = this.#caller;
    return caller.call(
      "revoke",
      options,
      CALL,
      (...ticket) => {
        caller.argument("revoke", "id", id, check.text);
        caller.open.revoke(...ticket, id);
      },
      (told: ToldKey | null) => (told === null ? undefined : ApiKey.of(told)),
    );
  }

  /**
   * Tells by a harmless read whether the client's key works, or the one given.
   *
   * A refused key is an outcome, not an error; errors are what keeps the question open. A given key of the other
   * environment rejects with an `EnvironmentMismatchError`, and nothing is sent. Caibo needs `paymentRequestId`, here or
   * in the client's settings.
   */
  verify(options?: VerifyOptions): Promise<Verification> {
    const caller = this.#caller;
    return caller.call(
      "verify",
      options,
      VERIFY,
      (...ticket) => {
        const secret = options?.secret;
        caller.open.verify(
          ...ticket,
          secret === undefined ? undefined : nativeSecret(secret),
          options?.paymentRequestId,
        );
      },
      Verification.of,
    );
  }

  /**
   * Finds out what became of a call that rejected with an `OutcomeUnknownError`, as far as the platform lets one look.
   * It only reads. Use the client that made the call, or one for the same account; the error may have been to JSON and
   * back in between.
   *
   * `not_seen` right after the error may be too early: the platform may still be at work.
   */
  reconcile(error: KeyhelmError, options?: CallOptions): Promise<Reconciliation> {
    const caller = this.#caller;
    return caller.call(
      "reconcile",
      options,
      CALL,
      (...ticket) => {
        caller.argument("reconcile", "error", error, (given) =>
          given instanceof KeyhelmError ? undefined : "is no KeyhelmError",
        );
        caller.open.reconcile(...ticket, KeyhelmError.failureOf(error));
      },
      Reconciliation.of,
    );
  }

  /** A new client key for a credential; the old one works on for 24 hours. Adyen only. A client key is public. */
  regenerateClientKey(id: string, options?: CallOptions): Promise<ClientKey> {
    const caller = this.#caller;
    return caller.call(
      "regenerate_client_key",
      options,
      CALL,
      (...ticket) => {
        caller.argument("regenerate_client_key", "id", id, check.text);
        caller.open.regenerateClientKey(...ticket, id);
      },
      ClientKey.of,
    );
  }

  /** Platform and environment. */
  [inspect.custom](): string {
    return this.#caller.shown("Keys");
  }
}

function list(given: readonly string[] | undefined): string[] | undefined {
  return given && [...given];
}
