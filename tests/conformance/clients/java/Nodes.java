import inkstone.model.MdastAlign;
import inkstone.model.MdastBlockquote;
import inkstone.model.MdastBreak;
import inkstone.model.MdastCode;
import inkstone.model.MdastDelete;
import inkstone.model.MdastEmphasis;
import inkstone.model.MdastFlowContent;
import inkstone.model.MdastFootnoteDefinition;
import inkstone.model.MdastFootnoteReference;
import inkstone.model.MdastHeading;
import inkstone.model.MdastHtml;
import inkstone.model.MdastImage;
import inkstone.model.MdastInlineCode;
import inkstone.model.MdastInlineMath;
import inkstone.model.MdastLink;
import inkstone.model.MdastList;
import inkstone.model.MdastListItem;
import inkstone.model.MdastMath;
import inkstone.model.MdastParagraph;
import inkstone.model.MdastPhrasingContent;
import inkstone.model.MdastRoot;
import inkstone.model.MdastStrong;
import inkstone.model.MdastTable;
import inkstone.model.MdastTableCell;
import inkstone.model.MdastTableRow;
import inkstone.model.MdastText;
import inkstone.model.MdastThematicBreak;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Lists the nodes of a body, with a branch for each kind. */
final class Nodes {
    private final List<String> lines = new ArrayList<>();

    private Nodes() {}

    /** Returns a line for each node of a body, parents before children. */
    static List<String> of(MdastRoot root) {
        Nodes nodes = new Nodes();
        nodes.lines.add(root.getType().getValue());
        root.getChildren().forEach(nodes::flow);
        return nodes.lines;
    }

    private void flow(MdastFlowContent content) {
        Object any = content.getActualInstance();
        if (any instanceof MdastHeading node) {
            lines.add("heading " + node.getDepth() + " " + node.getData().getId());
            node.getChildren().forEach(this::phrasing);
        } else if (any instanceof MdastParagraph node) {
            lines.add("paragraph");
            node.getChildren().forEach(this::phrasing);
        } else if (any instanceof MdastBlockquote node) {
            String alert = node.getData() == null
                    ? null
                    : node.getData().getAlert().getValue() + " " + node.getData().getTitle();
            lines.add("blockquote " + alert);
            node.getChildren().forEach(this::flow);
        } else if (any instanceof MdastFootnoteDefinition node) {
            lines.add("footnoteDefinition " + node.getIdentifier());
            node.getChildren().forEach(this::flow);
        } else if (any instanceof MdastList node) {
            lines.add("list " + node.getOrdered() + " " + node.getStart());
            for (MdastListItem item : node.getChildren()) {
                lines.add("listItem " + item.getChecked());
                item.getChildren().forEach(this::flow);
            }
        } else if (any instanceof MdastTable node) {
            table(node);
        } else if (any instanceof MdastCode node) {
            lines.add("code " + node.getLang() + " " + node.getMeta() + " [" + node.getValue() + "]");
        } else if (any instanceof MdastMath node) {
            lines.add("math " + node.getMeta() + " [" + node.getValue() + "]");
        } else if (any instanceof MdastHtml node) {
            lines.add("html [" + node.getValue() + "]");
        } else if (any instanceof MdastThematicBreak) {
            lines.add("thematicBreak");
        } else {
            throw new IllegalStateException("a block of another kind: " + any);
        }
    }

    private void table(MdastTable table) {
        lines.add("table " + table.getAlign().stream().map(Nodes::side).collect(Collectors.joining(" ")));
        for (MdastTableRow row : table.getChildren()) {
            lines.add("tableRow");
            for (MdastTableCell cell : row.getChildren()) {
                lines.add("tableCell");
                cell.getChildren().forEach(this::phrasing);
            }
        }
    }

    private static String side(MdastAlign align) {
        return align == null ? "null" : align.getValue();
    }

    private void phrasing(MdastPhrasingContent content) {
        Object any = content.getActualInstance();
        if (any instanceof MdastText node) {
            lines.add("text [" + node.getValue() + "]");
        } else if (any instanceof MdastInlineCode node) {
            lines.add("inlineCode [" + node.getValue() + "]");
        } else if (any instanceof MdastInlineMath node) {
            lines.add("inlineMath [" + node.getValue() + "]");
        } else if (any instanceof MdastHtml node) {
            lines.add("html [" + node.getValue() + "]");
        } else if (any instanceof MdastEmphasis node) {
            lines.add("emphasis");
            node.getChildren().forEach(this::phrasing);
        } else if (any instanceof MdastStrong node) {
            lines.add("strong");
            node.getChildren().forEach(this::phrasing);
        } else if (any instanceof MdastDelete node) {
            lines.add("delete");
            node.getChildren().forEach(this::phrasing);
        } else if (any instanceof MdastLink node) {
            lines.add("link " + node.getUrl() + " " + node.getTitle());
            node.getChildren().forEach(this::phrasing);
        } else if (any instanceof MdastImage node) {
            lines.add("image " + node.getData().getWidth() + "x" + node.getData().getHeight() + " " + node.getAlt());
        } else if (any instanceof MdastFootnoteReference node) {
            lines.add("footnoteReference " + node.getIdentifier());
        } else if (any instanceof MdastBreak) {
            lines.add("break");
        } else {
            throw new IllegalStateException("inline content of another kind: " + any);
        }
    }
}
