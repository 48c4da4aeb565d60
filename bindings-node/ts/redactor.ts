import { inspect } from "node:util";

import { refusal } from "./errors.js";
import { native, type NativeRedactor, type NativeStream } from "./native.js";
import { nativeSecret, unfit, type Secret } from "./secret.js";

/**
 * Takes secrets out of texts: registered values in all their encodings, the platforms' key formats, JSON Web Tokens, and
 * the values of known secret headers and fields. Each becomes `[REDACTED]`.
 *
 * @example
 * ```ts
 * import { Redactor } from "keyhelm";
 *
 * const redactor = new Redactor();
 * redactor.add("EXAMPLE0NOT0A0KEY");
 * console.log(redactor.redact("the key is EXAMPLE0NOT0A0KEY")); // the key is [REDACTED]
 * ```
 */
export class Redactor {
  static #shared: Redactor | undefined;
  #native = native.Redactor.own();

  /** The one of this process: it knows every secret that a client was given or received, while it lives. */
  static shared(): Redactor {
    if (Redactor.#shared === undefined) {
      Redactor.#shared = new Redactor();
      Redactor.#shared.#native = native.Redactor.shared();
    }
    return Redactor.#shared;
  }

  /**
   * Registers a secret. One under 8 bytes or over 8 KiB throws a `ConfigError`. A `Secret.password` matches only as a
   * word of its own, so that an ordinary word stays readable elsewhere.
   */
  add(secret: string | Secret): void {
    const refused = this.#native.add(fit(secret));
    if (refused !== null) throw refusal(refused);
  }

  /** Forgets a secret, and wipes what was made of it. */
  remove(secret: string | Secret): void {
    this.#native.remove(fit(secret));
  }

  /** The text or the bytes without secrets. */
  redact(text: string): string;
  redact(bytes: Uint8Array): Uint8Array;
  redact(given: string | Uint8Array): string | Uint8Array {
    if (typeof given === "string") return this.#native.text(given) ?? given;
    if (given instanceof Uint8Array) return this.#native.bytes(given) ?? given;
    throw refusal(native.refusedArgument("text", "is neither a string nor bytes"));
  }

  /** For a stream of bytes: a secret that is split over two pieces is found, too. */
  stream(): RedactorStream {
    return new RedactorStream(this.#native);
  }

  /** Nothing of what it knows. */
  [inspect.custom](): string {
    return "Redactor {}";
  }
}

/** See {@link Redactor.stream}. */
export class RedactorStream {
  readonly #native: NativeStream;

  /** @internal */
  constructor(redactor: NativeRedactor) {
    this.#native = redactor.stream();
  }

  /** The bytes that are safe to pass on; at most 64 KiB are held back. */
  push(piece: Uint8Array): Buffer {
    return this.#native.push(piece);
  }

  /** The rest. */
  finish(): Buffer {
    return this.#native.finish();
  }
}

function fit(secret: string | Secret): ReturnType<typeof nativeSecret> {
  const why = unfit(secret);
  if (why !== undefined) throw refusal(native.refusedArgument("secret", why));
  return nativeSecret(secret);
}
