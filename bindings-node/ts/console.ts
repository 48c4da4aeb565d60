import { Console } from "node:console";

import { Redactor } from "./redactor.js";

type Method = (...args: unknown[]) => unknown;

/** How often the console was wrapped and not unwrapped, and what it was before. */
let depth = 0;
let before: Map<string, PropertyDescriptor> | undefined;

/**
 * Takes secrets out of everything that goes through `console`, before it reaches standard output or standard error, with
 * all formatting done. Gives a function that undoes it. What is written to the streams directly is not touched.
 */
export function redactConsole(redactor: Redactor = Redactor.shared()): () => void {
  depth += 1;
  before ??= wrap(redactor);
  let isUndone = false;
  return () => {
    if (isUndone) return;
    isUndone = true;
    depth -= 1;
    if (depth > 0 || before === undefined) return;
    for (const [name, own] of before) Object.defineProperty(console, name, own);
    before = undefined;
  };
}

function wrap(redactor: Redactor): Map<string, PropertyDescriptor> {
  const redacting = new Console({
    stdout: through(process.stdout, redactor),
    stderr: through(process.stderr, redactor),
  });
  const were = new Map<string, PropertyDescriptor>();
  for (const [name, method] of Object.entries(redacting as unknown as Record<string, unknown>)) {
    const own = Object.getOwnPropertyDescriptor(console, name);
    if (typeof method !== "function" || own === undefined || name.startsWith("_")) continue;
    were.set(name, own);
    Object.defineProperty(console, name, { ...own, value: (method as Method).bind(redacting) });
  }
  return were;
}

/** The stream, but each text is passed on without its secrets, at once. */
function through(to: NodeJS.WriteStream, redactor: Redactor): NodeJS.WriteStream {
  const write = (text: string | Uint8Array, ...others: never[]): boolean =>
    to.write(typeof text === "string" ? redactor.redact(text) : redactor.redact(text), ...others);
  return new Proxy(to, {
    get(stream, name): unknown {
      if (name === "write") return write;
      const value: unknown = Reflect.get(stream, name);
      return typeof value === "function" ? (value as Method).bind(stream) : value;
    },
  });
}
