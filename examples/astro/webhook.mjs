// Rebuilds the site when Inkstone says that published posts have changed. Needs no packages. See README.md.
import { spawn } from "node:child_process";
import { createHmac, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { rename, rm } from "node:fs/promises";
import { createServer } from "node:http";

const { WEBHOOK_SECRET: secret, WEBHOOK_HOST: host = "127.0.0.1", WEBHOOK_PORT: port = "3000" } = process.env;
if (!secret?.startsWith("whsec_")) throw new Error("set WEBHOOK_SECRET to the webhook_secret of Inkstone: whsec_…");
const key = Buffer.from(secret.slice("whsec_".length), "base64");
const MAX_BODY = 64 * 1024;
const RETRY_AFTER = 60_000;

/** Whether a message was signed with the secret in the last five minutes, by Standard Webhooks 1.0.0. */
function isSigned(headers, body) {
  const { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signatures = "" } = headers;
  if (!(Math.abs(Date.now() / 1000 - Number(timestamp)) < 300)) return false;
  const hash = createHmac("sha256", key).update(`${id}.${timestamp}.`).update(body).digest("base64");
  const expected = Buffer.from(`v1,${hash}`);
  return signatures
    .split(" ")
    .map((text) => Buffer.from(text))
    .some((found) => found.length === expected.length && timingSafeEqual(found, expected));
}

/** Builds next to the site that is being served, which stays as it is until the new one is complete. */
async function buildSite() {
  const args = ["--env-file=.env", "node_modules/astro/astro.js", "build", "--outDir", "dist-next"];
  const [code] = await once(spawn(process.execPath, args, { stdio: "inherit" }), "exit");
  if (code !== 0) throw new Error(`the build ended with ${code}`);
  await rm("dist-old", { recursive: true, force: true });
  await rename("dist", "dist-old").catch((error) => {
    if (error.code !== "ENOENT") throw error;
  });
  await rename("dist-next", "dist");
  await rm("dist-old", { recursive: true, force: true });
}

let building = false;
let wanted = false;

/** Builds once more after the current build, however many messages came during it. */
async function requestBuild() {
  wanted = true;
  if (building) return;
  building = true;
  while (wanted) {
    wanted = false;
    await buildSite().then(
      () => console.log("built"),
      (error) => {
        console.error(`${error.message}; the site is unchanged, trying again in a minute`);
        setTimeout(requestBuild, RETRY_AFTER);
      },
    );
  }
  building = false;
}

async function receive(request) {
  if (request.method !== "POST") return 405;
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > MAX_BODY) return 413;
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks);
  if (!isSigned(request.headers, body)) return 401;
  if (JSON.parse(body).type === "content.changed") requestBuild();
  return 202;
}

const server = createServer((request, response) => {
  receive(request).then(
    (status) => response.writeHead(status).end(),
    () => response.destroy(), // the connection was lost, or the body is no JSON
  );
});
server.listen(Number(port), host, () => console.log(`listening on http://${host}:${server.address().port}`));
