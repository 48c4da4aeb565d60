/**
 * API keys at payment platforms: listed, made, replaced, ended and checked, with secrets that are never shown.
 *
 * Start with {@link Client}. Every failed call rejects with a {@link KeyhelmError}.
 *
 * @packageDocumentation
 */

export { Client } from "./client.js";
export { redactConsole } from "./console.js";
export type { CallOptions, OnEvent } from "./caller.js";
export {
  CancelledError,
  ConfigError,
  ConflictError,
  ConnectionFailedError,
  EnvironmentMismatchError,
  InvalidRequestError,
  KeyhelmError,
  MalformedResponseError,
  NotFoundError,
  OutcomeUnknownError,
  PermissionDeniedError,
  RateLimitedError,
  ServerError,
  TimeoutError,
  TokenExpiredError,
  UnauthenticatedError,
  UnsupportedOperationError,
  ValidationFailedError,
  type ErrorCode,
  type ErrorFacts,
  type ErrorJson,
} from "./errors.js";
export type { KeyhelmEvent } from "./events.js";
export { Keys, type CreateOptions, type ListOptions, type UpdateOptions, type VerifyOptions } from "./keys.js";
export { capabilities, expiresAt, missingScopes, recognise, type Capabilities } from "./local.js";
export { Origins } from "./origins.js";
export { RedactingStream, type RedactingStreamOptions } from "./redacting_stream.js";
export { Redactor, RedactorStream } from "./redactor.js";
export { ApiKey, ClientKey, IssuedKey, Origin, Page, Reconciliation, Verification } from "./records.js";
export type { Capability, Recognition } from "./records.js";
export type { RequestOptions } from "./request.js";
export { Response } from "./response.js";
export { scope, type AdyenScope, type BousolScope } from "./scope.js";
export { Secret, type SecretKind } from "./secret.js";
export type { ClientSettings, RateLimit } from "./settings.js";
export type * from "./words.js";
