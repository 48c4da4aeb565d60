// The sandbox's remote control: plain HTTP and JSON.

import { request } from "node:http";

/** Calls the control URL that the sandbox announced; rejects with its words where it refused. */
export async function control(url: string, method: string, path: string, body?: unknown): Promise<unknown> {
  const { status, text } = await ask(url + path, method, body === undefined ? "" : JSON.stringify(body));
  const read: unknown = text === "" ? undefined : JSON.parse(text);
  if (status < 300) return read;
  const words =
    typeof read === "object" && read !== null && "error" in read ? String(read.error) : `HTTP ${String(status)}`;
  throw new Error(`the sandbox refused ${method} ${path}: ${words}`);
}

function ask(url: string, method: string, body: string): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      { method, agent: false, headers: { "content-length": Buffer.byteLength(body) } },
      (answer) => {
        const pieces: Buffer[] = [];
        answer.on("data", (piece: Buffer) => pieces.push(piece));
        answer.on("error", reject);
        answer.on("end", () => {
          resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(pieces).toString("utf8") });
        });
      },
    );
    sent.on("error", reject);
    sent.end(body);
  });
}
