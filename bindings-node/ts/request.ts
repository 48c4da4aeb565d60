import { CALL, type Caller, type CallOptions } from "./caller.js";
import * as check from "./check.js";
import { refusal } from "./errors.js";
import { native, type NativeRequest } from "./native.js";
import { Response } from "./response.js";
import { nativeSecret, Secret } from "./secret.js";
import type { Json } from "./words.js";

type QueryValue = string | number | boolean;

/** What `request` sends beside its method and path. */
export interface RequestOptions extends CallOptions {
  /** Names and values of the query; as pairs a name may come twice. Secrets are refused: URLs end up in logs. */
  query?: Readonly<Record<string, QueryValue>> | Iterable<readonly [string, QueryValue]> | undefined;
  /** Is sent as JSON. */
  json?: Json | undefined;
  /** Headers beside those of the client and of HTTP's framing. */
  headers?: Readonly<Record<string, string | Secret>> | undefined;
  /** `key` (unless it is set) or `token`, the login's. */
  auth?: "key" | "token" | undefined;
  /** Doing it twice does no harm, so it may be repeated. */
  repeatable?: boolean | undefined;
}

const anything: check.Check = () => undefined;
const object: check.Check = (value) => (typeof value === "object" && value !== null ? undefined : "is no object");
const REQUEST: check.Known = {
  ...CALL,
  query: object,
  json: anything,
  headers: object,
  auth: (value) => (value === "key" || value === "token" ? undefined : "is neither `key` nor `token`"),
  repeatable: check.flag,
};

export function send(caller: Caller, method: string, path: string, options?: RequestOptions): Promise<Response> {
  const refuse = caller.refuse("request");
  return caller.call(
    "request",
    options,
    REQUEST,
    (...ticket) => {
      caller.argument("request", "method", method, check.text);
      caller.argument("request", "path", path, check.text);
      const request = native.Request.of(caller.open, method, path);
      if (typeof request === "string") throw refusal(request, { platform: caller.platform, operation: "request" });
      if (options !== undefined) fill(request, options, refuse);
      caller.open.send(...ticket, request);
    },
    Response.of,
  );
}

function fill(request: NativeRequest, options: RequestOptions, refuse: check.Refuse): void {
  const { query, json, headers, auth, repeatable } = options;
  if (query !== undefined) {
    for (const [name, value] of Symbol.iterator in query ? query : Object.entries(query)) {
      if (!["string", "number", "boolean"].includes(typeof value)) {
        throw refuse("query", "holds a value that is no string, number or boolean");
      }
      request.query(name, String(value));
    }
  }
  for (const [name, value] of Object.entries(headers ?? {})) {
    const why = check.secret(value);
    if (why !== undefined) throw refuse("headers", `holds a value that ${why}`);
    request.header(name, nativeSecret(value));
  }
  if (json !== undefined) request.json(written(json, refuse));
  if (auth === "token") request.withToken();
  if (repeatable === true) request.repeatable();
}

/** As JSON, with nothing left out or changed on the way. */
function written(json: Json, refuse: check.Refuse): string {
  let fault: string | undefined;
  const look = function (this: Record<string, unknown>, name: string, value: unknown): unknown {
    const original = this[name];
    if (original instanceof Secret) fault ??= "holds a Secret; take its text with expose()";
    if (typeof value === "number" && !Number.isFinite(value)) fault ??= "holds a number that JSON cannot carry";
    if (![name, value].every((text) => typeof text !== "string" || text.isWellFormed())) {
      fault ??= "holds a lone surrogate, which is no text";
    }
    return value;
  };
  let text: string | undefined;
  try {
    text = JSON.stringify(json, look);
  } catch {
    fault ??= "holds something that JSON has no form for, or itself";
  }
  if (fault !== undefined || text === undefined) throw refuse("json", fault ?? "is nothing that JSON has a form for");
  return text;
}
