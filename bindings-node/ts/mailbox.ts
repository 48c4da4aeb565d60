// Where calls leave from and arrive: in batches, so that many at once cost little. One per JavaScript thread.

import { native, type Attachment } from "./native.js";

/** A call's end as it arrives: what it gave, what went wrong, or that it was stopped. */
export interface Letter {
  kind: Kind;
  payload: unknown;
  attachments: Attachment[];
}

export enum Kind {
  Answer,
  Failure,
  Event,
  Stopped,
}

/** Who is told the events of a client. */
export interface Listener {
  tell(payload: unknown): void;
}

/**
 * Node hands over batch after batch, up to a thousand, before its event loop turns. After so many milliseconds it is made
 * to turn first.
 */
const TURN_MS = 4;

const NONE: Attachment[] = [];
const PARTS = 4;

const waiting = new Map<number, (letter: Letter) => void>();
const listeners = new Map<number, WeakRef<Listener>>();
const gone = new FinalizationRegistry<number>((id) => listeners.delete(id));
const mailbox = new native.Mailbox(deliver);
let lastId = 0;
let isLeaving = false;
let turned = 0;
let alive: NodeJS.Timeout | undefined;

/** Keeps the process alive while somebody waits, and no longer. */
function keepAlive(): void {
  alive ??= setInterval(() => undefined, 2 ** 31 - 1);
  alive.ref();
}

function freshId(): number {
  do {
    lastId = (lastId + 1) >>> 0;
  } while (waiting.has(lastId) || listeners.has(lastId));
  return lastId;
}

function flush(): void {
  isLeaving = false;
  mailbox.flush();
}

/** Starts a call by `send` and gives its end. With a signal it can be stopped. */
export function begin(signal: AbortSignal | undefined, send: (id: number, canStop: boolean) => void): Promise<Letter> {
  const id = freshId();
  send(id, signal !== undefined);
  if (!isLeaving) {
    isLeaving = true;
    queueMicrotask(flush);
  }
  if (waiting.size === 0) keepAlive();
  return new Promise((resolve) => {
    if (signal === undefined) {
      waiting.set(id, resolve);
      return;
    }
    const stop = (): void => mailbox.stop(id);
    signal.addEventListener("abort", stop, { once: true });
    waiting.set(id, (letter) => {
      signal.removeEventListener("abort", stop);
      mailbox.forget(id);
      resolve(letter);
    });
  });
}

/** Registers who is told a client's events; the listener is held weakly. */
export function listen(listener: Listener): number {
  const id = freshId();
  listeners.set(id, new WeakRef(listener));
  gone.register(listener, id);
  return id;
}

export { mailbox };

function deliver(text: string, attachments: Attachment[]): void {
  const flat = JSON.parse(text) as unknown[];
  let next = 0;
  for (let at = 0; at < flat.length; at += PARTS) {
    const id = flat[at] as number;
    const kind = flat[at + 1] as Kind;
    const count = flat[at + 2] as number;
    const payload = flat[at + 3];
    const own = count === 0 ? NONE : attachments.slice(next, (next += count));
    if (kind === Kind.Event) {
      listeners.get(id)?.deref()?.tell(payload);
      continue;
    }
    const resolve = waiting.get(id);
    waiting.delete(id);
    resolve?.({ kind, payload, attachments: own });
  }
  if (waiting.size === 0) alive?.unref();
  letTurn();
}

function letTurn(): void {
  const now = performance.now();
  if (now - turned < TURN_MS) return;
  turned = now;
  mailbox.pause();
  setImmediate(resume);
}

function resume(): void {
  mailbox.resume();
}
