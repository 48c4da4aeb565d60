import { inspect } from "node:util";

import { refusal } from "./errors.js";
import { native, type NativeSecret } from "./native.js";

const REDACTED = "[REDACTED]";

/** `key`: an API key. `password`: a password or a token, which may be guessable. */
export type SecretKind = "key" | "password";

/**
 * An object that no structured clone takes (so neither `postMessage` nor `v8.serialize`), without a property that shows.
 * Node has a function for that since 22.10 only.
 */
const Uncloneable = function (): object {
  return Reflect.construct(WeakSet, [], new.target as unknown as typeof WeakSet) as object;
} as unknown as new () => object;

/** A secret that came from the native side, or goes there. */
class Wrapped {
  constructor(
    readonly native: NativeSecret,
    readonly kind: SecretKind,
  ) {}
}

/**
 * A value that is never shown.
 *
 * Inspected, printed, put in a template or written as JSON it gives `[REDACTED]`; structured clones are refused. Only
 * {@link Secret.expose} gives the text. A secret that a client is given or receives is known to the shared `Redactor`
 * while it lives.
 *
 * @example
 * ```ts
 * import { Secret } from "keyhelm";
 *
 * const key = new Secret("sk_test_EXAMPLE0NOT0A0KEY00001234");
 * console.log(`${key}`, key.masked, key.fingerprint); // [REDACTED] sk_test_****1234 1cb825ccceae2b3b
 * ```
 */
export class Secret extends Uncloneable {
  readonly #native: NativeSecret;
  readonly #kind: SecretKind;

  /** Wraps an API key. */
  constructor(text: string);
  /** @internal */
  // eslint-disable-next-line @typescript-eslint/unified-signatures -- users see the other one alone
  constructor(wrapped: Wrapped);
  constructor(given: string | Wrapped) {
    super();
    const { native: own, kind } = given instanceof Wrapped ? given : new Wrapped(native.Secret.key(text(given)), "key");
    this.#native = own;
    this.#kind = kind;
  }

  /**
   * Wraps a password or a token: `masked` is fixed and there is no `fingerprint`, because a guess could be checked
   * against either.
   */
  static password(given: string): Secret {
    return new Secret(new Wrapped(native.Secret.password(text(given)), "password"));
  }

  /** The text itself. Whoever calls this answers for where it goes. */
  expose(): string {
    return this.#native.expose();
  }

  /** What it is: `masked` and `fingerprint` depend on it. */
  get kind(): SecretKind {
    return this.#kind;
  }

  /**
   * A form to recognise an API key by: its public prefix, four asterisks and at most four last characters. A password
   * or a token always gives `****`.
   */
  get masked(): string {
    return this.#native.masked();
  }

  /** The first 16 hexadecimal digits of the SHA-256 of an API key; `undefined` for passwords and tokens. */
  get fingerprint(): string | undefined {
    return this.#native.fingerprint() ?? undefined;
  }

  /** Whether the other one holds the same text; takes the same time wherever two texts of one length differ. */
  equals(other: Secret): boolean {
    return other instanceof Secret && this.#native.equals(other.#native);
  }

  /** `[REDACTED]`. */
  override toString(): string {
    return REDACTED;
  }

  /** `[REDACTED]`. */
  toJSON(): string {
    return REDACTED;
  }

  /** `[REDACTED]`. */
  [Symbol.toPrimitive](): string {
    return REDACTED;
  }

  /** `[REDACTED]`. */
  [inspect.custom](): string {
    return REDACTED;
  }

  /** @internal */
  static nativeOf(secret: Secret): NativeSecret {
    return secret.#native;
  }
}

/** A secret that the native side gave. */
export function secretOf(given: NativeSecret, kind: SecretKind): Secret {
  return new Secret(new Wrapped(given, kind));
}

/** What is wrong with a secret that is to be wrapped, if anything is. Never says what it holds. */
export function unfit(given: unknown): string | undefined {
  if (given instanceof Secret) return undefined;
  if (typeof given !== "string") return "is no string and no Secret";
  return given.isWellFormed() ? undefined : "holds a lone surrogate, which is no text";
}

/** The native half of a secret given as text or as a `Secret`, which must be fit. */
export function nativeSecret(given: string | Secret): NativeSecret {
  return given instanceof Secret ? Secret.nativeOf(given) : native.Secret.key(given);
}

function text(given: unknown): string {
  const why = given instanceof Secret ? "is a Secret already" : unfit(given);
  if (why !== undefined) throw refusal(native.refusedArgument("text", why));
  return given as string;
}
