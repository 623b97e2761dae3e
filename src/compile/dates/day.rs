//! Parsing of calendar days.

use jiff::civil::Date;

use super::cursor::Cursor;
use super::error::DateError;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const WEEKDAYS: [&str; 7] =
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// Parses a day in digits or with an English month name.
pub fn read(cursor: &mut Cursor<'_>) -> Result<Date, DateError> {
    if let Some(year) = cursor.number(4, 4) {
        return in_digits(year, cursor);
    }
    in_english(cursor)
}

/// Parses `2024-1-5`, `2024/1/5`, `2024.1.5` or `2024年1月5日` after the year.
fn in_digits(year: i32, cursor: &mut Cursor<'_>) -> Result<Date, DateError> {
    cursor.skip_whitespace();
    let separator = cursor.eat(&['-', '/', '.', '年']).ok_or(DateError::Unreadable)?;
    let second = if separator == '年' { '月' } else { separator };
    cursor.skip_whitespace();
    let month = cursor.number(1, 2).ok_or(DateError::Unreadable)?;
    cursor.skip_whitespace();
    cursor.eat(&[second]).ok_or(DateError::Unreadable)?;
    cursor.skip_whitespace();
    let day = cursor.number(1, 2).ok_or(DateError::Unreadable)?;
    if separator == '年' {
        let mut ahead = *cursor;
        ahead.skip_whitespace();
        if ahead.eat(&['日', '号', '號']).is_some() {
            *cursor = ahead;
        }
    }
    date(year, month, day)
}

/// Parses `Jul 08 2022`, `July 8, 2022` or `8 July 2022` with an optional weekday.
fn in_english(cursor: &mut Cursor<'_>) -> Result<Date, DateError> {
    let mut ahead = *cursor;
    if named(ahead.word(), &WEEKDAYS).is_some() {
        ahead.eat(&['.']);
        ahead.eat(&[',']);
        ahead.skip_whitespace();
        *cursor = ahead;
    }
    let (month, day);
    if let Some(number) = cursor.number(1, 2) {
        day = number;
        cursor.take_while(|c| matches!(c, 's' | 't' | 'n' | 'd' | 'r' | 'h'));
        separator(cursor)?;
        month = named(cursor.word(), &MONTHS).ok_or(DateError::Unreadable)?;
    } else {
        month = named(cursor.word(), &MONTHS).ok_or(DateError::Unreadable)?;
        separator(cursor)?;
        day = cursor.number(1, 2).ok_or(DateError::Unreadable)?;
        cursor.take_while(|c| matches!(c, 's' | 't' | 'n' | 'd' | 'r' | 'h'));
    }
    separator(cursor)?;
    let year = cursor.number(4, 4).ok_or(DateError::Unreadable)?;
    date(year, month, day)
}

/// Consumes spaces, commas, full stops and hyphens between the parts.
fn separator(cursor: &mut Cursor<'_>) -> Result<(), DateError> {
    let between = cursor.take_while(|c| c == ' ' || matches!(c, ',' | '.' | '-'));
    if between.is_empty() { Err(DateError::Unreadable) } else { Ok(()) }
}

/// Returns the 1-based position of a name, which may be abbreviated to three or more letters.
fn named(word: &str, names: &[&str]) -> Option<i32> {
    let meant = |name: &&str| {
        word.len() >= 3
            && name.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
    };
    let position = names.iter().position(meant)?;
    i32::try_from(position + 1).ok()
}

/// Creates a day, or explains why it does not exist.
fn date(year: i32, month: i32, day: i32) -> Result<Date, DateError> {
    if year == 0 {
        return Err(DateError::impossible("there is no year 0"));
    }
    let Some(name) = usize::try_from(month - 1).ok().and_then(|index| MONTHS.get(index)) else {
        return Err(DateError::impossible(format!("there is no month {month}")));
    };
    let made = (i16::try_from(year).ok())
        .zip(i8::try_from(month).ok())
        .zip(i8::try_from(day).ok())
        .and_then(|((year, month), day)| Date::new(year, month, day).ok());
    made.ok_or_else(|| {
        let days = match month {
            2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        DateError::impossible(match (month, day) {
            (_, 0) => "days are counted from 1".to_owned(),
            (2, 29) => format!("February has {days} days in {year}, which is not a leap year"),
            (2, _) => format!("February has {days} days in {year}"),
            _ => format!("{name} has {days} days"),
        })
    })
}
