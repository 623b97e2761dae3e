//! Which language and which characters a text in Han is written in.

use super::script::{Script, script};
use super::simplified::simplified;

/// The number of characters of a text that are looked at.
const SAMPLE: usize = 16_384;

/// Function words of modern Chinese in both forms that Japanese does not use, except in rare names.
const FUNCTION_WORDS: &str = "是这這们們你她吗嗎呢吧没沒还還么麼什很也那哪让讓说說个给給从";

/// Characters that texts in Simplified characters contain as well, although some of their uses have a
/// simplified form.
const IN_BOTH: &str = "乾著藉覆瞭徵夥於";

/// Returns whether a text in Han and Kana is Japanese, given the numbers of both and the text.
///
/// Even Japanese with few Kana has one in 50 characters, and it has next to no function words of Chinese.
/// Chinese that quotes Japanese may have many Kana, but more function words.
pub fn is_japanese(han: u64, kana: u64, text: impl Iterator<Item = char>) -> bool {
    let all = han + kana;
    if kana * 5 >= all * 2 {
        return kana > 0;
    }
    if kana * 50 < all {
        return false;
    }
    let (mut characters, mut function_words) = (0_u32, 0_u32);
    for c in text.take(SAMPLE).filter(|&c| script(c) == Some(Script::Han)) {
        characters += 1;
        function_words += u32::from(FUNCTION_WORDS.contains(c));
    }
    // Between the share in Japanese, well below 1 in 1,000, and in Chinese, about 1 in 20.
    function_words * 100 <= characters
}

/// Returns whether a Chinese text is written in Traditional characters.
///
/// About a third of the characters of such a text have a simplified form.
///
/// ```
/// use inkstone::text::chinese::is_traditional;
/// assert!(is_traditional("記憶體管理".chars()));
/// assert!(!is_traditional("内存管理".chars()));
/// ```
pub fn is_traditional(text: impl Iterator<Item = char>) -> bool {
    let (mut characters, mut traditional) = (0_u32, 0_u32);
    for c in text.take(SAMPLE).filter(|&c| script(c) == Some(Script::Han)) {
        characters += 1;
        traditional += u32::from(simplified(c) != c && !IN_BOTH.contains(c));
    }
    traditional > 0 && traditional * 10 >= characters
}

#[cfg(test)]
mod tests {
    use super::{is_japanese, is_traditional};
    use crate::text::reading::measure;

    fn japanese(text: &str) -> bool {
        let amount = measure(text);
        is_japanese(amount.han.into(), amount.kana.into(), text.chars())
    }

    #[test]
    fn japanese_with_few_kana_is_japanese() {
        for text in [
            "こんにちは",
            "カタカナ",
            "東京都渋谷区の天気予報",
            "設定方法：管理画面の一覧、詳細、編集、削除。動作環境：基本構成、推奨構成、最小構成。対象機種",
            "吾輩は猫である。名前はまだ無い。",
        ] {
            assert!(japanese(text), "{text}");
        }
    }

    #[test]
    fn chinese_that_quotes_japanese_is_chinese() {
        for text in [
            "内存管理",
            "这是一首我很喜欢的歌，歌名是「さくら」，你们也可以听听看。",
            "這首歌的歌詞是「さくら さくら 野山も里も」，你還記得嗎？我也很喜歡它的旋律，說起來已經聽了很多年。",
        ] {
            assert!(!japanese(text), "{text}");
        }
    }

    #[test]
    fn characters_that_both_forms_share_decide_nothing() {
        for text in ["人工智能", "著名作家", "乾隆", "", "abc"] {
            assert!(!is_traditional(text.chars()), "{text}");
        }
    }

    #[test]
    fn a_quotation_in_traditional_characters_is_not_the_text() {
        let text =
            "简体中文的文章里引用了一句话，原文写作「記憶」，其余部分都是简体字，没有别的写法。";
        assert!(!is_traditional(text.chars()));
        let text = "這篇文章介紹如何在伺服器上設定資料庫，並說明常見的問題。";
        assert!(is_traditional(text.chars()));
    }
}
