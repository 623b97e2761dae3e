// What the client remembers in Node, where nothing else does.

/** Yields `[name, holds, detail]`. */
export async function* memoryOf({ createClient }, { base, save, visible }) {
  let statuses = [];
  const spy = async (url, init) => {
    const response = await fetch(url, init);
    statuses.push(response.status);
    return response;
  };
  const asked = async (name, expected, use) => {
    statuses = [];
    await use();
    return [name, statuses.join() === expected, statuses.join()];
  };
  const inkstone = createClient({ baseUrl: base, fetch: spy });
  const page = (at) => inkstone.posts.list({ limit: 1, page: at });
  yield await asked("an answer is remembered", "200,304", async () => {
    await page(1);
    await page(1);
  });
  yield await asked("by its headers, too", "200,304,200", async () => {
    const zh = { headers: { "accept-language": "zh" } };
    await inkstone.posts.get("p-01", {}, zh);
    await inkstone.posts.get("p-01", {}, zh);
    await inkstone.posts.get("p-01", {}, { headers: { "accept-language": "en" } });
  });
  yield await asked("Markdown, too", "200,304", async () => {
    await inkstone.posts.markdown("p-01");
    await inkstone.posts.markdown("p-01");
  });
  yield await asked("not if the request says so", "200,200", async () => {
    await inkstone.posts.list({ limit: 2 }, { memory: false });
    await inkstone.posts.list({ limit: 2 }, { cache: "no-store" });
  });
  await inkstone.posts.get("p-08", { lang: "en" });
  await save("p-08.md", "Edited", "en");
  await visible("p-08", true, "Edited");
  yield await asked("an edit is seen", "200", async () => {
    const { data } = await inkstone.posts.get("p-08", { lang: "en" });
    if (data.title !== "Edited") throw new Error(data.title);
  });
  const small = createClient({ baseUrl: base, fetch: spy, memory: { entries: 2 } });
  const first = (at) => small.posts.list({ limit: 1, page: at });
  yield await asked("the least recently used one is forgotten", "200,200,304,200,304,200", async () => {
    for (const at of [1, 2, 1, 3, 1, 2]) await first(at);
  });
  const tiny = createClient({ baseUrl: base, fetch: spy, memory: { characters: 1000 } });
  yield await asked("a large one is not remembered", "200,200", async () => {
    await tiny.posts.list({ limit: 10 });
    await tiny.posts.list({ limit: 10 });
  });
  const off = createClient({ baseUrl: base, fetch: spy, memory: false });
  yield await asked("it can be turned off", "200,200", async () => {
    await off.site();
    await off.site();
  });
}
