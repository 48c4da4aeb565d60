import { KeyhelmError, type ToldError } from "./errors.js";
import type { EventKind, Operation, Platform } from "./words.js";

/** Something a client did or met on the way of a call. It holds no secret. */
export interface KeyhelmEvent {
  /** What happened. */
  readonly kind: EventKind;
  /** The platform of the call. */
  readonly platform: Platform;
  /** The call. */
  readonly operation: Operation | "login" | "request";
  /** Which attempt of the call it was, counted from 1; 0 where nothing was sent yet. */
  readonly attempt: number;
  /** How many seconds the client waits now. */
  readonly delay: number | undefined;
  /** One line for people. */
  readonly message: string;
  /** With `outcome_unknown`: the error to reconcile. */
  readonly error: KeyhelmError | undefined;
}

/** As the native side tells of it. */
export interface ToldEvent extends Pick<KeyhelmEvent, "kind" | "platform" | "operation" | "attempt" | "message"> {
  delay: number | null;
  error: ToldError | null;
}

export function eventOf(told: ToldEvent): KeyhelmEvent {
  const { kind, platform, operation, attempt, delay, message, error } = told;
  return {
    kind,
    platform,
    operation,
    attempt,
    delay: delay ?? undefined,
    message,
    error: error === null ? undefined : KeyhelmError.ofTold(error),
  };
}
