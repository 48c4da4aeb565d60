/** A payment platform. */
export type Platform = "adyen" | "bousol" | "caibo" | "certopay" | "compago";

/** Where a key works. */
export type Environment = "test" | "live";

/** What a client is asked to do, as errors, events and capabilities name it. */
export type Operation =
  | "list"
  | "get"
  | "current"
  | "create"
  | "update"
  | "regenerate"
  | "revoke"
  | "verify"
  | "reconcile"
  | "regenerate_client_key"
  | "origins.list"
  | "origins.add"
  | "origins.remove";

/** `api`: by a client. `dashboard`: by a person. `none`: the platform documents no way. */
export type Availability = "api" | "dashboard" | "none";

/** Whether a key can be used. */
export type KeyStatus = "active" | "inactive" | "revoked" | "expired" | "unknown";

/** What becomes of the secret before a new one. */
export type Previous = "dead" | "grace" | "until_revoked" | "none";

/**
 * What a harmless call with a key told: it works; it is genuine but lacks a permission; it was taken, as far as an
 * undocumented answer can tell; it does not work.
 */
export type VerificationOutcome = "valid" | "valid_without_permission" | "probably_valid" | "invalid";

/** What became of a call whose answer was lost. */
export type ReconciliationOutcome = "not_seen" | "happened" | "cannot_tell";

/** What a client did or met on the way of a call. */
export type EventKind =
  "wait" | "retry" | "rate_limited" | "login" | "quota_refused" | "limit_learned" | "outcome_unknown" | "warning";

/** A value that JSON has a form for. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };
