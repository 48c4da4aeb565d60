import { KeyhelmError, type ToldError } from "./errors.js";
import type { Told } from "./records.js";
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
export function eventOf(told: Told): KeyhelmEvent {
  return {
    kind: told["kind"],
    platform: told["platform"],
    operation: told["operation"],
    attempt: told["attempt"],
    delay: told["delay"] ?? undefined,
    message: told["message"],
    error: told["error"] === null ? undefined : KeyhelmError.ofTold(told["error"] as ToldError),
  };
}
