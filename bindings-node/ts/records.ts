// What calls give. Records are frozen; what a platform does not tell is `undefined`.

import type { ErrorCode } from "./errors.js";
import type { Attachment, NativeSecret } from "./native.js";
import { secretOf, type Secret } from "./secret.js";
import type {
  Availability,
  Environment,
  Json,
  KeyStatus,
  Platform,
  Previous,
  ReconciliationOutcome,
  VerificationOutcome,
} from "./words.js";

/** As the core writes records: times as RFC 3339, `null` for what is not told. */
export interface ToldKey {
  id: string;
  platform: Platform;
  environment: Environment | null;
  label: string | null;
  prefix: string | null;
  masked: string | null;
  status: KeyStatus;
  scopes: string[];
  created_at: string | null;
  last_used_at: string | null;
  expires_at: string | null;
  rate_limit: number | null;
  details: Record<string, Json>;
}

export interface ToldPage {
  items: ToldKey[];
  page: number;
  page_size: number;
  total: number | null;
  total_pages: number | null;
}

/** The time in milliseconds; the secrets are attachments. */
export interface ToldIssuedKey {
  key: ToldKey;
  previous: Previous;
  previous_ends_at: number | null;
}

export interface ToldClientKey {
  id: string;
  client_key: string;
  previous_ends_at: string | null;
}

export interface ToldVerification {
  outcome: VerificationOutcome;
  reason: ErrorCode | null;
  environment: Environment | null;
}

export interface ToldReconciliation {
  outcome: ReconciliationOutcome;
  key: ToldKey | null;
  candidates: ToldKey[];
  advice: string;
}

export interface ToldOrigin {
  id: string | null;
  domain: string;
}

function time(told: string | number | null): Date | undefined {
  return told === null ? undefined : new Date(told);
}

/** What a platform tells about a key, never its secret. */
export class ApiKey {
  /** The name by which the platform addresses the key. At Caibo, which has one key per user, the user's id. */
  readonly id: string;
  /** The platform that issued it. */
  readonly platform: Platform;
  /** As far as the client or the key's prefix tells. */
  readonly environment: Environment | undefined;
  /** The name a person gave it. */
  readonly label: string | undefined;
  /** The public start of the key, without the dots some platforms add. */
  readonly prefix: string | undefined;
  /** The key with its middle hidden, as the platform gives it. */
  readonly masked: string | undefined;
  /** Whether it can be used. */
  readonly status: KeyStatus;
  /** What it may do: scopes or roles in the platform's spelling. */
  readonly scopes: readonly string[];
  /** When it was made. */
  readonly createdAt: Date | undefined;
  /** When it was last used. */
  readonly lastUsedAt: Date | undefined;
  /** When it ends. */
  readonly expiresAt: Date | undefined;
  /** Requests per minute. */
  readonly rateLimit: number | undefined;
  /** Further public facts under the platform's own names. */
  readonly details: Readonly<Record<string, Json>>;

  private constructor(told: ToldKey) {
    this.id = told.id;
    this.platform = told.platform;
    this.environment = told.environment ?? undefined;
    this.label = told.label ?? undefined;
    this.prefix = told.prefix ?? undefined;
    this.masked = told.masked ?? undefined;
    this.status = told.status;
    this.scopes = Object.freeze(told.scopes);
    this.createdAt = time(told.created_at);
    this.lastUsedAt = time(told.last_used_at);
    this.expiresAt = time(told.expires_at);
    this.rateLimit = told.rate_limit ?? undefined;
    this.details = Object.freeze(told.details);
    Object.freeze(this);
  }

  /** @internal */
  static of(told: ToldKey): ApiKey {
    return new ApiKey(told);
  }
}

/** One page of a longer list. */
export class Page<T> {
  /** The page's items, in the platform's order. */
  readonly items: readonly T[];
  /** The page's number; the first is 1. */
  readonly page: number;
  /** How many items were asked for. */
  readonly pageSize: number;
  /** How many items there are in all, where the platform tells. */
  readonly total: number | undefined;
  /** How many pages there are in all, where the platform tells. */
  readonly totalPages: number | undefined;

  private constructor(told: ToldPage, items: readonly T[]) {
    this.items = Object.freeze(items);
    this.page = told.page;
    this.pageSize = told.page_size;
    this.total = told.total ?? undefined;
    this.totalPages = told.total_pages ?? undefined;
    Object.freeze(this);
  }

  /** @internal */
  static ofKeys(told: ToldPage): Page<ApiKey> {
    return new Page(told, told.items.map(ApiKey.of));
  }
}

/**
 * A fresh secret and the key it belongs to. The platform shows the secret this once: store it before anything else.
 * Written as JSON its secrets are `[REDACTED]`.
 */
export class IssuedKey {
  /** What the platform tells about the key. */
  readonly key: ApiKey;
  /** The new secret. */
  readonly secret: Secret;
  /** The password that comes with a new Adyen credential. */
  readonly password: Secret | undefined;
  /** What becomes of the secret before this one. */
  readonly previous: Previous;
  /** With `grace`: when the secret before this one stops working. */
  readonly previousEndsAt: Date | undefined;

  private constructor(told: ToldIssuedKey, [secret, password]: Attachment[]) {
    this.key = ApiKey.of(told.key);
    this.secret = secretOf(secret as NativeSecret, "key");
    this.password = password && secretOf(password as NativeSecret, "password");
    this.previous = told.previous;
    this.previousEndsAt = time(told.previous_ends_at);
    Object.freeze(this);
  }

  /** @internal */
  static of(told: ToldIssuedKey, attachments: Attachment[]): IssuedKey {
    return new IssuedKey(told, attachments);
  }
}

/** A fresh client key at Adyen. It is public: browsers send it. */
export class ClientKey {
  /** The credential it belongs to. */
  readonly id: string;
  /** The client key, `test_…` or `live_…`. */
  readonly clientKey: string;
  /** When the client key before this one stops working: 24 hours after the change. */
  readonly previousEndsAt: Date | undefined;

  private constructor(told: ToldClientKey) {
    this.id = told.id;
    this.clientKey = told.client_key;
    this.previousEndsAt = time(told.previous_ends_at);
    Object.freeze(this);
  }

  /** @internal */
  static of(told: ToldClientKey): ClientKey {
    return new ClientKey(told);
  }
}

/** What a harmless call with a key told about it. */
export class Verification {
  /** What the call told. */
  readonly outcome: VerificationOutcome;
  /** An error code: why not, or why only in part. */
  readonly reason: ErrorCode | undefined;
  /** Where the key works, where its format or the platform's host tells. */
  readonly environment: Environment | undefined;

  private constructor(told: ToldVerification) {
    this.outcome = told.outcome;
    this.reason = told.reason ?? undefined;
    this.environment = told.environment ?? undefined;
    Object.freeze(this);
  }

  /** @internal */
  static of(told: ToldVerification): Verification {
    return new Verification(told);
  }
}

/** What became of a call whose answer was lost, as far as the platform lets one look. */
export class Reconciliation {
  /** Whether it was carried out. */
  readonly outcome: ReconciliationOutcome;
  /** The key it made or changed, where exactly one fits. Its secret is lost. */
  readonly key: ApiKey | undefined;
  /** The keys it may have made, where more than one fits, or one fits without proof. */
  readonly candidates: readonly ApiKey[];
  /** What to do now, in one line. */
  readonly advice: string;

  private constructor(told: ToldReconciliation) {
    this.outcome = told.outcome;
    this.key = told.key === null ? undefined : ApiKey.of(told.key);
    this.candidates = Object.freeze(told.candidates.map(ApiKey.of));
    this.advice = told.advice;
    Object.freeze(this);
  }

  /** @internal */
  static of(told: ToldReconciliation): Reconciliation {
    return new Reconciliation(told);
  }
}

/** An origin that browsers may use an Adyen client key from. */
export class Origin {
  /** Adyen's name for it; one documented answer leaves it out. */
  readonly id: string | undefined;
  /** The origin itself, `https://shop.example` for instance. */
  readonly domain: string;

  private constructor(told: ToldOrigin) {
    this.id = told.id ?? undefined;
    this.domain = told.domain;
    Object.freeze(this);
  }

  /** @internal */
  static of(told: ToldOrigin): Origin {
    return new Origin(told);
  }
}

/** How an operation is done at a platform. */
export interface Capability {
  /** By a client, by a person, or not at all. */
  readonly availability: Availability;
  /** The dashboard path to show a person, in the dashboard's own words. */
  readonly guide: string | undefined;
}

/** What the look of a text tells about the key it may be. */
export interface Recognition {
  /** The platforms that issue keys of this format; empty where the format tells nothing. */
  readonly platforms: readonly Platform[];
  /** The environment, where the format tells it. */
  readonly environment: Environment | undefined;
  /** The text with all but its public prefix and at most four last characters hidden. */
  readonly masked: string;
}
