import "./style.css";
import { byId } from "./dom";
import { drawList, onQuery } from "./list";
import { drawReader } from "./reader";
import { allPosts, type StoredPost } from "./store";
import { startSync, type Status, sync } from "./sync";

const status = byId("status", HTMLParagraphElement);
let posts: StoredPost[] = [];

async function draw() {
  posts = await allPosts();
  drawList(posts);
  await drawReader();
}

function showStatus(current: Status) {
  status.dataset["kind"] = current.kind;
  status.textContent = textOf(current);
}

function textOf(current: Status): string {
  switch (current.kind) {
    case "syncing":
      return current.loaded ? `正在同步，已载入 ${current.loaded} 篇` : "正在同步";
    case "current":
      return `已同步，${timeOf(current.at)}`;
    case "offline":
      return current.at === undefined ? "没有网络，还没有文章" : `离线，本机的文章到 ${timeOf(current.at)} 为止`;
    case "failed":
      return `同步失败：${current.message}`;
  }
}

function timeOf(at: number): string {
  return new Date(at).toLocaleString("zh-CN", { dateStyle: "short", timeStyle: "short" });
}

async function go(href: string) {
  history.pushState(null, "", href);
  drawList(posts);
  await drawReader();
  byId("reader", HTMLElement).focus({ preventScroll: true });
}

document.addEventListener("click", (event) => {
  if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  if (!link || link.origin !== location.origin || link.target) return;
  // The browser scrolls to headings and footnotes of the post by itself.
  if (link.hash && link.pathname === location.pathname) return;
  event.preventDefault();
  void go(link.href);
});
addEventListener("popstate", () => {
  drawList(posts);
  void drawReader();
});
onQuery(() => drawList(posts));
byId("sync", HTMLButtonElement).addEventListener("click", () => {
  void sync();
  // Asks the browser to keep the copy when it needs space. Some ask the reader, so it is done after a click.
  void navigator.storage.persist();
});

if (import.meta.env.PROD) void navigator.serviceWorker.register("/worker.js");
try {
  await draw();
  startSync(showStatus, () => void draw());
} catch (error) {
  showStatus({ kind: "failed", at: undefined, message: `浏览器不让网页保存文章（${String(error)}）` });
}
