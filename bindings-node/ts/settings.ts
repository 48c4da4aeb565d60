import * as check from "./check.js";
import type { OnEvent } from "./caller.js";
import { refusal } from "./errors.js";
import { mailbox } from "./mailbox.js";
import { native, type NativeClient, type NativeSettings } from "./native.js";
import { nativeSecret, type Secret } from "./secret.js";
import type { Environment, Platform } from "./words.js";

/** How many requests a platform allows per key, in any window of this length. */
export interface RateLimit {
  requests: number;
  windowMs: number;
}

/** The settings of a client. Times are in milliseconds. */
export interface ClientSettings {
  /** The API key. */
  apiKey?: string | Secret | undefined;
  /** Adyen: the user name of a credential, to go with its password instead of an API key. */
  username?: string | undefined;
  /** Caibo and CertoPay: the e-mail address to log in with for management calls. */
  email?: string | undefined;
  /** The password that goes with `email`, or with `username` at Adyen. */
  password?: string | Secret | undefined;
  /** Told by the key's format or by a known host where it is not set. */
  environment?: Environment | undefined;
  /** Where the platform is, version part included. Only https, or http to a loopback address. */
  baseUrl?: string | undefined;
  /** Adyen: the company whose keys are managed. Excludes `merchantId`. */
  companyId?: string | undefined;
  /** Adyen: the merchant account whose keys are managed. Excludes `companyId`. */
  merchantId?: string | undefined;
  /** Caibo: the user whose key is managed. */
  userId?: string | undefined;
  /** Caibo: a payment request that `verify` can read. */
  paymentRequestId?: string | undefined;
  /** How long a whole call may take, waits, logins and repeats included. 30,000. */
  timeoutMs?: number | undefined;
  /** How long connecting may take. 5,000. */
  connectTimeoutMs?: number | undefined;
  /** How often a request is sent at most, the first time included. 3. */
  maxAttempts?: number | undefined;
  /** The platform's documented limit unless it is set. All clients of the process that use one key share its pace. */
  rateLimit?: RateLimit | "unlimited" | undefined;
  /** A `redis://` URL through which all hosts that use the key share its limit. */
  sharedLimit?: string | Secret | undefined;
  /** How many requests of this client may be under way at once. No limit unless it is set. */
  maxConcurrency?: number | undefined;
  /** An http or https proxy for everything but loopback addresses, instead of the system's. */
  proxy?: string | Secret | undefined;
  /** Certificate authorities to trust beside the system's, as PEM. */
  caCertificates?: string | Uint8Array | readonly (string | Uint8Array)[] | undefined;
  /** The `User-Agent` header. */
  userAgent?: string | undefined;
  /**
   * Is called with every event, on the thread that made the client. What it throws is an uncaught exception; the calls
   * go on. Without it, `outcome_unknown` and `warning` events are emitted as warnings of the process.
   */
  onEvent?: OnEvent | undefined;
}

type Set = (to: NativeSettings, value: never) => unknown;
type Setting = [check: check.Check, set: Set];

const named = {
  text: (name: string): Setting => [check.text, (to, value: string) => to.text(name, value)],
  secret: (name: string): Setting => [
    check.secret,
    (to, value: string | Secret) => to.secret(name, nativeSecret(value)),
  ],
  milliseconds: (name: string): Setting => [check.milliseconds, (to, value: number) => to.milliseconds(name, value)],
  count: (name: string): Setting => [check.count, (to, value: number) => to.count(name, value)],
};

const SETTINGS: Record<keyof ClientSettings, Setting> = {
  apiKey: named.secret("api_key"),
  username: named.text("username"),
  email: named.text("email"),
  password: named.secret("password"),
  environment: named.text("environment"),
  baseUrl: named.text("base_url"),
  companyId: named.text("company_id"),
  merchantId: named.text("merchant_id"),
  userId: named.text("user_id"),
  paymentRequestId: named.text("payment_request_id"),
  timeoutMs: named.milliseconds("timeout"),
  connectTimeoutMs: named.milliseconds("connect_timeout"),
  maxAttempts: named.count("max_attempts"),
  rateLimit: [rateLimitFault, setRateLimit],
  sharedLimit: named.secret("shared_limit"),
  maxConcurrency: named.count("max_concurrency"),
  proxy: named.secret("proxy"),
  caCertificates: [certificatesFault, setCertificates],
  userAgent: named.text("user_agent"),
  onEvent: [check.callback, () => undefined],
};

const KNOWN: check.Known = Object.fromEntries(Object.entries(SETTINGS).map(([name, [checked]]) => [name, checked]));

function refuse(platform?: Platform): check.Refuse {
  return (name, why) => refusal(native.refusedSetting(name, why), { platform });
}

/** Makes a native client whose events go to the listener. */
export function build(platform: Platform, given: ClientSettings, fromEnv: boolean, listener: number): NativeClient {
  const why = check.text(platform);
  if (why !== undefined) throw refuse()("platform", why);
  const settings = native.Settings.of(platform);
  if (typeof settings === "string") throw refusal(settings);
  check.options(given, KNOWN, refuse(platform));
  if (fromEnv) settings.fromEnv();
  for (const [name, [, set]] of Object.entries(SETTINGS)) {
    const value = given[name as keyof ClientSettings];
    const refused = value === undefined ? undefined : set(settings, value as never);
    if (typeof refused === "string") throw refusal(refused, { platform });
  }
  const client = settings.build(mailbox, listener);
  if (typeof client === "string") throw refusal(client);
  return client;
}

function rateLimitFault(value: unknown): string | undefined {
  const expected = 'is neither { requests, windowMs } nor "unlimited"';
  if (value === "unlimited") return undefined;
  if (typeof value !== "object" || value === null) return expected;
  const { requests, windowMs, ...others } = value as Partial<RateLimit>;
  const fits = [check.count(requests), check.milliseconds(windowMs)].every((why) => why === undefined);
  return fits && Object.keys(others).length === 0 ? undefined : expected;
}

function setRateLimit(to: NativeSettings, value: RateLimit | "unlimited"): void {
  if (value === "unlimited") to.rateLimit(undefined, 0);
  else to.rateLimit(value.requests, value.windowMs);
}

function certificatesFault(value: unknown): string | undefined {
  const isPem = (one: unknown): boolean => typeof one === "string" || one instanceof Uint8Array;
  return isPem(value) || (Array.isArray(value) && value.every(isPem))
    ? undefined
    : "is no PEM as string or bytes, or an array of them";
}

function setCertificates(to: NativeSettings, value: NonNullable<ClientSettings["caCertificates"]>): void {
  for (const pem of typeof value === "string" || value instanceof Uint8Array ? [value] : value) {
    to.caCertificates(typeof pem === "string" ? Buffer.from(pem) : pem);
  }
}
