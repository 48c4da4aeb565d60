// What the types promise: this file is compiled, and not run.

import type {
  ApiKey,
  CallOptions,
  Capabilities,
  ClientSettings,
  Environment,
  ErrorCode,
  IssuedKey,
  Json,
  KeyhelmEvent,
  Page,
  Platform,
  Reconciliation,
  Redactor,
  Response,
  Secret,
  Verification,
} from "keyhelm";
import { Client, CancelledError, KeyhelmError, RateLimitedError, scope } from "keyhelm";
import { startSandbox, type Sandbox } from "keyhelm/testing";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function same<A, B>(_: Same<A, B>): void {
  // Only its type counts.
}

export function promises(client: Client, keys: Client["keys"], redactor: Redactor, issued: IssuedKey): void {
  same<ReturnType<typeof keys.list>, Promise<Page<ApiKey>>>(true);
  same<ReturnType<typeof keys.get>, Promise<ApiKey>>(true);
  same<ReturnType<typeof keys.create>, Promise<IssuedKey>>(true);
  same<ReturnType<typeof keys.revoke>, Promise<ApiKey | undefined>>(true);
  same<ReturnType<typeof keys.verify>, Promise<Verification>>(true);
  same<ReturnType<typeof keys.reconcile>, Promise<Reconciliation>>(true);
  same<ReturnType<typeof client.request>, Promise<Response>>(true);
  same<ReturnType<Response["json"]>, unknown>(true);
  same<Platform, "adyen" | "bousol" | "caibo" | "certopay" | "compago">(true);
  same<typeof issued.previous, "dead" | "grace" | "until_revoked" | "none">(true);
  same<typeof issued.previousEndsAt, Date | undefined>(true);
  same<ApiKey["createdAt"], Date | undefined>(true);
  same<ApiKey["details"], Readonly<Record<string, Json>>>(true);
  same<typeof client.environment, Environment | undefined>(true);
  same<typeof client.capabilities, Capabilities>(true);
  same<RateLimitedError["code"], "rate_limited">(true);
  same<KeyhelmError["code"], ErrorCode>(true);
  same<CancelledError["retryAfter"], number | undefined>(true);
  same<KeyhelmEvent["delay"], number | undefined>(true);
  same<ReturnType<typeof startSandbox>, Promise<Sandbox>>(true);
  same<typeof scope.bousol.PAYOUTS_READ, string>(true);

  const text: string = redactor.redact("text");
  const bytes: Uint8Array = redactor.redact(new Uint8Array());
  const options: CallOptions = { signal: AbortSignal.timeout(1), timeoutMs: 5 };
  const settings: ClientSettings = { apiKey: issued.secret, rateLimit: "unlimited", onEvent: ({ kind }) => void kind };
  void [text, bytes, options, settings];
  void keys.regenerate();
  void keys.regenerate("id", options);
  void keys.regenerate(options);
  void client.request("POST", "/x", {
    json: { a: [1, null, "x"] },
    query: [["a", true]],
    headers: { a: issued.secret },
  });

  // @ts-expect-error: no such platform
  void new Client("stripe");
  // @ts-expect-error: no such setting
  void new Client("adyen", { apikey: "x" });
  // @ts-expect-error: no such environment
  void new Client("adyen", { environment: "production" });
  // @ts-expect-error: seconds are not the unit here
  void keys.list({ timeout: 5 });
  // @ts-expect-error: a change is needed
  void keys.update("id");
  // @ts-expect-error: a key is read only
  issued.key.label = "x";
  // @ts-expect-error: a secret is no string
  const exposed: string = issued.secret;
  // @ts-expect-error: a secret is no JSON
  void client.request("POST", "/x", { json: { secret: issued.secret } });
  // @ts-expect-error: URLs end up in logs
  void client.request("GET", "/x", { query: { secret: issued.secret } });
  // @ts-expect-error: the platforms make keys
  void new (null as unknown as typeof ApiKey)();
  // @ts-expect-error: one of the classes has to be chosen
  void new KeyhelmError("x");
  void (exposed as unknown as Secret);
}
