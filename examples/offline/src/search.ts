import type { StoredPost } from "./store";

export interface Hit {
  post: StoredPost;
  /** A part of the post around the first match in its text, or its excerpt if only the title and tags match. */
  passage: string;
}

const BEFORE = 30;
const LENGTH = 120;

/**
 * Returns the posts that contain all words of the query, those with most of them in the title first. Chinese is written
 * without spaces, so a word is any part of the text, and needs no dictionary.
 */
export function search(posts: StoredPost[], query: string): Hit[] {
  const words = wordsOf(query);
  const hits: (Hit & { rank: number })[] = [];
  for (const post of posts) {
    const title = fold(post.title);
    const text = fold(post.text);
    const terms = fold([...post.tags, ...post.categories].join("\n"));
    if (!words.every((word) => title.includes(word) || terms.includes(word) || text.includes(word))) continue;
    const inTitle = words.filter((word) => title.includes(word)).length;
    const inTerms = words.filter((word) => terms.includes(word)).length;
    hits.push({ post, passage: passageOf(post, text, words), rank: 2 * inTitle + inTerms });
  }
  return hits.sort((a, b) => b.rank - a.rank);
}

/** Splits a text into parts that match a word of the query and parts that do not. */
export function highlight(text: string, query: string): { text: string; isMatch: boolean }[] {
  const words = wordsOf(query).sort((a, b) => b.length - a.length);
  const folded = fold(text);
  const parts: { text: string; isMatch: boolean }[] = [];
  let start = 0;
  for (let at = 0; at < text.length; ) {
    const word = words.find((word) => folded.startsWith(word, at));
    if (word === undefined) {
      at += 1;
      continue;
    }
    if (at > start) parts.push({ text: text.slice(start, at), isMatch: false });
    parts.push({ text: text.slice(at, at + word.length), isMatch: true });
    at += word.length;
    start = at;
  }
  if (start < text.length) parts.push({ text: text.slice(start), isMatch: false });
  return parts;
}

function wordsOf(query: string): string[] {
  return fold(query).split(/\s+/).filter(Boolean);
}

/** Makes full-width and capital letters equal to others. The length stays the same, so positions are valid in `text`. */
function fold(text: string): string {
  return Array.from({ length: text.length }, (_, at) => {
    const sign = text.charAt(at);
    const folded = sign.normalize("NFKC").toLowerCase();
    return folded.length === 1 ? folded : sign;
  }).join("");
}

function passageOf(post: StoredPost, folded: string, words: string[]): string {
  const places = words.map((word) => folded.indexOf(word)).filter((at) => at >= 0);
  if (!places.length) return post.excerpt ?? "";
  let start = Math.max(0, Math.min(...places) - BEFORE);
  while (start > 0 && /[a-z\d_]{2}/i.test(post.text.slice(start - 1, start + 1))) start -= 1; // not within a word
  const passage = post.text.slice(start, start + LENGTH);
  return (start > 0 ? "…" : "") + passage + (start + LENGTH < post.text.length ? "…" : "");
}
