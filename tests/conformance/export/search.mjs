// Compares the search of a static export with that of the server, and measures the index and the module.
// usage: search.mjs MODULE STATIC SERVER QUERIES.json FOLDER
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { brotliCompressSync } from 'node:zlib';
import { transformWithEsbuild } from 'vite';
import { check } from '../support/check.mjs';

const [module, base, server, queries, folder] = process.argv.slice(2);
const { open } = await import(module);
const { chinese, words, absent } = JSON.parse(readFileSync(queries, 'utf8'));

const { code } = await transformWithEsbuild(readFileSync(module, 'utf8'), 'search.js', { minify: true, format: 'esm', sourcemap: false });
check(`the module has ${code.trim().length} bytes, at most 2048`, code.trim().length <= 2048);

let requests = [];
const fetched = globalThis.fetch;
globalThis.fetch = async (url) => {
  const response = await fetched(url);
  requests.push(url);
  return response;
};
const all = async (query) => {
  const found = [];
  for (let target = `/api/v1/search?limit=100&fields=slug,lang&q=${encodeURIComponent(query)}`; target; ) {
    const page = await (await fetched(server + target)).json();
    if (!page.data) throw Error(JSON.stringify(page));
    found.push(...page.data.map(({ post }) => `${post.slug} ${post.lang}`));
    target = page.links.next?.replace('https://api.example', '');
  }
  return found.sort();
};
const names = (hits) => hits.map(({ slug, lang }) => `${slug} ${lang}`);

const search = await open(base);
let same = 0;
for (const query of chinese) {
  const expected = await all(query);
  const found = names(await search(query, Infinity)).sort();
  if (JSON.stringify(found) === JSON.stringify(expected)) same += 1;
  else check(`the same posts for ${query}`, false, `${found.length} instead of ${expected.length}: ${found.filter((post) => !expected.includes(post)).slice(0, 5)} | ${expected.filter((post) => !found.includes(post)).slice(0, 5)}`);
}
check(`the same posts as the server for ${same} of ${chinese.length} runs of characters`, same === chinese.length);

let prefixes = 0;
for (const word of words) {
  const expected = await all(word);
  const found = new Set(names(await search(word.slice(0, -1), Infinity)));
  if (expected.length && expected.every((post) => found.has(post))) prefixes += 1;
  else check(`posts with ${word} by its prefix`, false, `${found.size} of ${expected.length}`);
}
check(`all posts with a word by its prefix, for ${prefixes} words`, prefixes === words.length);
for (const query of absent) check(`nothing for ${JSON.stringify(query)}`, (await search(query)).length === 0);

const title = JSON.parse(readFileSync(`${folder}/search/index.json`, 'utf8')).posts.at(-1);
const [first] = await search(title.title);
check('the post with the query as its title comes first', first.slug === title.slug, first.slug);
check('a hit has slug, title and passage', Boolean(first.title && first.passage && first.file));

const own = await open(base);
requests = [];
await own(chinese[0]);
check(`the first search needs ${requests.length} requests after the list`, requests.length <= 14, requests.join(' '));

// Compressing all 512 shards takes as long as everything else, so every eighth one by size is taken for the others.
const STEP = 8;
const size = (file) => {
  const raw = readFileSync(`${folder}/search/${file}`);
  return { raw: raw.length, brotli: brotliCompressSync(raw).length };
};
const list = size('index.json');
const bySize = readdirSync(`${folder}/search/shards`)
  .map((file) => ({ file, raw: statSync(`${folder}/search/shards/${file}`).size }))
  .sort((a, b) => b.raw - a.raw);
const raw = bySize.reduce((total, shard) => total + shard.raw, 0);
const shards = bySize.filter((_, number) => number % STEP === 0).map(({ file }) => size(`shards/${file}`));
const sample = (key) => shards.reduce((total, size) => total + size[key], 0);
const brotli = (raw * sample('brotli')) / sample('raw');
const kb = (number) => `${(number / 1000).toFixed(1)} KB`;
console.log(`    list: ${kb(list.raw)}, brotli ${kb(list.brotli)}`);
console.log(`    ${bySize.length} shards: ${kb(raw)}, brotli about ${kb(brotli)}; median ${kb(shards[shards.length >> 1].raw)}, brotli ${kb(shards[shards.length >> 1].brotli)}; largest ${kb(shards[0].raw)}, brotli ${kb(shards[0].brotli)}`);
console.log(`    module: ${code.trim().length} bytes, brotli ${brotliCompressSync(Buffer.from(code)).length}`);
