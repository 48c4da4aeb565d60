import { inspect } from "node:util";

import { Caller, type CallOptions } from "./caller.js";
import * as check from "./check.js";
import { refusal } from "./errors.js";
import { Keys } from "./keys.js";
import { capabilities, type Capabilities } from "./local.js";
import { native } from "./native.js";
import { send, type RequestOptions } from "./request.js";
import type { Response } from "./response.js";
import { nativeSecret, type Secret } from "./secret.js";
import { build, type ClientSettings } from "./settings.js";
import type { Environment, Platform } from "./words.js";

/** Makes the constructor read the environment. */
const FROM_ENV = Symbol("from the environment");

/**
 * A client of one platform with one set of credentials.
 *
 * All settings are checked by the constructor, and nothing is sent: a wrong one throws a `ConfigError`, a live key in a
 * client set to `test` (or the reverse) an `EnvironmentMismatchError`.
 *
 * @example
 * ```ts
 * import { Client } from "keyhelm";
 *
 * const client = new Client("adyen", { apiKey: "AQE-not-a-real-key", environment: "test" });
 * console.log(client.capabilities.create.availability); // api
 * await client.close();
 * ```
 */
export class Client implements AsyncDisposable {
  /** The platform, `certopay` for instance. */
  readonly platform: Platform;
  /** As far as the settings, the key's format or the host tell. */
  readonly environment: Environment | undefined;
  /** The calls about keys. */
  readonly keys: Keys;
  readonly #caller: Caller;

  constructor(platform: Platform, settings?: ClientSettings);
  /** @internal */
  constructor(platform: Platform, settings: ClientSettings | undefined, fromEnv: typeof FROM_ENV);
  constructor(platform: Platform, settings: ClientSettings = {}, fromEnv?: typeof FROM_ENV) {
    this.#caller = new Caller(
      (listener) => build(platform, settings, fromEnv === FROM_ENV, listener),
      settings.onEvent,
    );
    this.platform = this.#caller.platform;
    this.environment = this.#caller.environment;
    this.keys = new Keys(this.#caller);
  }

  /**
   * Makes a client from environment variables: `<PLATFORM>_API_KEY`, `_BASE_URL`, `_ENVIRONMENT`, `_EMAIL` and
   * `_PASSWORD`; `ADYEN_COMPANY_ID`, `ADYEN_MERCHANT_ID`, `ADYEN_USERNAME`; `CAIBO_USER_ID`,
   * `CAIBO_PAYMENT_REQUEST_ID`. A setting wins over a variable; an empty variable counts as none.
   */
  static fromEnv(platform: Platform, settings?: ClientSettings): Client {
    return new Client(platform, settings, FROM_ENV);
  }

  /** How each operation is done at this platform: by this client, by a person, or not at all. */
  get capabilities(): Capabilities {
    return capabilities(this.platform);
  }

  /**
   * Changes the API key. Calls under way finish with the old one.
   *
   * Refused, with the old key kept: a key that cannot stand in a header (`ConfigError`), and one whose format tells the
   * other environment (`EnvironmentMismatchError`).
   */
  setApiKey(secret: string | Secret): void {
    const why = check.secret(secret);
    if (why !== undefined) throw refusal(native.refusedSetting("apiKey", why));
    this.#caller.setApiKey(nativeSecret(secret));
  }

  /**
   * Any other call of the platform, signed like the rest.
   *
   * `path` is relative to the base URL. An answer with an error status rejects with the same errors as everywhere; any
   * 2xx comes back as it is. GET and HEAD are repeated where that helps; everything else only when it certainly was not
   * carried out, unless `repeatable` says that doing it twice does no harm.
   */
  request(method: string, path: string, options?: RequestOptions): Promise<Response> {
    return send(this.#caller, method, path, options);
  }

  /**
   * Refuses further calls, lets those under way end, and then lets the connections go. Each has its deadline; what
   * shall not be waited for is ended by its `signal`. A process ends by itself without this when nothing is under way.
   */
  close(): Promise<void> {
    return this.#caller.close();
  }

  /** {@link Client.close}. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Platform and environment. */
  [inspect.custom](): string {
    return this.#caller.shown("Client");
  }
}

export type { CallOptions, ClientSettings };
