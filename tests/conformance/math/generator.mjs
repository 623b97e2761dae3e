// Random inline texts of what may be next to dollar signs, the same ones each time.

const common = [..."$ $ $ $ $ $ $ $$ \\$ \\\\ x n a_1 2 17 设 为 价格 ， 。 （ ） ( ) + = ^ { }".split(" "), " ", " ", "\n甲"];
const rare = [..."HOME * ** _ ` `` `c` **b** < > <i> </i> [ ] [t](u) [a](b$c) ![a](b$c) https://a.b/$c/ <https://a.b/$>".split(" "), "  ", " \n甲"];

// Each text is a paragraph: it begins like one, and so do its lines.
export function texts(count) {
  return Array.from({ length: count }, (_, number) => {
    const chance = random(number + 1);
    const length = 4 + Math.floor(chance() * 14);
    const piece = () => {
      const pieces = chance() < 0.2 ? rare : common;
      return pieces[Math.floor(chance() * pieces.length)];
    };
    return `甲${Array.from({ length }, piece).join("")}乙`;
  });
}

// Mulberry32.
function random(seed) {
  let state = seed * 0x9e3779b9;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
