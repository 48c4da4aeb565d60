// Every TypeScript block of the READMEs, compiled with its types and run.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import { promisify } from "node:util";

import { transformSync } from "esbuild";

import { PACKAGE, ROOT, run } from "./support/set_up.mjs";

const FOLDER = join(PACKAGE, "build", "readme");
const BLOCKS = ["README.md", "bindings-node/README.md"].flatMap((path) => {
  const text = readFileSync(join(ROOT, path), "utf8");
  return [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, block = ""], number) => {
    return { name: `${path.replaceAll(/\W/g, "_")}_${String(number)}`, block };
  });
});
const JAVASCRIPT = { loader: "ts", format: "esm", target: "node20" } as const;

before(() => {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  for (const { name, block } of BLOCKS) {
    writeFileSync(join(FOLDER, `${name}.mts`), block);
    writeFileSync(join(FOLDER, `${name}.mjs`), transformSync(block, JAVASCRIPT).code);
  }
  const compilerOptions = {
    noEmit: true,
    emitDeclarationOnly: false,
    declaration: false,
    rootDir: ".",
    noUnusedLocals: false,
  };
  writeFileSync(
    join(FOLDER, "tsconfig.json"),
    JSON.stringify({ extends: "../../tsconfig.json", compilerOptions, include: ["*.mts"] }),
  );
});

test("their types fit", async () => {
  const tsc = join(PACKAGE, "node_modules", "typescript", "bin", "tsc");
  await promisify(execFile)(process.execPath, [tsc, "--project", FOLDER]).catch((error: unknown) => {
    assert.fail((error as { stdout: string }).stdout);
  });
});

for (const { name } of BLOCKS) {
  test(`${name} runs`, async () => {
    const ended = await run(process.execPath, [join(FOLDER, `${name}.mjs`)]);
    assert.deepEqual([ended.code, ended.stderr], [0, ""]);
    assert.ok(!/EXAMPLE0NOT0A0KEY|password=EXAMPLE/.test(ended.stdout), ended.stdout);
  });
}

test("the README begins with ten lines", () => {
  assert.ok((BLOCKS[0]?.block ?? "").split("\n").filter((line) => line !== "").length <= 10);
  assert.ok(BLOCKS.length >= 6);
});
