// A server that answers as it is told, for answers that the sandbox never gives.

import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A request as it arrived. */
export interface Asked {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** What to answer. */
export interface Answer {
  status?: number;
  body?: string | Buffer;
  headers?: Record<string, string>;
}

export class Server {
  readonly asked: Asked[] = [];
  /** Answers of certain paths. */
  readonly byPath = new Map<string, Answer>();
  /** One after another for the other paths; the last one stays. */
  answers: Answer[] = [{}];
  readonly #http: HttpServer;

  private constructor() {
    this.#http = createServer((request, response) => {
      const pieces: Buffer[] = [];
      request.on("data", (piece: Buffer) => pieces.push(piece));
      request.on("end", () => {
        const { method = "", url: path = "", headers } = request;
        this.asked.push({ method, path, headers, body: Buffer.concat(pieces) });
        const answer = this.byPath.get(path) ?? (this.answers.length > 1 ? this.answers.shift() : this.answers[0]);
        const { status = 200, body = "{}", headers: told = {} } = answer ?? {};
        response.writeHead(status, "Told", told);
        response.end(status === 204 || status === 304 ? undefined : body);
      });
    });
  }

  static async start(): Promise<Server> {
    const server = new Server();
    server.#http.listen(0, "127.0.0.1");
    await once(server.#http, "listening");
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.#http.address() as AddressInfo).port)}`;
  }

  forget(): void {
    this.asked.length = 0;
    this.byPath.clear();
    this.answers = [{}];
  }

  stop(): void {
    this.#http.close();
    this.#http.closeAllConnections();
  }
}
