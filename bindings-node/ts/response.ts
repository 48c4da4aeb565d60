import { inspect } from "node:util";

import { MalformedResponseError } from "./errors.js";
import type { Attachment, NativeBody } from "./native.js";

/** As the native side tells of it; the body is an attachment. */
export interface ToldResponse {
  status: number;
  headers: Record<string, string>;
}

/** A platform's answer to `request`, as it came. It may hold a secret, so it is shown and written by its status alone. */
export class Response {
  /** The HTTP status, 200 to 299. */
  readonly status: number;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #body: Buffer;

  private constructor(told: ToldResponse, [body]: Attachment[]) {
    this.status = told.status;
    this.#headers = Object.freeze(told.headers);
    this.#body = (body as NativeBody).bytes();
  }

  /** The headers, their names in lower case. Those that came more than once are joined by a comma. */
  get headers(): Readonly<Record<string, string>> {
    return this.#headers;
  }

  /** The body, at most 4 MiB. */
  get body(): Buffer {
    return this.#body;
  }

  /** The body as text in UTF-8. */
  text(): string {
    return this.#body.toString("utf8");
  }

  /** The body read as JSON. Throws a `MalformedResponseError` where it is none. */
  json(): unknown {
    try {
      return JSON.parse(this.text());
    } catch {
      // The reader's own error would hold the body.
      throw new MalformedResponseError("the body is no JSON", { status: this.status, attempts: 1 });
    }
  }

  /** The status alone. */
  toJSON(): { status: number } {
    return { status: this.status };
  }

  /** The status alone. */
  [inspect.custom](): string {
    return `Response { status: ${this.status.toString()} }`;
  }

  /** @internal */
  static of(told: ToldResponse, attachments: Attachment[]): Response {
    return new Response(told, attachments);
  }
}
