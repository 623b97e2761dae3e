// Prints one line per check, in the format that `run` counts.

export function check(name, holds, detail = "") {
  console.log(holds ? `ok ${name}` : `not ok ${name}`);
  if (holds) return true;
  process.exitCode = 1;
  const lines = String(typeof detail === "function" ? detail() : detail).split("\n");
  for (const line of lines.slice(0, 200)) console.log(`    ${line.slice(0, 1200)}`);
  return false;
}

// A remark that is not a check.
export function note(text) {
  console.log(`    note: ${text}`);
}
