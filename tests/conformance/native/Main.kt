/** Decodes a tree per line, and prints what the model has of it. Then checks the functions on text. */
fun main() {
    for (line in generateSequence(::readLine)) {
        val root = inkstoneJson.decodeFromString(Root.serializer(), line)
        println(inkstoneJson.encodeToString(Root.serializer(), root))
    }
    check(joinLines("墨\n水 a\nb") == "墨水 a b")
    check(joinLines("𠮷\n𠮷") == "𠮷𠮷")
    val later = """{"children": [
        {"type": "later", "value": "v"},
        {"type": "box", "size": 1, "children": [{"type": "text", "value": "t"}]}]}"""
    val unknown = inkstoneJson.decodeFromString(Root.serializer(), later)
    check(unknown.children.plainText() == "vt")
    val notes = listOf("b", "a", "b").map { FootnoteReference(it, it) }
    check(footnoteNumbers(listOf(Paragraph(notes))) == mapOf("b" to 1, "a" to 2))
}
