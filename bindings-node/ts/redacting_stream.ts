import { Transform, type TransformCallback, type TransformOptions } from "node:stream";

import { Redactor, type RedactorStream } from "./redactor.js";

/** What a {@link RedactingStream} takes beside the options of a `Transform`. */
export interface RedactingStreamOptions extends TransformOptions {
  /** The shared one unless it is set. */
  redactor?: Redactor | undefined;
}

/**
 * Passes bytes on without their secrets, wherever they are cut into pieces. Only what may still become a secret is held
 * back, 64 KiB at most, until more comes or the stream ends.
 */
export class RedactingStream extends Transform {
  readonly #stream: RedactorStream;

  constructor(options: RedactingStreamOptions = {}) {
    const { redactor = Redactor.shared(), ...others } = options;
    super(others);
    this.#stream = redactor.stream();
  }

  override _transform(chunk: Buffer | string, encoding: BufferEncoding, done: TransformCallback): void {
    done(null, this.#stream.push(typeof chunk === "string" ? Buffer.from(chunk, encoding) : chunk));
  }

  override _flush(done: TransformCallback): void {
    done(null, this.#stream.finish());
  }
}
