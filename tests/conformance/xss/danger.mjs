// Finds harmful parts of HTML with a browser's parser.
import { parseFragment, serialize } from "parse5";

const html = "http://www.w3.org/1999/xhtml";
const elements = new Set(
  `applet area base basefont bgsound body button canvas datalist dialog embed fieldset font form frame frameset head html
  iframe isindex keygen layer link listing map marquee math meta noembed noframes noscript object optgroup option output
  param plaintext portal script select slot style svg template textarea title xmp`.split(/\s+/),
);
const attributes = new Set(
  `action autofocus background contenteditable data dynsrc form formaction http-equiv is lowsrc manifest nonce ping popover
  popovertarget slot srcdoc style tabindex usemap xlink:href xmlns`.split(/\s+/),
);
const urls = new Set(["href", "src", "poster", "cite", "longdesc"]);
const schemes = new Set(
  `bitcoin feed ftp ftps gemini geo git http https im ipfs irc ircs magnet mailto matrix mms mx news nntp obsidian
  openpgp4fpr sftp sip sms smsto ssh tel tg url webcal xmpp zotero`.split(/\s+/),
);
const picture = /^data:image\/(png|jpeg|gif|webp|avif)[;,]/i;

// Everything harmful in a fragment of HTML, and in the result of serializing and parsing it again. The html of a page is
// complete: it is balanced and stays unchanged; the raw HTML of blocks need not be.
export function dangers(text, isWhole = true) {
  const once = parseFragment(text);
  const written = serialize(once);
  const twice = parseFragment(written);
  const found = [...harmful(once)];
  if (isWhole && serialize(twice) !== written) found.push(`it changes when it is read again: ${serialize(twice)}`);
  found.push(...harmful(twice));
  const framed = parseFragment(`<section id="before">${text}</section><section id="after"></section>`);
  const last = framed.childNodes.at(-1);
  if (isWhole && (framed.childNodes.length !== 2 || last.attrs?.[0]?.value !== "after")) found.push("it is not closed");
  return found;
}

function* harmful(node) {
  for (const child of [...(node.childNodes ?? []), ...(node.content?.childNodes ?? [])]) {
    if (child.tagName) {
      if (child.namespaceURI !== html || elements.has(child.tagName) || /[^a-z0-9]/.test(child.tagName)) yield `<${child.tagName}>`;
      const own = new Map(child.attrs.map(({ prefix, name, value }) => [(prefix ? `${prefix}:` : "") + name, value]));
      if (child.tagName === "input" && (own.get("type") !== "checkbox" || !own.has("disabled") || own.has("name"))) yield "<input> that is no fixed check box";
      for (const [name, value] of own) {
        const isHarmful = name.startsWith("on") || attributes.has(name) || !/^[a-z][a-z0-9-]*$/.test(name);
        if (isHarmful || !isSafeValue(child.tagName, name, value)) yield `<${child.tagName} ${name}=${JSON.stringify(value)}>`;
      }
    }
    yield* harmful(child);
  }
}

function isSafeValue(element, name, value) {
  if (name === "srcset") return value.split(",").every((candidate) => isSafeUrl(candidate.trim().split(/\s/)[0]));
  if (name === "name") return ["a", "details"].includes(element);
  return !urls.has(name) || isSafeUrl(value, element === "img" && name === "src");
}

// Parsed twice: by hand like browsers, skipping whitespace and control characters, and by the URL Standard.
export function isSafeUrl(url, isImage = false) {
  const plain = url.replace(/^[\0- ]+/, "").replace(/[\t\n\r]/g, "");
  if (isImage && picture.test(plain)) return true;
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(plain)?.[1].toLowerCase();
  const standard = URL.canParse(url, "https://reader.example/") ? new URL(url, "https://reader.example/").protocol.slice(0, -1) : "https";
  return (scheme === undefined || schemes.has(scheme)) && schemes.has(standard);
}
