// What needs no network.

import * as check from "./check.js";
import { nativeSecret, type Secret } from "./secret.js";
import { refusal } from "./errors.js";
import { native } from "./native.js";
import type { Capability, Recognition } from "./records.js";
import type { Availability, Environment, Operation, Platform } from "./words.js";

/** As the core writes them. */
interface Seen {
  platforms: Platform[];
  environment: Environment | null;
  masked: string;
}
interface Way {
  availability: Availability;
  guide: string | null;
}

/** How each operation is done. */
export type Capabilities = Readonly<Record<Operation, Capability>>;

/**
 * Tells which platforms' keys look like this. The format proves nothing: `sk_live_` is used by Bousol, by CertoPay and by
 * platforms beyond these five.
 *
 * @example
 * ```ts
 * import { recognise } from "keyhelm";
 *
 * const seen = recognise("caibo_test_sk_EXAMPLE000000001");
 * console.log(seen.platforms, seen.environment, seen.masked); // [ 'caibo' ] test caibo_test_sk_****0001
 * ```
 */
export function recognise(text: string | Secret): Recognition {
  fits("text", text, check.secret);
  const told = JSON.parse(native.recognise(nativeSecret(text))) as Seen;
  return { ...told, environment: told.environment ?? undefined };
}

/**
 * When a Bousol key with this expiration date (`YYYY-MM-DD`) stops working: 00:00:00 UTC at the start of that day. A text
 * that is no calendar date throws a `ValidationFailedError`.
 */
export function expiresAt(date: string): Date {
  fits("date", date, check.text);
  const told = native.expiresAt(date);
  if (typeof told === "string") throw refusal(told);
  return new Date(told);
}

/** What of `need` is not in `have`, in the order and spelling of `need`. Hyphens and dashes count as the same. */
export function missingScopes(have: readonly string[], need: readonly string[]): string[] {
  fits("have", have, check.texts);
  fits("need", need, check.texts);
  return native.missingScopes([...have], [...need]);
}

/** How each operation is done at a platform: by a client, by a person, or not at all. */
export function capabilities(platform: Platform): Capabilities {
  fits("platform", platform, check.text);
  const [table, refused] = native.capabilities(platform);
  if (refused !== null) throw refusal(refused);
  const told = Object.entries(JSON.parse(table as string) as Record<string, Way>);
  return Object.fromEntries(
    told.map(([operation, { availability, guide }]) => [operation, { availability, guide: guide ?? undefined }]),
  ) as Record<Operation, Capability>;
}

function fits(name: string, value: unknown, checked: check.Check): void {
  const why = checked(value);
  if (why !== undefined) throw refusal(native.refusedArgument(name, why));
}
