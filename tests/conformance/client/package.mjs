// Checks the package itself, in a copy below $OUT: generated types, compilation, size, and what a consumer gets.
import { execFile, execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { check, note } from "../support/check.mjs";

const LARGEST = 6 * 1024;
const { OUT, ROOT } = process.env;
const home = join(OUT, "client");
export const source = join(home, "clients/typescript");
const tools = join(home, "tools");

async function run(name, folder, command, ...args) {
  const [error, output] = await new Promise((resolve) => {
    execFile(command, args, { cwd: folder }, (error, stdout, stderr) => resolve([error, `${stdout}\n${stderr}`]));
  });
  return check(name, !error, output);
}

// Installs the packages of a lock file, unless these are installed already.
function install(folder) {
  const lock = readFileSync(join(folder, "package-lock.json"));
  const mark = join(folder, "node_modules/.installed");
  if (existsSync(mark) && readFileSync(mark).equals(lock)) return;
  execFileSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: folder, stdio: "inherit" });
  writeFileSync(mark, lock);
}

/** Builds the package. Returns its code as one minified module, or `undefined` if it does not compile. */
export async function build() {
  mkdirSync(source, { recursive: true });
  for (const name of ["src", "test", "scripts", "package.json", "package-lock.json", "tsconfig.json", "tsconfig.build.json", "README.md", "CHANGELOG.md", "LICENSE-MIT", "LICENSE-APACHE"]) {
    rmSync(join(source, name), { recursive: true, force: true });
    cpSync(join(ROOT, "clients/typescript", name), join(source, name), { recursive: true });
  }
  cpSync(join(ROOT, "openapi"), join(home, "openapi"), { recursive: true });
  mkdirSync(tools, { recursive: true });
  for (const name of ["package.json", "package-lock.json"]) cpSync(join(ROOT, "tests/conformance/client", name), join(tools, name));
  install(source);
  install(tools);

  await run("the generated types are those of the OpenAPI document", source, "npm", "run", "--silent", "generate", "--", "--check");
  if (!(await run("the package compiles", source, "npm", "run", "--silent", "build"))) return undefined;

  const { build: bundle } = createRequire(join(tools, "package.json"))("esbuild");
  const entry = join(source, "dist/index.js");
  const { outputFiles } = await bundle({ entryPoints: [entry], bundle: true, minify: true, format: "esm", write: false });
  const size = gzipSync(outputFiles[0].contents, { level: 9 }).length;
  note(`${size} bytes minified and compressed`);
  check("the package has at most 6 KiB", size <= LARGEST, `${size} bytes`);
  return outputFiles[0].text;
}

/** Checks the published files: the package is used as npm would install it. */
export async function consume() {
  const table = readFileSync(join(ROOT, "docs/errors.md"), "utf8").split("## Codes of parameters")[0];
  const codes = [...table.matchAll(/^\| `(\w+)` \| \d{3} /gm)].map(([, code]) => code);
  const typed = readFileSync(join(source, "src/problem.ts"), "utf8");
  const untyped = codes.filter((code) => !typed.includes(`| "${code}"\n`));
  check("every code of a problem is in its type", codes.length > 20 && untyped.length === 0, `${codes.length}: ${untyped}`);

  const { dependencies, peerDependencies } = JSON.parse(readFileSync(join(source, "package.json"), "utf8"));
  check("the package has no dependencies", !dependencies && !peerDependencies);

  const packed = execFileSync("npm", ["pack", "--silent", "--ignore-scripts", "--pack-destination", home], { cwd: source, encoding: "utf8" });
  const tarball = join(home, packed.trim().split("\n").at(-1));
  const bin = (name) => join(tools, "node_modules/.bin", name);
  await run("publint finds nothing", tools, bin("publint"), "--strict", tarball);
  await run("the types are found under every resolution", tools, bin("attw"), tarball, "--profile", "esm-only", "--no-emoji", "--no-color");

  const consumer = join(tools, "consumer");
  rmSync(consumer, { recursive: true, force: true });
  const installed = join(consumer, "node_modules/@inkstone/client");
  mkdirSync(installed, { recursive: true });
  execFileSync("tar", ["-xzf", tarball, "-C", installed, "--strip-components=1"]);
  writeFileSync(join(consumer, "package.json"), JSON.stringify({ type: "module", private: true }));
  cpSync(join(source, "test/types"), join(consumer, "types"), { recursive: true });
  const examples = [...readFileSync(join(source, "README.md"), "utf8").matchAll(/```(tsx?)\n([^]*?)```/g)];
  check("README has examples", examples.length >= 8, `${examples.length}`);
  mkdirSync(join(consumer, "readme"));
  examples.forEach(([, kind, text], at) => writeFileSync(join(consumer, `readme/${at + 1}.${kind}`), text));

  // The guide for React has types of the document, and no others but Vite's `env`.
  const guide = [...readFileSync(join(ROOT, "docs/guides/react.md"), "utf8").matchAll(/`src\/([\w.]+)`:\n\n```tsx?\n([^]*?)```/g)];
  check("the guide for React has two files", guide.length === 2, guide.map(([, name]) => name));
  mkdirSync(join(consumer, "guide"));
  for (const [, name, text] of guide) writeFileSync(join(consumer, "guide", name), text);
  cpSync(join(source, "src/generated.ts"), join(consumer, "guide/api.ts"));
  writeFileSync(join(consumer, "guide/env.d.ts"), "interface ImportMeta { env: Record<string, string | undefined> }\n");

  const strict = {
    target: "ES2022",
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noImplicitOverride: true,
    noPropertyAccessFromIndexSignature: true,
    verbatimModuleSyntax: true,
    skipLibCheck: false,
    noEmit: true,
    jsx: "react-jsx",
  };
  const dom = { lib: ["ES2022", "DOM", "DOM.Iterable"] };
  // The oldest version that the types support, the one before the compiler was rewritten, and that compiler.
  const uses = [
    ["TypeScript 5.0, as a bundler", "5.0", { ...dom, module: "ESNext", moduleResolution: "bundler" }, ["types"], []],
    ["TypeScript 5.0, as Node 16", "5.0", { ...dom, module: "Node16", moduleResolution: "Node16" }, ["types"], []],
    ["TypeScript 5.9, as Node", "5.9", { ...dom, module: "NodeNext", moduleResolution: "NodeNext" }, ["types", "readme"], ["node", "react"]],
    ["TypeScript 5.9, without exactOptionalPropertyTypes", "5.9", { ...dom, module: "ESNext", moduleResolution: "bundler", exactOptionalPropertyTypes: false }, ["readme"], ["node", "react"]],
    ["TypeScript 5.9, with the options of Vite's template", "5.9", { ...dom, module: "ESNext", moduleResolution: "bundler", exactOptionalPropertyTypes: false, noUncheckedIndexedAccess: false, noPropertyAccessFromIndexSignature: false }, ["guide"], ["react"]],
    ["TypeScript 7.0, as a bundler", "7.0", { ...dom, module: "ESNext", moduleResolution: "bundler" }, ["types", "readme"], ["node", "react"]],
    ["TypeScript 7.0, with Node's types alone", "7.0", { lib: ["ES2022"], module: "NodeNext", moduleResolution: "NodeNext" }, ["types"], ["node"]],
  ];
  const compile = async ([name, version, options, include, types], at) => {
    const config = join(consumer, `tsconfig.${at}.json`);
    writeFileSync(config, JSON.stringify({ compilerOptions: { ...strict, ...options, types }, include }));
    const compiler = join(tools, `node_modules/typescript-${version}/bin/tsc`);
    await run(`types and examples compile with ${name}`, consumer, process.execPath, compiler, "-p", config);
  };
  // Two at a time.
  const queue = uses.entries();
  const work = async () => {
    for (const [at, use] of queue) await compile(use, at);
  };
  await Promise.all([work(), work()]);
}
