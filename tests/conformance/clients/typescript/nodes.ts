// Lists the nodes of a body, with a branch for each kind and no cast.
import type { MdastFlowContent, MdastPhrasingContent, MdastRoot } from "./api";

/** Returns a line for each node of a body, parents before children. */
export function nodes(root: MdastRoot): string[] {
  return [root.type, ...root.children.flatMap(flow)];
}

function flow(node: MdastFlowContent): string[] {
  switch (node.type) {
    case "heading":
      return [`${node.type} ${node.depth} ${node.data?.id}`, ...node.children.flatMap(phrasing)];
    case "paragraph":
      return [node.type, ...node.children.flatMap(phrasing)];
    case "blockquote":
      return [`${node.type} ${node.data ? `${node.data.alert} ${node.data.title}` : null}`, ...node.children.flatMap(flow)];
    case "footnoteDefinition":
      return [`${node.type} ${node.identifier}`, ...node.children.flatMap(flow)];
    case "list":
      return [
        `${node.type} ${node.ordered} ${node.start}`,
        ...node.children.flatMap((item) => [`${item.type} ${item.checked}`, ...item.children.flatMap(flow)]),
      ];
    case "table":
      return [
        `${node.type} ${node.align.map(String).join(" ")}`,
        ...node.children.flatMap((row) => [
          row.type,
          ...row.children.flatMap((cell) => [cell.type, ...cell.children.flatMap(phrasing)]),
        ]),
      ];
    case "code":
      return [`${node.type} ${node.lang} ${node.meta} [${node.value}]`];
    case "math":
      return [`${node.type} ${node.meta} [${node.value}]`];
    case "html":
      return [`${node.type} [${node.value}]`];
    case "thematicBreak":
      return [node.type];
    default:
      return node satisfies never;
  }
}

function phrasing(node: MdastPhrasingContent): string[] {
  switch (node.type) {
    case "text":
    case "inlineCode":
    case "inlineMath":
    case "html":
      return [`${node.type} [${node.value}]`];
    case "emphasis":
    case "strong":
    case "delete":
      return [node.type, ...node.children.flatMap(phrasing)];
    case "link":
      return [`${node.type} ${node.url} ${node.title}`, ...node.children.flatMap(phrasing)];
    case "image":
      return [`${node.type} ${node.data?.width}x${node.data?.height} ${node.alt}`];
    case "footnoteReference":
      return [`${node.type} ${node.identifier}`];
    case "break":
      return [node.type];
    default:
      return node satisfies never;
  }
}
