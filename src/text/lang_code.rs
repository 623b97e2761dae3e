//! Codes that authors write instead of language tags.

/// The language codes of two letters in the registry of BCP 47. `kr` (Kanuri) is not listed: it is
/// written for Korean.
const TWO_LETTERS: &str = "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co \
    cr cs cu cv cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr \
    ht hu hy hz ia id ie ig ii ik in io is it iu iw ja ji jv jw ka kg ki kj kk kl km kn ko ks ku kv kw ky \
    la lb lg li ln lo lt lu lv mg mh mi mk ml mn mo mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om \
    or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv sw ta te \
    tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu";

/// Codes and names that are not registered, and the tags that they stand for: codes of countries, codes of
/// three letters for languages with two, and names.
const MEANT: &[(&str, &str)] = &[
    ("cn", "zh"),
    ("cz", "cs"),
    ("dk", "da"),
    ("gb", "en-GB"),
    ("gr", "el"),
    ("hk", "zh-HK"),
    ("il", "he"),
    ("ir", "fa"),
    ("jp", "ja"),
    ("kr", "ko"),
    ("ua", "uk"),
    ("us", "en-US"),
    ("vn", "vi"),
    ("ara", "ar"),
    ("chi", "zh"),
    ("deu", "de"),
    ("dut", "nl"),
    ("ell", "el"),
    ("eng", "en"),
    ("fra", "fr"),
    ("fre", "fr"),
    ("ger", "de"),
    ("gre", "el"),
    ("heb", "he"),
    ("hin", "hi"),
    ("ita", "it"),
    ("jpn", "ja"),
    ("kor", "ko"),
    ("nld", "nl"),
    ("pol", "pl"),
    ("por", "pt"),
    ("rus", "ru"),
    ("spa", "es"),
    ("tha", "th"),
    ("tur", "tr"),
    ("ukr", "uk"),
    ("vie", "vi"),
    ("zho", "zh"),
    ("en-uk", "en-GB"),
    ("zh-chs", "zh-Hans"),
    ("zh-cht", "zh-Hant"),
    ("arabic", "ar"),
    ("chinese", "zh"),
    ("dutch", "nl"),
    ("english", "en"),
    ("french", "fr"),
    ("german", "de"),
    ("greek", "el"),
    ("hebrew", "he"),
    ("hindi", "hi"),
    ("italian", "it"),
    ("japanese", "ja"),
    ("korean", "ko"),
    ("polish", "pl"),
    ("portuguese", "pt"),
    ("russian", "ru"),
    ("spanish", "es"),
    ("thai", "th"),
    ("turkish", "tr"),
    ("ukrainian", "uk"),
    ("vietnamese", "vi"),
    ("中文", "zh"),
    ("汉语", "zh"),
    ("漢語", "zh-Hant"),
    ("简体中文", "zh-Hans"),
    ("繁体中文", "zh-Hant"),
    ("繁體中文", "zh-Hant"),
    ("日本語", "ja"),
    ("한국어", "ko"),
    ("русский", "ru"),
    ("deutsch", "de"),
    ("español", "es"),
    ("français", "fr"),
    ("português", "pt"),
];

/// Returns the tag that a code or name stands for which is not registered. Subtags after the code are
/// retained.
///
/// ```
/// use inkstone::text::lang_code::meant;
/// assert_eq!(meant("jp").as_deref(), Some("ja"));
/// assert_eq!(meant("jp_JP").as_deref(), Some("ja-JP"));
/// assert_eq!(meant("Chinese").as_deref(), Some("zh"));
/// assert_eq!(meant("ja"), None);
/// ```
pub fn meant(written: &str) -> Option<String> {
    let written = written.trim().replace('_', "-");
    let lower = written.to_lowercase();
    let find = |code: &str| MEANT.iter().find(|(from, _)| *from == code).map(|&(_, to)| to);
    if let Some(tag) = find(&lower) {
        return Some(tag.to_owned());
    }
    let (code, rest) = written.split_once('-')?;
    let tag = find(&code.to_lowercase()).filter(|tag| !tag.contains('-'))?;
    Some(format!("{tag}-{rest}"))
}

/// Returns whether the first subtag of a well-formed tag can be registered. All languages in the registry
/// have two or three letters, and those with three are not checked.
///
/// ```
/// use inkstone::text::lang_code::may_be_registered;
/// assert!(may_be_registered("zh") && may_be_registered("yue"));
/// assert!(!may_be_registered("xx") && !may_be_registered("klingon"));
/// ```
pub fn may_be_registered(primary: &str) -> bool {
    match primary.len() {
        2 => TWO_LETTERS.split_ascii_whitespace().any(|code| code == primary),
        3 => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{MEANT, may_be_registered, meant};
    use crate::text::Lang;

    #[test]
    fn what_is_meant_is_registered_and_what_is_written_is_not() {
        for (written, tag) in MEANT {
            let lang = Lang::parse(tag).unwrap();
            assert_eq!(lang.as_str(), *tag);
            assert!(may_be_registered(lang.primary()), "{tag}");
            assert!(written.len() != 2 || !may_be_registered(written), "{written}");
        }
    }

    #[test]
    fn registered_tags_are_what_they_say() {
        for tag in ["zh-TW", "en-GB", "yue", "tw", "uk", "pt_BR", "cmn-Hans"] {
            assert_eq!(meant(tag), None, "{tag}");
        }
    }
}
