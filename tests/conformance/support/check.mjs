// Prints one line for each check, in the form that `run` counts.

export function check(name, holds, detail = "") {
  console.log(holds ? `ok ${name}` : `not ok ${name}`);
  if (holds) return true;
  process.exitCode = 1;
  const lines = String(typeof detail === "function" ? detail() : detail).split("\n");
  for (const line of lines.slice(0, 200)) console.log(`    ${line.slice(0, 1200)}`);
  return false;
}

// Something worth saying that is no check.
export function note(text) {
  console.log(`    note: ${text}`);
}
