// Searches the index of `inkstone export` in a browser or in Node. Without comments and spaces, it has less than 2 KB.
//
//   const search = await open('https://example.com/');   // where `export.json` is
//   const hits = await search('内存 rust', 10);           // [{slug, lang, title, date, file, score, passage}]

const CJK = /[\u1100-\u11ff\u2e80-\u9fff\u{20000}-\u{3ffff}]/u;
const PARTS = /[\u1100-\u11ff\u2e80-\u9fff\u{20000}-\u{3ffff}]+|[^\u1100-\u11ff\u2e80-\u9fff\u{20000}-\u{3ffff}]+/gu;

// Case, width, accents and other marks make no difference.
const fold = (text) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

const load = async (url) => {
  const response = await fetch(url);
  if (!response.ok) throw Error(`${url}: ${response.status}`);
  return response.json();
};

// The terms of the index that together cover a word or a run of characters.
const cover = (part) => {
  const characters = [...part];
  const last = characters.length - 1;
  if (!CJK.test(part) || !last) return [part];
  return characters.flatMap((c, i) =>
    i % 2 ? [] : [i < last ? c + characters[i + 1] : characters[i - 1] + c]);
};

export const open = async (base = '/') => {
  const { posts, shards } = await load(base + 'search/index.json');
  const cache = {};
  const once = (path) =>
    (cache[path] ??= load(base + path).catch((error) => {
      delete cache[path];
      throw error;
    }));
  const titles = posts.map((post) => fold(post.title));

  // The numbers of the posts with a term, and 3 if a heading, a tag or the like has it, otherwise 1.
  const find = async (term) => {
    const second = CJK.test(term) ? 0 : term.charCodeAt(1) || 0;
    const shard = await once(`search/shards/${shards[(term.codePointAt() * 31 + second) % shards.length]}.json`);
    const isWhole = CJK.test(term) && [...term].length > 1;
    const found = new Map();
    for (const key in shard) {
      if (isWhole ? key != term : !key.startsWith(term)) continue;
      let number = 0;
      for (const step of shard[key]) {
        number += step >> 1;
        found.set(number, Math.max(found.get(number) || 0, step & 1 ? 3 : 1));
      }
    }
    return found;
  };

  return async (query, limit = 10) => {
    const parts = (fold(query).match(/[\p{Alpha}\p{N}]+/gu) || []).flatMap((run) => run.match(PARTS));
    const lists = await Promise.all(parts.flatMap(cover).map(find));
    if (!lists[0]) return [];
    const scored = [...lists[0].keys()]
      .filter((number) => lists.every((list) => list.has(number)))
      .map((number) => [
        lists.reduce((sum, list) => sum + list.get(number), 0) +
          parts.filter((part) => titles[number].includes(part)).length * 9,
        number,
      ])
      // The newest first among equals.
      .sort((a, b) => b[0] - a[0] || b[1] - a[1]);
    const hits = [];
    while (hits.length < limit && scored.length) {
      const batch = scored.splice(0, Math.min(limit - hits.length, 50));
      hits.push(...(await Promise.all(batch.map(async ([score, number]) => {
        const { data } = await once(posts[number].file + '/text.json');
        const { title, description, tags, categories, text } = data;
        const all = fold([title, description, ...tags, ...categories, text].join('\n'));
        // Characters that are adjacent in pairs need not be so in a longer run.
        if (parts.some((part) => !all.includes(part))) return;
        const lower = text.toLowerCase();
        const at = Math.max(0, ...parts.map((part) => lower.indexOf(part))) - 30;
        return { ...posts[number], score, passage: text.slice(Math.max(0, at), Math.max(0, at) + 120) };
      }))).filter(Boolean));
    }
    return hits;
  };
};
