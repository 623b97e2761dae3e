//! Dictionary-based word segmentation for scripts without spaces between words.
//!
//! Search does not use a dictionary, because its results must not depend on how text is segmented.
//! This module serves features that display words.

use std::ops::Range;

use icu_segmenter::WordSegmenter;
use icu_segmenter::options::WordBreakInvariantOptions;

/// Grammatical characters that are words by themselves and are never joined with others.
const GRAMMAR: &str = "一七三上下不且个中为么之乎也了二五些人什今仍从他令们任会但你使依便候借做像先入全八六其再写几出分则别到前剩加十千即却又及反取变只叫可各后向吗吧听呀呢和咱哦哪啊嘛四因在地多大太失她好如它完对将小少就尽已年并应开当很得必怎想成我或所才打找把抓拿挂按换据掉放整无既日时是更最月有未本来某查样次每比没活点然照用由略百的直看着知碰离种称等算经结给罢而能若落虽行被装要见认让记讲说请读谁调走起越跑跟较过还这进连追送选通造遇那都里错除非靠顺";
/// Suffixes that extend the preceding word, such as 库 in 数据库 and 器 in 编译器.
const SUFFIXES: &str = "器库件式权码集表树图池层端机型头锁帧法者性化率值流栈键页群链区域段号符";
/// The maximum number of characters that are joined into a word without the dictionary.
const MAX_JOINED: usize = 3;

/// Returns the words of a run of Han and Kana as consecutive byte ranges.
///
/// The dictionary covers general vocabulary. Terms that it lacks are split into single characters
/// (缓, 存), so a short sequence of such characters is treated as one word.
///
/// ```
/// use inkstone::text::segment::words;
/// let run = "编译器的缓存";
/// let words: Vec<&str> = words(run).into_iter().map(|word| &run[word]).collect();
/// assert_eq!(words, ["编译器", "的", "缓存"]);
/// ```
pub fn words(run: &str) -> Vec<Range<usize>> {
    let segmenter = WordSegmenter::new_dictionary(WordBreakInvariantOptions::default());
    let mut words: Vec<Range<usize>> = Vec::new();
    let mut singles: Vec<Range<usize>> = Vec::new();
    let mut last = 0;
    for end in segmenter.segment_str(run) {
        let word = last..end;
        last = end;
        let mut characters = run[word.clone()].chars();
        match (characters.next(), characters.next()) {
            (None, _) => {}
            (Some(only), None) if !GRAMMAR.contains(only) => {
                let before = words.last_mut().filter(|before| {
                    singles.is_empty()
                        && SUFFIXES.contains(only)
                        && has_several_chars(&run[(**before).clone()])
                });
                match before {
                    Some(before) => before.end = end,
                    None => singles.push(word),
                }
            }
            _ => {
                flush(&mut singles, &mut words);
                words.push(word);
            }
        }
    }
    flush(&mut singles, &mut words);
    words
}

/// Moves the single characters to `words`, joined into one word if there are few enough.
fn flush(singles: &mut Vec<Range<usize>>, words: &mut Vec<Range<usize>>) {
    match singles.as_slice() {
        [first, .., last] if singles.len() <= MAX_JOINED => words.push(first.start..last.end),
        _ => words.append(singles),
    }
    singles.clear();
}

fn has_several_chars(word: &str) -> bool {
    word.chars().nth(1).is_some()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::words;

    fn shown(run: &str) -> Vec<&str> {
        words(run).into_iter().map(|word| &run[word]).collect()
    }

    #[test]
    fn chinese_and_japanese_are_split_into_words() {
        assert_eq!(shown("深入理解引用计数"), ["深入", "理解", "引用", "计数"]);
        assert_eq!(shown("ガベージコレクション"), ["ガベージコレクション"]);
        assert_eq!(shown(""), [""; 0]);
    }

    #[test]
    fn short_terms_missing_from_the_dictionary_are_joined() {
        assert_eq!(shown("用来做缓存的线程池"), ["用", "来", "做", "缓存", "的", "线程池"]);
        assert_eq!(shown("数据库的布隆过滤器"), ["数据库", "的", "布隆", "过滤器"]);
        assert_eq!(shown("所有权"), ["所有权"]);
        // Longer sequences are not joined.
        assert_eq!(shown("鑫淼焱垚"), ["鑫", "淼", "焱", "垚"]);
    }

    proptest! {
        #[test]
        fn words_cover_the_whole_run(run in "([一-龥]|[あ-ん]|[ァ-ヺ]|ー){0,40}") {
            prop_assert_eq!(shown(&run).concat(), run);
        }
    }
}
