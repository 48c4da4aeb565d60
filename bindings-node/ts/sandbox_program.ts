// Finds the sandbox's program, or builds it in a checkout.

import { execFileSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";

const NAME = "keyhelm-sandbox";
const VARIABLE = "KEYHELM_SANDBOX";
const SUFFIX = process.platform === "win32" ? ".exe" : "";

/** The program's path: from `KEYHELM_SANDBOX`, else from the `PATH`, else built in the checkout around us. */
export function find(): string {
  const named = process.env[VARIABLE];
  if (named !== undefined && named !== "") return named;
  const onPath = (process.env["PATH"] ?? "")
    .split(delimiter)
    .map((folder) => join(folder, NAME + SUFFIX))
    .find(isProgram);
  if (onPath !== undefined) return onPath;
  const checkout = [...upwards(process.cwd()), ...upwards(__dirname)].find(isCheckout);
  if (checkout !== undefined) return build(checkout);
  throw new Error(
    `there is no ${NAME}: name it in ${VARIABLE}, put it on the PATH, or call this from a checkout of Keyhelm`,
  );
}

function* upwards(from: string): Generator<string> {
  let folder = resolve(from);
  for (;;) {
    yield folder;
    const above = dirname(folder);
    if (above === folder) return;
    folder = above;
  }
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function isCheckout(folder: string): boolean {
  return existsSync(join(folder, "Cargo.toml")) && existsSync(join(folder, "tests", "sandbox", "Cargo.toml"));
}

/** Cargo says where it has put it. */
function build(checkout: string): string {
  const told = execFileSync("cargo", ["build", "--quiet", "--package", NAME, "--message-format", "json"], {
    cwd: checkout,
    encoding: "utf8",
    maxBuffer: 2 ** 28,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const messages = told
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as { executable?: string | null });
  const found = messages.findLast((message) => typeof message.executable === "string")?.executable;
  if (typeof found !== "string") throw new Error(`cargo built no ${NAME}`);
  return found;
}
