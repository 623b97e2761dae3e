//! Stop words, which carry no information about the topic of a text. Document frequencies would
//! find them too, but only in large collections.

/// Returns whether a folded word is a stop word. All words in Hiragana are, because most of them
/// are grammatical.
///
/// ```
/// use inkstone::text::common_words::is_common;
/// assert!(is_common("because") && is_common("我们") && is_common("それから"));
/// assert!(!is_common("borrow") && !is_common("内存"));
/// ```
pub fn is_common(folded: &str) -> bool {
    let lists = [ENGLISH, CHINESE, JAPANESE, KOREAN];
    lists.iter().any(|list| list.binary_search(&folded).is_ok())
        || folded.chars().all(|c| matches!(c, '\u{3041}'..='\u{309f}' | 'ー'))
}

// Folded as in `super::lexer` and sorted by code point.
#[rustfmt::skip]
const ENGLISH: &[&str] = &[
    "about", "above", "after", "again", "against", "all", "almost", "alone", "along", "already", "also",
    "although", "always", "among", "and", "another", "any", "anyone", "anything", "are", "aren",
    "around", "away", "back", "because", "become", "becomes", "been", "before", "begin", "being",
    "below", "best", "better", "between", "both", "but", "call", "called", "came", "can", "cannot",
    "case", "cases", "change", "com", "come", "comes", "could", "couldn", "did", "didn", "different",
    "does", "doesn", "doing", "don", "done", "down", "each", "either", "else", "end", "enough", "even",
    "ever", "every", "everything", "example", "few", "find", "first", "following", "for", "from",
    "full", "further", "gave", "get", "gets", "getting", "give", "given", "gives", "goes", "going",
    "good", "got", "had", "hadn", "has", "hasn", "have", "haven", "having", "hello", "help", "hence",
    "her", "here", "him", "his", "how", "however", "html", "http", "https", "instead", "into", "isn",
    "its", "itself", "just", "keep", "kind", "know", "last", "later", "least", "less", "let", "like",
    "little", "long", "look", "lot", "made", "main", "make", "makes", "making", "many", "may", "maybe",
    "mean", "means", "might", "more", "most", "much", "must", "need", "needs", "neither", "never",
    "new", "next", "non", "none", "nor", "not", "nothing", "now", "off", "often", "once", "one", "only",
    "onto", "org", "other", "others", "our", "out", "over", "own", "part", "people", "perhaps",
    "please", "point", "post", "put", "quite", "rather", "really", "same", "say", "says", "second",
    "see", "seen", "set", "several", "she", "should", "shouldn", "show", "shows", "simple", "simply",
    "since", "some", "something", "sometimes", "soon", "still", "such", "take", "taken", "takes",
    "tell", "text", "than", "that", "the", "their", "them", "then", "there", "therefore", "these",
    "they", "thing", "things", "think", "this", "those", "though", "three", "through", "thus", "time",
    "times", "together", "too", "try", "turn", "two", "under", "until", "upon", "use", "used", "useful",
    "uses", "using", "usually", "very", "want", "wants", "was", "wasn", "way", "ways", "well", "went",
    "were", "weren", "what", "when", "where", "whether", "which", "while", "who", "whole", "whose",
    "why", "will", "with", "within", "without", "won", "work", "works", "would", "wouldn", "write",
    "www", "yes", "yet", "you", "your",
];

#[rustfmt::skip]
const CHINESE: &[&str] = &[
    "一下", "一个", "一些", "一切", "一句", "一定", "一旦", "一样", "一次", "一段", "一点", "一直",
    "一种", "一般", "一行", "一起", "三个", "上述", "上面", "下去", "下来", "下面", "不仅", "不会",
    "不再", "不同", "不是", "不管", "不能", "不要", "不过", "东西", "两个", "为了", "为什么", "主要",
    "之一", "之前", "之后", "之间", "也就", "也是", "也许", "了解", "事情", "于是", "于此", "什么",
    "今天", "介绍", "仍然", "从而", "他们", "他的", "以上", "以下", "以为", "以前", "以及", "以后",
    "任何", "会有", "但是", "作为", "你们", "你的", "使用", "例如", "例子", "依然", "便是", "做到",
    "全部", "关于", "其中", "其他", "其余", "其它", "其实", "具体", "内容", "写出", "写成", "几个",
    "几乎", "出来", "出现", "别人", "到底", "前面", "即使", "即可", "却是", "原因", "发现", "变得",
    "变成", "另一个", "另外", "只会", "只是", "只有", "只能", "只要", "叫做", "可以", "可能", "各种",
    "同时", "同样", "后面", "哪个", "哪些", "哪里", "回来", "因为", "因此", "地方", "基本", "外面",
    "多少", "大家", "大概", "大量", "好的", "如何", "如果", "如此", "它们", "它的", "完全", "实际",
    "对于", "就会", "就是", "就能", "尽管", "属于", "已经", "希望", "并不", "并且", "并非", "应该",
    "开始", "当前", "当时", "当然", "往往", "很多", "得到", "必须", "怎么", "怎样", "总是", "情况",
    "想要", "意思", "成为", "我们", "我的", "或者", "所以", "所有", "才能", "按照", "整个", "文章",
    "方式", "方法", "无论", "既然", "时候", "时间", "是否", "是的", "显得", "更加", "曾经", "最后",
    "最好", "有些", "有人", "有时", "有的", "本文", "来说", "某个", "某些", "根据", "正在", "此处",
    "此外", "此时", "每一", "每个", "每次", "比如", "比较", "没有", "然后", "然而", "现在", "理解",
    "甚至", "用于", "用到", "用来", "由于", "的是", "的话", "目前", "直接", "相同", "看到", "看看",
    "真正", "知道", "称为", "究竟", "第一", "第一个", "第三", "第二", "第二个", "简单", "经常", "结束",
    "结果", "继续", "而不", "而且", "而已", "而是", "而言", "能够", "自己", "虽然", "表示", "觉得",
    "认为", "许多", "试试", "说明", "起来", "过去", "过来", "还是", "还有", "这个", "这么", "这些",
    "这是", "这样", "这种", "这里", "进来", "进行", "通常", "通过", "那个", "那么", "那些", "那是",
    "那样", "那种", "那里", "部分", "都是", "里面", "重要", "问题", "除了", "需要", "非常", "首先",
];

#[rustfmt::skip]
const JAPANESE: &[&str] = &[
    "一つ", "一度", "一番", "二つ", "今回", "作って", "作る", "使い", "使う", "例えば", "出来る",
    "分かり", "分かる", "场合", "场所", "必要", "思い", "思う", "意味", "持って", "持つ",
    "最初", "次第", "理由", "绍介", "自分", "行い", "行う", "见て", "见る", "言う", "言って", "记事",
];

#[rustfmt::skip]
const KOREAN: &[&str] = &[
    "같은", "거기", "것은", "것을", "것이", "것이다", "경우", "경우에", "그것은", "그래서", "그러나",
    "그러면", "그런", "그런데", "그리고", "다른", "다시", "대한", "대해", "되는", "된다", "됩니다",
    "따라", "때문에", "또한", "많은", "매우", "먼저", "모든", "바로", "사용", "사용하는", "사용하여",
    "아직", "어떤", "없는", "없다", "없습니다", "여기", "우리는", "위한", "위해", "이것은", "이다",
    "이런", "이제", "입니다", "있고", "있는", "있다", "있습니다", "있으면", "저런", "통해", "하는",
    "하지만", "한다", "함께", "합니다",
];

#[cfg(test)]
mod tests {
    use super::{CHINESE, ENGLISH, JAPANESE, KOREAN};
    use crate::text::lexer::{LexemeKind, Lexer};

    #[test]
    fn every_list_is_sorted_and_folded() {
        for list in [ENGLISH, CHINESE, JAPANESE, KOREAN] {
            assert!(list.is_sorted_by(|a, b| a < b));
            for word in list {
                let mut lexer = Lexer::new(word);
                let mut folded = String::new();
                while let Some(lexeme) = lexer.next() {
                    match lexeme.kind {
                        LexemeKind::Word { folded: part, .. } => folded.push_str(part),
                        LexemeKind::Character(c) => folded.push(c),
                    }
                }
                assert_eq!(folded, *word);
            }
        }
    }
}
