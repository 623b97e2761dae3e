// When to sync, and who: of several tabs, one at a time.
import { InkstoneNetworkError } from "@inkstone/client";
import { inkstone } from "./api";
import { mirrorFiles } from "./files";
import { FIELDS, store, syncedAt } from "./store";

export type Status =
  | { kind: "syncing"; loaded: number }
  | { kind: "current"; at: number }
  | { kind: "offline"; at: number | undefined }
  | { kind: "failed"; at: number | undefined; message: string };

const otherTabs = new BroadcastChannel("posts");
const RETRY_AFTER = 30_000;

let report: (status: Status) => void = () => undefined;
let redraw: () => void = () => undefined;
let running: Promise<void> | undefined;
let wanted = false;
let after: string | undefined;
let retry: ReturnType<typeof setTimeout> | undefined;

/** Starts to keep the copy up to date. `onStatus` and `onChange` are called for the work of other tabs, too. */
export function startSync(onStatus: (status: Status) => void, onChange: () => void): void {
  report = onStatus;
  redraw = onChange;
  otherTabs.onmessage = async () => {
    redraw();
    const at = await syncedAt.get();
    if (at !== undefined && !running) report({ kind: "current", at });
  };
  addEventListener("online", () => void sync());
  addEventListener("offline", async () => report({ kind: "offline", at: await syncedAt.get() }));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") void sync();
  });
  void sync().then(followEvents);
}

/** Syncs now or, if a sync is running that may have missed the reason, once more after it. */
export function sync(): Promise<void> {
  wanted = true;
  running ??= run().finally(() => (running = undefined));
  return running;
}

async function run() {
  while (wanted) {
    wanted = false;
    // A second tab waits here, and then finds that there is nothing left to load.
    await navigator.locks.request("sync", once);
  }
}

async function once() {
  clearTimeout(retry);
  let loaded = 0;
  report({ kind: "syncing", loaded });
  try {
    const counting: typeof store = {
      ...store,
      put: async (posts) => {
        await store.put(posts);
        report({ kind: "syncing", loaded: (loaded += posts.length) });
      },
    };
    const { put, deleted } = await inkstone.sync(counting, { fields: FIELDS, after });
    const at = Date.now();
    await syncedAt.set(at);
    if (put || deleted) redraw();
    report({ kind: "current", at });
    otherTabs.postMessage(null);
    await mirrorFiles();
  } catch (error) {
    const at = await syncedAt.get().catch(() => undefined);
    if (error instanceof InkstoneNetworkError) report({ kind: "offline", at });
    else report({ kind: "failed", at, message: error instanceof Error ? error.message : String(error) });
    retry = setTimeout(sync, RETRY_AFTER);
  }
}

/** Syncs as soon as the server says that something has changed. One tab listens; when it is closed, another does. */
async function followEvents() {
  await navigator.locks.request("events", async () => {
    for await (const event of inkstone.events({ since: await store.getToken() })) {
      after = event.token;
      await sync();
    }
  });
}
