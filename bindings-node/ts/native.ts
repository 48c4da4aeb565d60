// The compiled part of Keyhelm: finds it, and says what is in it. Everything here is of use to the other files alone.

import { join } from "node:path";

/** JSON of an error's facts; see `errors.ts`. */
export type Refusal = string;

export interface NativeSecret {
  expose(): string;
  masked(): string;
  fingerprint(): string | null;
  equals(other: NativeSecret): boolean;
}

export interface NativeBody {
  bytes(): Buffer;
}

export type Attachment = NativeSecret | NativeBody;

export interface NativeMailbox {
  flush(): void;
  stop(id: number): void;
  forget(id: number): void;
  pause(): void;
  resume(): void;
}

export interface NativeRequest {
  query(name: string, value: string): void;
  header(name: string, value: NativeSecret): void;
  json(text: string): void;
  withToken(): void;
  repeatable(): void;
}

export interface NativeSequence {
  next(id: number, canStop: boolean): void;
}

/** What every call takes first: its id, whether it can be stopped, and its own time in milliseconds. */
type Ticket = [id: number, canStop: boolean, timeout: number | undefined];

export interface NativeClient {
  platform(): string;
  environment(): string | null;
  setApiKey(key: NativeSecret): Refusal | null;
  close(): void;
  list(...call: [...Ticket, page: number | undefined, pageSize: number | undefined]): void;
  listAll(timeout: number | undefined): NativeSequence;
  get(...call: [...Ticket, id: string]): void;
  current(...call: Ticket): void;
  create(
    ...call: [...Ticket, label: string, scopes: string[], origins: string[], accounts: string[], nonce: boolean]
  ): void;
  update(
    ...call: [
      ...Ticket,
      id: string,
      label: string | undefined,
      scopes: string[] | undefined,
      origins: string[] | undefined,
      accounts: string[] | undefined,
    ]
  ): void;
  regenerate(...call: [...Ticket, id: string | undefined]): void;
  revoke(...call: [...Ticket, id: string]): void;
  verify(...call: [...Ticket, secret: NativeSecret | undefined, paymentRequestId: string | undefined]): void;
  reconcile(...call: [...Ticket, failure: string | undefined]): void;
  regenerateClientKey(...call: [...Ticket, id: string]): void;
  listOrigins(...call: [...Ticket, id: string]): void;
  addOrigin(...call: [...Ticket, id: string, domain: string]): void;
  removeOrigin(...call: [...Ticket, id: string, originId: string]): void;
  send(...call: [...Ticket, request: NativeRequest]): void;
}

export interface NativeSettings {
  fromEnv(): void;
  text(name: string, value: string): Refusal | null;
  secret(name: string, value: NativeSecret): void;
  milliseconds(name: string, value: number): void;
  count(name: string, value: number): void;
  rateLimit(requests: number | undefined, windowMs: number): void;
  caCertificates(pem: Uint8Array): void;
  build(mailbox: NativeMailbox, listener: number): NativeClient | Refusal;
}

export interface NativeStream {
  push(piece: Uint8Array): Buffer;
  finish(): Buffer;
}

export interface NativeRedactor {
  add(secret: NativeSecret): Refusal | null;
  remove(secret: NativeSecret): void;
  text(text: string): string | null;
  bytes(bytes: Uint8Array): Buffer | null;
  stream(): NativeStream;
}

interface Native {
  Mailbox: new (deliver: (text: string, attachments: Attachment[]) => void) => NativeMailbox;
  Settings: { of(platform: string): NativeSettings | Refusal };
  Secret: { key(text: string): NativeSecret; password(text: string): NativeSecret };
  Request: { of(client: NativeClient, method: string, path: string): NativeRequest | Refusal };
  Redactor: { own(): NativeRedactor; shared(): NativeRedactor };
  refusedSetting(name: string, why: string): Refusal;
  refusedArgument(name: string, why: string): Refusal;
  isRetryable(code: string): boolean;
  recognise(text: NativeSecret): string;
  expiresAt(date: string): number | Refusal;
  missingScopes(have: string[], need: string[]): string[];
  capabilities(platform: string): [table: string | null, refusal: Refusal | null];
  scopes(): Record<string, Record<string, string>>;
}

/** For Linux both kinds of C library are tried: only the fitting one loads, and npm installs no other. */
function systems(): string[] {
  const { platform, arch } = process;
  switch (platform) {
    case "linux":
      return [`linux-${arch}-gnu`, `linux-${arch}-musl`];
    case "win32":
      return [`win32-${arch}-msvc`];
    default:
      return [`${platform}-${arch}`];
  }
}

function load(): Native {
  const failures: string[] = [];
  for (const system of systems()) {
    // Beside this package's own files in a checkout, else the package of this system.
    for (const place of [join(__dirname, "..", `keyhelm.${system}.node`), `keyhelm-${system}`]) {
      try {
        // eslint-disable-next-line @typescript-eslint/no-require-imports -- nothing else loads a library
        return require(place) as Native;
      } catch (error) {
        failures.push(error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error));
      }
    }
  }
  const names = systems().map((system) => `keyhelm-${system}`);
  throw new Error(
    `keyhelm has no compiled part for this system (${process.platform} ${process.arch}): ` +
      `install the optional dependency ${names.join(" or ")} (npm leaves optional dependencies out with --omit=optional, ` +
      `or when the lockfile was made on another system), or run \`npm run build\` in a checkout. ` +
      `Tried: ${failures.join("; ")}`,
  );
}

export const native = load();
