// Where the compiled part comes from, and what is said where there is none.

import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";

import { PACKAGE, run } from "./support/set_up.mjs";

const LIBRARY = readdirSync(PACKAGE).find((name) => name.endsWith(".node")) ?? "";
const SYSTEM = LIBRARY.split(".")[1] ?? "";

/** An installed package without its compiled part. */
function installed(): { folder: string; load: () => ReturnType<typeof run> } {
  const folder = mkdtempSync(join(tmpdir(), "keyhelm-loader-"));
  after(() => {
    rmSync(folder, { recursive: true });
  });
  cpSync(join(PACKAGE, "dist"), join(folder, "node_modules", "keyhelm", "dist"), { recursive: true });
  const program = `require(${JSON.stringify(join(folder, "node_modules", "keyhelm", "dist", "index.js"))}).recognise("x")`;
  return { folder, load: () => run(process.execPath, ["-e", program]) };
}

test("from the package of this system", async () => {
  const { folder, load } = installed();
  const own = join(folder, "node_modules", `keyhelm-${SYSTEM}`);
  mkdirSync(own);
  cpSync(join(PACKAGE, LIBRARY), join(own, LIBRARY));
  writeFileSync(join(own, "package.json"), JSON.stringify({ name: `keyhelm-${SYSTEM}`, main: LIBRARY }));
  assert.deepEqual([(await load()).code, (await load()).stderr], [0, ""]);
});

test("where there is none, what is missing is said", async () => {
  const { load } = installed();
  const { code, stderr } = await load();
  assert.equal(code, 1);
  assert.match(stderr, /Error: keyhelm has no compiled part for this system/);
  assert.ok(stderr.includes(`keyhelm-${SYSTEM}`), stderr);
  assert.match(stderr, /--omit=optional/);
});

test("one that does not load is told with its reason", async () => {
  const { folder, load } = installed();
  writeFileSync(join(folder, "node_modules", "keyhelm", LIBRARY), "no library");
  const { stderr } = await load();
  assert.match(stderr, /Tried: .*(file too short|invalid ELF header|not a mach-o|not a valid)/i);
});
