//! Mandarin readings of ideographs as they are typed: without tones, and with `v` or `u` for `ü`.

use std::collections::HashMap;
use std::sync::LazyLock;

use pinyin::ToPinyinMulti;

const FIRST: char = '\u{4e00}';
const LAST: char = '\u{9fff}';

/// Additional readings in modern words. The dictionary contains many more, but most of them occur
/// in names, dialects and old texts, and would produce irrelevant matches.
const ALSO: &[(&str, &str)] = &[
    ("ba", "扒"),
    ("bao", "薄"),
    ("bei", "背"),
    ("bian", "便"),
    ("bo", "剥薄"),
    ("can", "参"),
    ("cen", "参"),
    ("cang", "藏"),
    ("ceng", "曾"),
    ("cha", "差查"),
    ("chai", "差"),
    ("chan", "单"),
    ("chang", "长"),
    ("chao", "朝"),
    ("cheng", "称盛乘"),
    ("chong", "重"),
    ("chu", "畜"),
    ("chuan", "传"),
    ("da", "大打"),
    ("dai", "大待"),
    ("dan", "弹"),
    ("de", "的地得"),
    ("dei", "得"),
    ("di", "的地"),
    ("diao", "调"),
    ("du", "读度都"),
    ("duo", "度"),
    ("e", "恶"),
    ("fen", "分"),
    ("gai", "盖"),
    ("ge", "合"),
    ("gei", "给"),
    ("hai", "还"),
    ("hang", "行"),
    ("hao", "号"),
    ("he", "和核"),
    ("huan", "还"),
    ("hui", "会"),
    ("huo", "和"),
    ("ji", "系给"),
    ("jia", "夹"),
    ("jiang", "降"),
    ("jiao", "校角觉"),
    ("jie", "解"),
    ("jue", "角觉"),
    ("ju", "车"),
    ("ka", "卡"),
    ("kuai", "会"),
    ("la", "落"),
    ("le", "了乐"),
    ("liao", "了"),
    ("liu", "六"),
    ("lou", "露"),
    ("lu", "露"),
    ("lü", "率"),
    ("luo", "落"),
    ("mei", "没"),
    ("mo", "模没"),
    ("mu", "模"),
    ("na", "那"),
    ("nan", "难"),
    ("ou", "区"),
    ("pao", "跑"),
    ("pian", "便片"),
    ("ping", "屏"),
    ("pu", "暴"),
    ("qia", "卡"),
    ("qian", "铅"),
    ("qiang", "强"),
    ("qu", "区"),
    ("qun", "群"),
    ("sai", "塞"),
    ("se", "色塞"),
    ("shai", "色"),
    ("shan", "单"),
    ("shang", "上"),
    ("she", "折"),
    ("shen", "参什"),
    ("sheng", "省盛"),
    ("shi", "什识似"),
    ("shu", "数"),
    ("shuai", "率"),
    ("shui", "说"),
    ("shuo", "说数"),
    ("si", "似"),
    ("su", "宿"),
    ("tan", "弹"),
    ("tiao", "调"),
    ("tuo", "拓"),
    ("wei", "为"),
    ("xi", "系"),
    ("xiang", "降相"),
    ("xiao", "校"),
    ("xie", "解血"),
    ("xing", "行省"),
    ("xiu", "臭宿"),
    ("xue", "血削"),
    ("yao", "要钥"),
    ("ye", "叶"),
    ("yue", "乐说"),
    ("zai", "载"),
    ("zang", "藏"),
    ("zeng", "曾"),
    ("zha", "扎炸"),
    ("zhai", "择"),
    ("zhang", "长"),
    ("zhao", "着朝"),
    ("zhe", "着折"),
    ("zhi", "识"),
    ("zhong", "重中"),
    ("zhuan", "传转"),
    ("zhuo", "着"),
];

/// The typed forms of syllables with `ü`, which keyboards lack.
const TYPED: &[(&str, &[&str])] = &[
    ("lü", &["lv", "lu"]),
    ("lüe", &["lve", "lue"]),
    ("nü", &["nv", "nu"]),
    ("nüe", &["nve", "nue"]),
];

/// A list of strings for each character from [`FIRST`] to [`LAST`].
struct Table {
    /// The position of each character's list in `lists`.
    list_of: Box<[u16]>,
    /// The lists, each of which most characters share with others.
    lists: Box<[Box<[&'static str]>]>,
}

/// About 0.1 MB together with [`INITIALS`]. Millions of names are looked up when a snapshot is first
/// searched.
static READINGS: LazyLock<Table> = LazyLock::new(|| Table::of(read));

static INITIALS: LazyLock<Table> = LazyLock::new(|| {
    Table::of(|c| {
        let mut initials: Vec<_> =
            readings(c).iter().filter_map(|reading| reading.get(..1)).collect();
        initials.dedup();
        initials
    })
});

static SYLLABLES: LazyLock<Box<[&'static str]>> = LazyLock::new(|| {
    let mut syllables = READINGS.lists.concat();
    syllables.sort_unstable();
    syllables.dedup();
    syllables.into()
});

/// Returns the readings of a simplified ideograph, the most common one first: at most six,
/// consisting of `a` to `z` only. Other characters have no readings.
///
/// ```
/// use inkstone::text::pinyin::readings;
/// assert_eq!(readings('存'), ["cun"]);
/// assert_eq!(readings('绿'), ["lv", "lu"]);
/// assert!(readings('行').contains(&"xing") && readings('行').contains(&"hang"));
/// assert_eq!(readings('a'), [""; 0]);
/// ```
pub fn readings(c: char) -> &'static [&'static str] {
    READINGS.of_char(c)
}

/// Returns the distinct first letters of the [`readings`].
pub fn initials(c: char) -> &'static [&'static str] {
    INITIALS.of_char(c)
}

/// Splits typed letters into syllables and prefixes of syllables: always the longest syllable, else
/// `zh`, `ch` or `sh`, else one letter. Any character other than `a` to `z` is a part of its own.
///
/// ```
/// use inkstone::text::pinyin::parts;
/// assert_eq!(parts("neicgl"), ["nei", "c", "g", "l"]);
/// assert_eq!(parts("zhgu"), ["zh", "gu"]);
/// ```
pub fn parts(typed: &str) -> Vec<&str> {
    const LONGEST: usize = 6;
    let mut parts = Vec::new();
    let mut rest = typed;
    while let Some(first) = rest.chars().next() {
        let is_part = |part: &&str| {
            matches!(*part, "zh" | "ch" | "sh") || SYLLABLES.binary_search(part).is_ok()
        };
        let longest = (2..=LONGEST).rev().filter_map(|end| rest.get(..end)).find(is_part);
        let (part, remaining) = rest.split_at(longest.map_or(first.len_utf8(), str::len));
        parts.push(part);
        rest = remaining;
    }
    parts
}

impl Table {
    fn of(list: impl Fn(char) -> Vec<&'static str>) -> Self {
        let (mut lists, mut positions) = (Vec::new(), HashMap::new());
        let mut position = |list: Vec<&'static str>| {
            *positions.entry(list).or_insert_with_key(|list| {
                lists.push(list.as_slice().into());
                u16::try_from(lists.len() - 1).expect("there are fewer lists than characters")
            })
        };
        let list_of = (FIRST..=LAST).map(|c| position(list(c))).collect();
        Self { list_of, lists: lists.into() }
    }

    fn of_char(&'static self, c: char) -> &'static [&'static str] {
        if !(FIRST..=LAST).contains(&c) {
            return &[];
        }
        let at = (u32::from(c) - u32::from(FIRST)) as usize;
        &self.lists[usize::from(self.list_of[at])]
    }
}

fn read(c: char) -> Vec<&'static str> {
    let first = c.to_pinyin_multi().map(|multi| multi.get(0).plain());
    let also = ALSO.iter().filter(|(_, chars)| chars.contains(c)).map(|&(reading, _)| reading);
    let mut readings: Vec<&str> = Vec::new();
    for reading in first.into_iter().chain(also) {
        let typed = TYPED.iter().find(|(syllable, _)| *syllable == reading);
        let forms = typed.map_or(std::slice::from_ref(&reading), |(_, forms)| forms);
        for &form in forms {
            if form.bytes().all(|byte| byte.is_ascii_lowercase()) && !readings.contains(&form) {
                readings.push(form);
            }
        }
    }
    readings
}

#[cfg(test)]
mod tests {
    use pinyin::{Pinyin, ToPinyinMulti};

    use super::{ALSO, FIRST, LAST, SYLLABLES, initials, parts, readings};

    #[test]
    fn all_common_readings_are_known() {
        for (c, wanted) in [
            ('重', vec!["chong", "zhong"]),
            ('行', vec!["hang", "xing"]),
            ('长', vec!["chang", "zhang"]),
            ('率', vec!["lu", "lv", "shuai"]),
            ('调', vec!["diao", "tiao"]),
            ('内', vec!["nei"]),
            ('能', vec!["neng"]),
            ('女', vec!["nu", "nv"]),
        ] {
            let mut found = readings(c).to_vec();
            found.sort_unstable();
            assert_eq!(found, wanted, "{c}");
        }
        assert_eq!(initials('长'), ["z", "c"]);
        assert_eq!(initials('绿'), ["l"]);
    }

    #[test]
    fn every_additional_reading_is_in_the_dictionary() {
        for (reading, chars) in ALSO {
            for c in chars.chars() {
                let known: Vec<_> =
                    c.to_pinyin_multi().into_iter().flatten().map(Pinyin::plain).collect();
                assert!(known.contains(reading), "{c} {reading} {known:?}");
            }
        }
    }

    #[test]
    fn readings_are_few_and_in_plain_letters() {
        for c in FIRST..=LAST {
            assert!(readings(c).len() <= 6, "{c}");
            assert!(readings(c).iter().all(|reading| (1..=6).contains(&reading.len())), "{c}");
        }
        assert!((380..=440).contains(&SYLLABLES.len()), "{}", SYLLABLES.len());
    }

    #[test]
    fn parts_cover_the_whole_text() {
        for (typed, wanted) in [
            ("neicunguanli", vec!["nei", "cun", "guan", "li"]),
            ("nc", vec!["n", "c"]),
            ("zhg", vec!["zh", "g"]),
            ("nei内é", vec!["nei", "内", "é"]),
            ("", vec![]),
        ] {
            assert_eq!(parts(typed), wanted);
        }
    }
}
