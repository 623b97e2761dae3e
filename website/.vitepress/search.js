// The search in the browser. VitePress passes these functions on as text, so they must not use anything around them.
import { searchTexts } from "./zh.js";

// Words, and pairs of neighboring Han characters: Chinese has no spaces between words.
function tokenize(text) {
  const tokens = [];
  for (const [run] of text.matchAll(/\p{Script=Han}+|[\p{L}\p{M}\p{N}_]+?(?=\p{Script=Han}|[^\p{L}\p{M}\p{N}_]|$)/gu)) {
    const characters = [...run];
    const isHan = /^\p{Script=Han}/u.test(run);
    if (!isHan || characters.length === 1) tokens.push(run);
    else for (let at = 0; at + 1 < characters.length; at++) tokens.push(characters[at] + characters[at + 1]);
  }
  return tokens;
}

export const search = {
  miniSearch: {
    options: { tokenize },
    searchOptions: { combineWith: "AND", prefix: true, fuzzy: 0.2, boost: { title: 4, text: 2, titles: 1 } },
  },
  locales: { zh: { translations: searchTexts } },
};
