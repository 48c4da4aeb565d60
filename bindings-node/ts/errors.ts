import { native, type Refusal } from "./native.js";
import { camelCase, inJavaScript } from "./names.js";

/** What went wrong, as a stable code that is the same in every language. */
export type ErrorCode =
  | "config"
  | "environment_mismatch"
  | "unsupported_operation"
  | "unauthenticated"
  | "token_expired"
  | "permission_denied"
  | "invalid_request"
  | "validation_failed"
  | "not_found"
  | "conflict"
  | "rate_limited"
  | "server_error"
  | "timeout"
  | "connection_failed"
  | "outcome_unknown"
  | "malformed_response"
  | "cancelled";

/** What can be told of a failed call beside its code and message. What is not known is absent. */
export interface ErrorFacts {
  /** The platform that was called, or would have been. */
  platform?: string | undefined;
  /** The call that failed: `list`, `origins.add`, … */
  operation?: string | undefined;
  /** The HTTP status of the platform's last answer. */
  status?: number | undefined;
  /** The platform's own code, `00_403` for instance. */
  platformCode?: string | undefined;
  /** The platform's name for this request, to quote to its support. */
  requestId?: string | undefined;
  /** How many seconds to wait before calling again. */
  retryAfter?: number | undefined;
  /** How often the request was tried on the network; 0 when the error was found before that. */
  attempts?: number;
  /** The values that were refused: name → why. */
  fields?: Readonly<Record<string, string>>;
  /** What a person can do: a dashboard path, or how to find out what became of a call. */
  hint?: string | undefined;
  /** What lay beneath. */
  cause?: unknown;
}

/** An error as JSON: the facts under the same names, and what `reconcile` needs. */
export interface ErrorJson extends Omit<ErrorFacts, "cause"> {
  name: string;
  code: ErrorCode;
  message: string;
  retryable: boolean;
  /** For {@link KeyhelmError.fromJSON}. */
  failure?: string;
}

/** As the core writes an error. */
interface Failure {
  code: ErrorCode;
  message: string;
  platform: string | null;
  operation: string | null;
  status: number | null;
  platform_code: string | null;
  request_id: string | null;
  retry_after: { secs: number; nanos: number } | null;
  attempts: number;
  fields: Record<string, string>;
  hint: string | null;
}

/** As the native side tells of it. */
export interface ToldError {
  /** A {@link Failure} as JSON. */
  failure: string;
  retryable: boolean;
  causes: string[];
}

/**
 * What went wrong, to which call, and what to do about it. There is a class per code. No property holds a secret, a
 * request's body or a URL's query.
 */
export abstract class KeyhelmError extends Error {
  /** The code of the class, the same in every language. */
  static readonly code: ErrorCode;

  /** What went wrong. */
  readonly code: ErrorCode;
  /** The platform that was called, or would have been. */
  declare readonly platform?: string;
  /** The call that failed: `list`, `origins.add`, … */
  declare readonly operation?: string;
  /** The HTTP status of the platform's last answer, where there was one. */
  declare readonly status?: number;
  /** The platform's own code, `00_403` for instance. */
  declare readonly platformCode?: string;
  /** The platform's name for this request, to quote to its support. */
  declare readonly requestId?: string;
  /** How many seconds to wait before calling again, where that is known. */
  declare readonly retryAfter?: number;
  /** How often the request was tried on the network; 0 when the error was found before that. */
  readonly attempts: number;
  /** Whether the same call, made again later, may succeed without anything being changed first. */
  readonly retryable: boolean;
  /** The values that were refused: name → why. */
  readonly fields: Readonly<Record<string, string>>;
  /** What a person can do: a dashboard path, or how to find out what became of a call. */
  declare readonly hint?: string;

  /** As the core reads it again. */
  #failure: string | undefined;

  /** `message` is one line that says what happened and what to do. */
  constructor(message: string, facts: ErrorFacts = {}) {
    super(message, "cause" in facts ? { cause: facts.cause } : undefined);
    const { attempts = 0, fields = {}, cause: _, ...others } = facts;
    this.code = new.target.code;
    for (const [name, value] of Object.entries(others)) {
      if (value !== undefined)
        Object.defineProperty(this, name, { value, enumerable: true, writable: true, configurable: true });
    }
    this.attempts = attempts;
    this.retryable = native.isRetryable(this.code);
    this.fields = fields;
  }

  /** Everything but the stack and the cause. It can be sent to another process and be reconciled there. */
  toJSON(): ErrorJson {
    const { name, code, message, attempts, retryable, fields, platform, operation, status, platformCode } = this;
    const { requestId, retryAfter, hint } = this;
    return {
      name,
      code,
      message,
      ...{ platform, operation, status, platformCode, requestId, retryAfter },
      attempts,
      retryable,
      fields,
      hint,
      ...(this.#failure === undefined ? {} : { failure: this.#failure }),
    };
  }

  /** The error that {@link KeyhelmError.toJSON} wrote, with the class of its code. */
  static fromJSON(json: ErrorJson): KeyhelmError {
    const { name: _, code, message, retryable: __, failure, ...facts } = json;
    const kind = (BY_CODE as Record<string, (typeof BY_CODE)[ErrorCode] | undefined>)[code];
    if (kind === undefined) throw refusal(native.refusedArgument("json", "is no error of Keyhelm"));
    const error = new kind(message, facts);
    error.#failure = failure;
    return error;
  }

  /** @internal */
  static failureOf(error: KeyhelmError): string | undefined {
    return error.#failure;
  }

  /** @internal */
  static ofTold(told: ToldError, where: Pick<ErrorFacts, "platform" | "operation"> = {}): KeyhelmError {
    const { causes } = told;
    const failure = JSON.parse(told.failure) as Failure;
    const facts: ErrorFacts = {
      platform: failure.platform ?? where.platform,
      operation: failure.operation ?? where.operation,
      status: failure.status ?? undefined,
      platformCode: failure.platform_code ?? undefined,
      requestId: failure.request_id ?? undefined,
      retryAfter: failure.retry_after === null ? undefined : failure.retry_after.secs + failure.retry_after.nanos / 1e9,
      attempts: failure.attempts,
      fields: failure.attempts === 0 ? renamed(failure.fields) : failure.fields,
      hint: failure.hint === null ? undefined : inJavaScript(failure.hint),
    };
    if (causes.length > 0) facts.cause = chain(causes);
    const error = new BY_CODE[failure.code](inJavaScript(failure.message), facts);
    error.#failure = told.failure;
    return error;
  }
}

/** The client was set up wrong; nothing was sent. Correct the setting the message names. */
export class ConfigError extends KeyhelmError {
  static override readonly code = "config";
  declare readonly code: "config";
  static {
    named(this, "ConfigError");
  }
}

/** A test key on live, or the reverse; nothing was sent, or the platform said so. */
export class EnvironmentMismatchError extends KeyhelmError {
  static override readonly code = "environment_mismatch";
  declare readonly code: "environment_mismatch";
  static {
    named(this, "EnvironmentMismatchError");
  }
}

/** The platform has no such call; `hint` says where a person does it. */
export class UnsupportedOperationError extends KeyhelmError {
  static override readonly code = "unsupported_operation";
  declare readonly code: "unsupported_operation";
  static {
    named(this, "UnsupportedOperationError");
  }
}

/** Key or login missing, wrong, revoked or expired. */
export class UnauthenticatedError extends KeyhelmError {
  static override readonly code = "unauthenticated";
  declare readonly code: "unauthenticated";
  static {
    named(this, "UnauthenticatedError");
  }
}

/** The management token expired and logging in again did not help. */
export class TokenExpiredError extends KeyhelmError {
  static override readonly code = "token_expired";
  declare readonly code: "token_expired";
  static {
    named(this, "TokenExpiredError");
  }
}

/** The credential lacks a scope or role. */
export class PermissionDeniedError extends KeyhelmError {
  static override readonly code = "permission_denied";
  declare readonly code: "permission_denied";
  static {
    named(this, "PermissionDeniedError");
  }
}

/** The platform could not read the request; any other 4xx. */
export class InvalidRequestError extends KeyhelmError {
  static override readonly code = "invalid_request";
  declare readonly code: "invalid_request";
  static {
    named(this, "InvalidRequestError");
  }
}

/** The platform, or a local check, refused a value; see `fields`. */
export class ValidationFailedError extends KeyhelmError {
  static override readonly code = "validation_failed";
  declare readonly code: "validation_failed";
  static {
    named(this, "ValidationFailedError");
  }
}

/** No such key or resource. */
export class NotFoundError extends KeyhelmError {
  static override readonly code = "not_found";
  declare readonly code: "not_found";
  static {
    named(this, "NotFoundError");
  }
}

/** A clash of states or names. */
export class ConflictError extends KeyhelmError {
  static override readonly code = "conflict";
  declare readonly code: "conflict";
  static {
    named(this, "ConflictError");
  }
}

/** The limit is reached and the wait does not fit the deadline; `retryAfter` says how long it is. */
export class RateLimitedError extends KeyhelmError {
  static override readonly code = "rate_limited";
  declare readonly code: "rate_limited";
  static {
    named(this, "RateLimitedError");
  }
}

/** 5xx to a call that is safe to repeat, and repeating did not help. */
export class ServerError extends KeyhelmError {
  static override readonly code = "server_error";
  declare readonly code: "server_error";
  static {
    named(this, "ServerError");
  }
}

/** No answer within the deadline, and the call is safe to repeat or nothing was sent. */
export class TimeoutError extends KeyhelmError {
  static override readonly code = "timeout";
  declare readonly code: "timeout";
  static {
    named(this, "TimeoutError");
  }
}

/** Could not connect, or the line broke, and the call is safe to repeat or nothing was sent. */
export class ConnectionFailedError extends KeyhelmError {
  static override readonly code = "connection_failed";
  declare readonly code: "connection_failed";
  static {
    named(this, "ConnectionFailedError");
  }
}

/** A call that is not safe to repeat may have been carried out: give this error to `keys.reconcile`. */
export class OutcomeUnknownError extends KeyhelmError {
  static override readonly code = "outcome_unknown";
  declare readonly code: "outcome_unknown";
  static {
    named(this, "OutcomeUnknownError");
  }
}

/** The answer to a call that is safe to repeat could not be understood; or a redirect. */
export class MalformedResponseError extends KeyhelmError {
  static override readonly code = "malformed_response";
  declare readonly code: "malformed_response";
  static {
    named(this, "MalformedResponseError");
  }
}

/** The caller cancelled by an `AbortSignal`; its `name` is `AbortError` and its `cause` the signal's reason. */
export class CancelledError extends KeyhelmError {
  static override readonly code = "cancelled";
  declare readonly code: "cancelled";
  static {
    named(this, "AbortError");
  }
}

const BY_CODE = {
  config: ConfigError,
  environment_mismatch: EnvironmentMismatchError,
  unsupported_operation: UnsupportedOperationError,
  unauthenticated: UnauthenticatedError,
  token_expired: TokenExpiredError,
  permission_denied: PermissionDeniedError,
  invalid_request: InvalidRequestError,
  validation_failed: ValidationFailedError,
  not_found: NotFoundError,
  conflict: ConflictError,
  rate_limited: RateLimitedError,
  server_error: ServerError,
  timeout: TimeoutError,
  connection_failed: ConnectionFailedError,
  outcome_unknown: OutcomeUnknownError,
  malformed_response: MalformedResponseError,
  cancelled: CancelledError,
} satisfies Record<ErrorCode, new (message: string, facts?: ErrorFacts) => KeyhelmError>;

function named(kind: { prototype: Error }, name: string): void {
  Object.defineProperty(kind.prototype, "name", { value: name, configurable: true, writable: true });
}

function renamed(fields: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).map(([name, why]) => [camelCase(name), inJavaScript(why)]));
}

/** What lay beneath an error, in words. */
function chain(causes: string[]): Error {
  return causes.reduceRight<Error | undefined>((beneath, text) => {
    const cause = new Error(text, beneath && { cause: beneath });
    cause.stack = `Error: ${text}`;
    return cause;
  }, undefined) as Error;
}

/** The error of a refusal by the native side. */
export function refusal(text: Refusal, where?: Pick<ErrorFacts, "platform" | "operation">): KeyhelmError {
  return KeyhelmError.ofTold(JSON.parse(text) as ToldError, where);
}
