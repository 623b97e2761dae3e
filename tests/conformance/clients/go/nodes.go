package main

import (
	"fmt"
	"log"
	"strings"

	"client/inkstone"
)

// show returns a value as the other programs print it.
func show[T any](value *T) string {
	if value == nil {
		return "null"
	}
	return fmt.Sprint(*value)
}

// nodes returns a line for each node of a body, parents before children.
func nodes(root *inkstone.MdastRoot) []string {
	return append([]string{root.Type}, flow(root.Children)...)
}

func flow(blocks []inkstone.MdastFlowContent) []string {
	var lines []string
	add := func(format string, values ...any) { lines = append(lines, fmt.Sprintf(format, values...)) }
	for _, content := range blocks {
		switch node := content.GetActualInstance().(type) {
		case *inkstone.MdastHeading:
			add("heading %d %s", node.Depth, node.Data.Id)
			lines = append(lines, phrasing(node.Children)...)
		case *inkstone.MdastParagraph:
			add("paragraph")
			lines = append(lines, phrasing(node.Children)...)
		case *inkstone.MdastBlockquote:
			if node.Data == nil {
				add("blockquote null")
			} else {
				add("blockquote %s %s", node.Data.Alert, node.Data.Title)
			}
			lines = append(lines, flow(node.Children)...)
		case *inkstone.MdastFootnoteDefinition:
			add("footnoteDefinition %s", node.Identifier)
			lines = append(lines, flow(node.Children)...)
		case *inkstone.MdastList:
			add("list %t %s", node.Ordered, show(node.Start.Get()))
			for _, item := range node.Children {
				add("listItem %s", show(item.Checked.Get()))
				lines = append(lines, flow(item.Children)...)
			}
		case *inkstone.MdastTable:
			lines = append(lines, table(node)...)
		case *inkstone.MdastCode:
			add("code %s %s [%s]", show(node.Lang.Get()), show(node.Meta.Get()), node.Value)
		case *inkstone.MdastMath:
			add("math %s [%s]", show(node.Meta.Get()), node.Value)
		case *inkstone.MdastHtml:
			add("html [%s]", node.Value)
		case *inkstone.MdastThematicBreak:
			add("thematicBreak")
		default:
			log.Fatalf("a block of another kind: %T", node)
		}
	}
	return lines
}

func table(table *inkstone.MdastTable) []string {
	var sides []string
	for _, side := range table.Align {
		sides = append(sides, show(side))
	}
	lines := []string{"table " + strings.Join(sides, " ")}
	for _, row := range table.Children {
		lines = append(lines, row.Type)
		for _, cell := range row.Children {
			lines = append(append(lines, cell.Type), phrasing(cell.Children)...)
		}
	}
	return lines
}

func phrasing(inline []inkstone.MdastPhrasingContent) []string {
	var lines []string
	add := func(format string, values ...any) { lines = append(lines, fmt.Sprintf(format, values...)) }
	for _, content := range inline {
		switch node := content.GetActualInstance().(type) {
		case *inkstone.MdastText:
			add("text [%s]", node.Value)
		case *inkstone.MdastInlineCode:
			add("inlineCode [%s]", node.Value)
		case *inkstone.MdastInlineMath:
			add("inlineMath [%s]", node.Value)
		case *inkstone.MdastHtml:
			add("html [%s]", node.Value)
		case *inkstone.MdastEmphasis:
			add("emphasis")
			lines = append(lines, phrasing(node.Children)...)
		case *inkstone.MdastStrong:
			add("strong")
			lines = append(lines, phrasing(node.Children)...)
		case *inkstone.MdastDelete:
			add("delete")
			lines = append(lines, phrasing(node.Children)...)
		case *inkstone.MdastLink:
			add("link %s %s", node.Url, show(node.Title.Get()))
			lines = append(lines, phrasing(node.Children)...)
		case *inkstone.MdastImage:
			add("image %dx%d %s", node.Data.Width, node.Data.Height, node.Alt)
		case *inkstone.MdastFootnoteReference:
			add("footnoteReference %s", node.Identifier)
		case *inkstone.MdastBreak:
			add("break")
		default:
			log.Fatalf("inline content of another kind: %T", node)
		}
	}
	return lines
}
