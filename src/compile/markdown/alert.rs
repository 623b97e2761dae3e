//! Kinds of alerts and their titles.

use comrak::nodes::AlertType;

/// The names of other tools for the kinds of alerts.
const NAMES: [(AlertType, &[&str]); 5] = [
    (AlertType::Note, &["note", "info", "secondary"]),
    (AlertType::Tip, &["tip", "hint", "success"]),
    (AlertType::Important, &["important"]),
    (AlertType::Warning, &["warning", "warn", "attention"]),
    (AlertType::Caution, &["caution", "danger", "error"]),
];

/// Further types of Obsidian's callouts.
const OBSIDIAN: [(AlertType, &[&str]); 3] = [
    (
        AlertType::Note,
        &[
            "abstract", "summary", "tldr", "todo", "question", "help", "faq", "example", "quote",
            "cite",
        ],
    ),
    (AlertType::Tip, &["check", "done"]),
    (AlertType::Caution, &["failure", "fail", "missing", "bug"]),
];

/// The types of GitHub, which are alerts in every post.
const GITHUB: [&str; 5] = ["note", "tip", "important", "warning", "caution"];

/// Returns the kind of alert that a container of another tool is. `None` if it is not an alert.
pub fn of_container(name: &str) -> Option<AlertType> {
    lookup(&NAMES, name)
}

/// Returns the kind of alert that a callout is, in any case. `None` if its type is unknown.
pub fn of_callout(name: &str) -> Option<AlertType> {
    lookup(&NAMES, name).or_else(|| lookup(&OBSIDIAN, name))
}

/// Whether a callout is also one on GitHub.
pub fn is_of_github(name: &str) -> bool {
    is_one_of(name, &GITHUB)
}

fn lookup(table: &[(AlertType, &[&str])], name: &str) -> Option<AlertType> {
    table.iter().find(|(_, names)| is_one_of(name, names)).map(|&(kind, _)| kind)
}

fn is_one_of(name: &str, names: &[&str]) -> bool {
    names.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// Returns the name of a kind in class names and in `blocks`.
pub fn name(kind: AlertType) -> &'static str {
    GITHUB[index(kind)]
}

fn index(kind: AlertType) -> usize {
    match kind {
        AlertType::Note => 0,
        AlertType::Tip => 1,
        AlertType::Important => 2,
        AlertType::Warning => 3,
        AlertType::Caution => 4,
    }
}

/// The titles in one language of alerts without a title of their own and of details without a summary, and the
/// names of the check boxes of tasks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AlertTitles(&'static Row);

/// A language, and its words for a note, a tip, something important, a warning, a caution, for details, and for
/// a task that is done and one that is not.
#[derive(Debug, PartialEq, Eq)]
struct Row(&'static str, [&'static str; 5], &'static str, [&'static str; 2]);

/// The first row is the default.
const TITLES: &[Row] = &[
    Row("en", ["Note", "Tip", "Important", "Warning", "Caution"], "Details", ["Done", "Not done"]),
    Row("zh", ["注意", "提示", "重要", "警告", "小心"], "详情", ["已完成", "未完成"]),
    Row("zh-Hant", ["注意", "提示", "重要", "警告", "小心"], "詳情", ["已完成", "未完成"]),
    Row("ja", ["メモ", "ヒント", "重要", "警告", "注意"], "詳細", ["完了", "未完了"]),
    Row("ko", ["참고", "팁", "중요", "경고", "주의"], "자세히", ["완료", "미완료"]),
    Row(
        "de",
        ["Hinweis", "Tipp", "Wichtig", "Warnung", "Vorsicht"],
        "Details",
        ["Erledigt", "Offen"],
    ),
    Row(
        "fr",
        ["Remarque", "Astuce", "Important", "Avertissement", "Attention"],
        "Détails",
        ["Fait", "À faire"],
    ),
    Row(
        "es",
        ["Nota", "Consejo", "Importante", "Advertencia", "Precaución"],
        "Detalles",
        ["Hecho", "Pendiente"],
    ),
    Row(
        "pt",
        ["Nota", "Dica", "Importante", "Aviso", "Cuidado"],
        "Detalhes",
        ["Concluído", "Pendente"],
    ),
    Row(
        "it",
        ["Nota", "Suggerimento", "Importante", "Avviso", "Attenzione"],
        "Dettagli",
        ["Fatto", "Da fare"],
    ),
    Row(
        "ru",
        ["Примечание", "Совет", "Важно", "Предупреждение", "Осторожно"],
        "Подробнее",
        ["Выполнено", "Не выполнено"],
    ),
    Row(
        "uk",
        ["Примітка", "Порада", "Важливо", "Попередження", "Обережно"],
        "Докладніше",
        ["Виконано", "Не виконано"],
    ),
    Row(
        "pl",
        ["Uwaga", "Wskazówka", "Ważne", "Ostrzeżenie", "Ostrożnie"],
        "Szczegóły",
        ["Zrobione", "Do zrobienia"],
    ),
    Row(
        "vi",
        ["Ghi chú", "Mẹo", "Quan trọng", "Cảnh báo", "Thận trọng"],
        "Chi tiết",
        ["Đã xong", "Chưa xong"],
    ),
    Row("ar", ["ملاحظة", "نصيحة", "مهم", "تحذير", "تنبيه"], "تفاصيل", ["منجز", "غير منجز"]),
    Row("he", ["הערה", "טיפ", "חשוב", "אזהרה", "זהירות"], "פרטים", ["הושלם", "לא הושלם"]),
];

impl AlertTitles {
    /// Returns the titles in a language, given its tag; in English if there are none in that language.
    pub fn of(lang: &str) -> Self {
        let subtags = || lang.split('-');
        let primary = subtags().next().expect("split yields at least one piece");
        let is_traditional = primary == "zh"
            && !subtags().any(|subtag| subtag == "Hans")
            && subtags().any(|subtag| matches!(subtag, "Hant" | "TW" | "HK" | "MO"));
        let wanted = if is_traditional { "zh-Hant" } else { primary };
        Self(TITLES.iter().find(|row| row.0 == wanted).unwrap_or(&TITLES[0]))
    }

    /// Returns the title of a kind of alert.
    pub fn title(self, kind: AlertType) -> &'static str {
        self.0.1[index(kind)]
    }

    /// Returns the summary of details.
    pub fn details(self) -> &'static str {
        self.0.2
    }

    /// Returns the accessible name of the check box of a task. Without one, screen readers would announce an
    /// unlabelled box (WCAG 2.2, 4.1.2).
    pub fn task(self, is_done: bool) -> &'static str {
        self.0.3[usize::from(!is_done)]
    }
}

impl Default for AlertTitles {
    fn default() -> Self {
        Self(&TITLES[0])
    }
}

#[cfg(test)]
mod tests {
    use comrak::nodes::AlertType;

    use super::{AlertTitles, of_callout, of_container};

    #[test]
    fn titles_are_in_the_language() {
        for (lang, title) in [
            ("zh", "提示"),
            ("zh-CN", "提示"),
            ("ja", "ヒント"),
            ("ko-KR", "팁"),
            ("en-GB", "Tip"),
            ("sw", "Tip"),
        ] {
            assert_eq!(AlertTitles::of(lang).title(AlertType::Tip), title, "{lang}");
        }
        for (lang, details) in [("zh", "详情"), ("zh-TW", "詳情"), ("zh-Hans-HK", "详情")] {
            assert_eq!(AlertTitles::of(lang).details(), details, "{lang}");
        }
        for (lang, done, open) in [("zh-CN", "已完成", "未完成"), ("en", "Done", "Not done")]
        {
            let titles = AlertTitles::of(lang);
            assert_eq!((titles.task(true), titles.task(false)), (done, open), "{lang}");
        }
    }

    #[test]
    fn names_of_other_tools_are_kinds() {
        assert_eq!(of_container("danger"), Some(AlertType::Caution));
        assert_eq!(of_container("code-group"), None);
        assert_eq!(of_callout("FAQ"), Some(AlertType::Note));
        assert_eq!(of_callout("done"), Some(AlertType::Tip));
    }
}
