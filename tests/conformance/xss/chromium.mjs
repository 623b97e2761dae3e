// Shows fragments of HTML in Chromium, interacts with everything in them, and records which scripts run.
import { chromium } from "playwright-core";

const together = 500;
const reader = "https://reader.example/";

// Calls `use` with a function that returns what ran in some fragments: {what, from}, with the number of the first fragment of
// the batch or of the fragment itself.
export async function withReader(use) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    headless: true,
    args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
  try {
    const context = await browser.newContext();
    const page = await context.newPage();
    let found, now, source;
    const record = (what) => found.push({ what, from: now });
    page.on("dialog", (dialog) => {
      record("a dialog");
      dialog.dismiss().catch(() => {});
    });
    page.on("popup", () => record("a window"));
    page.on("frameattached", () => record("a frame"));
    page.on("framenavigated", (frame) => frame === page.mainFrame() && frame.url().split("#")[0] !== reader && record(`at ${frame.url()}`));
    await context.route("**", (route) =>
      route.request().url() === reader ? route.fulfill({ contentType: "text/html; charset=utf-8", body: source }) : route.abort("aborted"),
    );
    return await use(async (pieces, areWhole = true) => {
      found = [];
      for (now = 0; now < pieces.length; now += together) {
        const batch = pieces.slice(now, now + together);
        // Incomplete fragments are only inserted into their own elements.
        const boxes = areWhole ? batch.map((piece) => `<div class="box">${piece}</div>`).join("") : "";
        source = `<!doctype html><title>x</title><script>(${arm})()</script><main>${boxes}</main>`;
        await page.goto(reader, { waitUntil: "domcontentloaded" });
        for (const { what, number } of await page.evaluate(touch, { batch, areWhole })) found.push({ what, from: now + number });
      }
      return found;
    });
  } finally {
    await browser.close();
  }
}

// Runs in the page before everything else: sinks record calls, and links go nowhere.
function arm() {
  window.ran = [];
  window.number = 0;
  window.wait = window.setTimeout.bind(window);
  const note = (what) => window.ran.push({ what, number: window.number });
  for (const sink of ["alert", "confirm", "prompt", "print", "fetch", "open", "postMessage", "setTimeout", "setInterval"]) {
    window[sink] = () => note(`${sink}()`);
  }
  window.addEventListener("error", (event) => event.message && note(`a script failed: ${event.message}`));
  window.addEventListener("unhandledrejection", (event) => note(`a script failed: ${event.reason}`));
  navigation.addEventListener("navigate", (event) => event.cancelable && event.preventDefault());
}

// Runs in the page: interacts with the parsed page, then with each fragment inserted by `innerHTML`.
async function touch({ batch, areWhole }) {
  const kinds = `mouseover mouseenter pointerenter mousedown focus blur keydown toggle beforetoggle load error animationstart input
    change submit close`.split(/\s+/);
  const main = document.querySelector("main");
  const boxes = [...main.children];
  if (areWhole && (boxes.length !== batch.length || boxes.some((box) => box.className !== "box"))) window.ran.push({ what: "one piece takes in others", number: 0 });
  const play = (box) => {
    for (const element of box.querySelectorAll("*")) {
      element.removeAttribute("target");
      for (const kind of kinds) element.dispatchEvent(new Event(kind));
      if (element.localName === "a") element.click();
      else element.dispatchEvent(new MouseEvent("click"));
    }
  };
  boxes.forEach((box, number) => {
    window.number = number;
    play(box);
  });
  batch.forEach((piece, number) => {
    window.number = number;
    const box = document.createElement("div");
    main.append(box);
    box.innerHTML = piece;
    play(box);
  });
  window.number = 0;
  await new Promise((done) => window.wait(done, 100));
  return window.ran;
}
