// Builds the compiled part as cargo builds everything else in development, and puts it where the package looks for it:
// for tests, because `napi build` names a target and would so compile every dependency once more.

import { execFileSync } from "node:child_process";
import { copyFileSync } from "node:fs";

const { arch, platform, report } = process;
const isGlibc = () => report.getReport().header.glibcVersionRuntime !== undefined;
const suffix = { linux: () => (isGlibc() ? "-gnu" : "-musl"), win32: () => "-msvc" }[platform] ?? (() => "");

const told = execFileSync("cargo", ["build", "--quiet", "--package", "keyhelm-node", "--message-format", "json"], {
  cwd: import.meta.dirname,
  encoding: "utf8",
  maxBuffer: 2 ** 28,
  stdio: ["ignore", "pipe", "inherit"],
});
const libraries = told
  .split("\n")
  .filter((line) => line.includes('"keyhelm_node"') && line.includes('"filenames"'))
  .flatMap((line) => JSON.parse(line).filenames);
copyFileSync(
  libraries.find((path) => /\.(so|dylib|dll)$/.test(path)),
  new URL(`keyhelm.${platform}-${arch}${suffix()}.node`, import.meta.url),
);
