// VitePress makes a Vue template of each page. Here, `{{ … }}` is always text, such as the shortcodes of Hugo.
export function keepBraces(markdown) {
  const { code_inline: code, text } = markdown.renderer.rules;
  const escape = (html) => html.replaceAll("{{", "&#123;&#123;");
  markdown.renderer.rules.code_inline = (...given) => escape(code(...given));
  markdown.renderer.rules.text = (...given) => escape(text(...given));
}
