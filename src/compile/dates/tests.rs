//! Tests with dates found in real files.

use jiff::tz::TimeZone;
use proptest::prelude::*;

use super::{DateError, parse, prefix};

/// Returns the day as written, and the moment in a zone.
fn moment(text: &str, zone: &str) -> (String, String) {
    let date = parse(text).unwrap_or_else(|error| panic!("{text}: {error:?}"));
    let zone = TimeZone::get(zone).unwrap();
    (date.date.to_string(), date.moment(&zone).to_string())
}

fn utc(text: &str) -> String {
    moment(text, "UTC").1
}

#[test]
fn days_are_parsed_in_many_forms() {
    for text in [
        "2024-01-05",
        "2024-1-5",
        "2024/1/5",
        "2024/01/05",
        "2024.1.5",
        "2024年1月5日",
        "2024年01月05号",
        "2024年 1月 5日",
        "２０２４－０１－０５",
        "２０２４年１月５日",
        " 2024-01-05 ",
        "Jan 05 2024",
        "January 5, 2024",
        "5 January 2024",
        "05 Jan 2024",
        "Fri, 05 Jan 2024 00:00:00 GMT",
        "Friday, January 5th, 2024",
        "2024-01-05 00:00",
        "2024-01-05T00:00:00Z",
        "2024年1月5日 0:00",
        "2024-01-05Z",
    ] {
        assert_eq!(utc(text), "2024-01-05T00:00:00Z", "{text}");
    }
}

#[test]
fn times_are_parsed_in_many_forms() {
    for text in [
        "2024-01-05 12:30:15",
        "2024-01-05T12:30:15",
        "2024-01-05t12:30:15",
        "2024-1-5  12:30:15",
        "2024-01-05 12:30:15.0",
        "2024年1月5日12时30分15秒",
        "2024年1月5日 12点30分15秒",
        "2024年1月5日 12:30:15",
        "2024-01-05　１２：３０：１５",
        "2024/1/5 12:30:15 UTC",
        "2024-01-05T12:30:15 GMT",
        "2024-01-05 20:30:15 +0800",
        "2024-01-05T20:30:15+08:00",
        "2024-01-05 20:30:15+08",
        "2024-01-05 07:30:15 -05:00",
        "Fri, 05 Jan 2024 20:30:15 +0800",
        "Fri Jan 05 2024 20:30:15 GMT+0800 (China Standard Time)",
    ] {
        let at = parse(text).unwrap().moment(&TimeZone::UTC).timestamp();
        assert_eq!(at.to_string(), "2024-01-05T12:30:15Z", "{text}");
    }
    assert_eq!(utc("2024-01-05 9:05"), "2024-01-05T09:05:00Z");
    assert_eq!(utc("2024-01-05 20:30.000000000 +08:00"), "2024-01-05T20:30:00+08:00");
    assert_eq!(utc("2024-01-05T12:30:15,25"), "2024-01-05T12:30:15Z");
    assert_eq!(utc("2024年1月5日12点30分"), "2024-01-05T12:30:00Z");
}

#[test]
fn the_day_and_the_offset_are_preserved() {
    let (day, at) = moment("2024-01-15T23:30:00-05:00", "Asia/Shanghai");
    assert_eq!((day.as_str(), at.as_str()), ("2024-01-15", "2024-01-15T23:30:00-05:00"));
    let (day, at) = moment("2024-01-15", "Asia/Shanghai");
    assert_eq!((day.as_str(), at.as_str()), ("2024-01-15", "2024-01-15T00:00:00+08:00"));
}

#[test]
fn zones_are_parsed_by_name() {
    assert_eq!(utc("2024-07-01 08:00 [Asia/Shanghai]"), "2024-07-01T08:00:00+08:00");
    assert_eq!(utc("2024-07-01 08:00:00 Europe/Berlin"), "2024-07-01T08:00:00+02:00");
    assert_eq!(utc("2024-07-01T08:00:00+08:00[Asia/Shanghai]"), "2024-07-01T08:00:00+08:00");
    let error = parse("2024-07-01 08:00 [Mars/Base]").unwrap_err();
    assert_eq!(error, DateError::impossible("there is no time zone `Mars/Base`"));
}

#[test]
fn clock_changes_are_resolved_as_by_rfc_5545() {
    // In Berlin, 2024-03-31 02:30 does not exist and 2024-10-27 02:30 exists twice.
    assert_eq!(moment("2024-03-31 02:30", "Europe/Berlin").1, "2024-03-31T03:30:00+02:00");
    assert_eq!(moment("2024-10-27 02:30", "Europe/Berlin").1, "2024-10-27T02:30:00+02:00");
}

#[test]
fn an_offset_with_seconds_is_rounded_to_minutes() {
    // Shanghai used local mean time, +08:05:43, until 1901.
    let (_, at) = moment("1900-01-01", "Asia/Shanghai");
    assert_eq!(at, "1900-01-01T00:00:17+08:06");
}

#[test]
fn impossible_dates_are_explained() {
    for (text, why) in [
        ("2024-03-39", "March has 31 days"),
        ("2024-04-31", "April has 30 days"),
        ("2023-02-29", "February has 28 days in 2023, which is not a leap year"),
        ("2024-02-30", "February has 29 days in 2024"),
        ("1900-02-29", "February has 28 days in 1900, which is not a leap year"),
        ("2024-13-01", "there is no month 13"),
        ("2024-00-01", "there is no month 0"),
        ("2024-01-00", "days are counted from 1"),
        ("0000-01-01", "there is no year 0"),
        ("2024-01-01 25:00", "the hour is 25, but must be from 0 to 23"),
        ("2024-01-01 24:00", "the hour is 24, but must be from 0 to 23"),
        ("2024-01-01 12:60", "the minute is 60, but must be from 0 to 59"),
        ("2024-01-01 12:00:61", "the second is 61, but must be from 0 to 59"),
        ("2024-01-01 12:00 +24:00", "there is no offset of 24 hours and 0 minutes"),
        ("2024年2月30日", "February has 29 days in 2024"),
        ("Feb 30 2024", "February has 29 days in 2024"),
    ] {
        assert_eq!(parse(text), Err(DateError::impossible(why)), "{text}");
    }
}

#[test]
fn other_strings_are_not_dates() {
    for text in [
        "",
        "yesterday",
        "2024",
        "2024-01",
        "20240115",
        "01/02/2024",
        "1-2-24",
        "2024-01/02",
        "2024-01-15T",
        "2024-01-15 noon",
        "2024-01-15 12",
        "2024-01-15 12:3",
        "2024-01-15 12:30:",
        "12024-01-01",
        "true",
        "2024-01-15 12:30 x",
        "2024-01-15-hello",
        "1705276800",
        "2024年1月",
        "-2024-01-01",
        "Foo 12 2024",
    ] {
        assert_eq!(parse(text), Err(DateError::Unreadable), "{text}");
    }
}

#[test]
fn the_first_and_the_last_year_are_supported() {
    assert_eq!(utc("0001-01-01"), "0001-01-01T00:00:00Z");
    assert!(utc("9999-12-30T21:59:59Z").starts_with("9999-12-30T21:59:59"));
    for text in ["9999-12-31", "9999-12-31 23:59:59 -23:59"] {
        let date = parse(text).unwrap();
        assert_eq!(date.date.to_string(), "9999-12-31");
        // The last whole second that can be represented.
        let last = date.moment(&TimeZone::UTC).timestamp().to_string();
        assert_eq!(last, "9999-12-30T22:00:00Z");
    }
}

#[test]
fn a_prefix_is_a_real_day() {
    assert_eq!(prefix("2024-01-15-a-b").map(|(_, rest)| rest), Some("a-b"));
    assert_eq!(prefix("2024-01-15").map(|(_, rest)| rest), Some(""));
    for name in ["20181015_a", "2018-10-15_a", "2018-10-15-a"] {
        let (day, rest) = prefix(name).unwrap();
        assert_eq!((day.to_string().as_str(), rest), ("2018-10-15", "a"), "{name}");
    }
    for name in [
        "2024-02-30-a",
        "2024-1-5-a",
        "2024-01-15a",
        "0000-01-01-a",
        "二零二四",
        "x",
        "20181315_a",
        "20181015",
        "20181015-a",
        "20181015a",
        "12345678901_a",
        "+2018101_a",
    ] {
        assert_eq!(prefix(name), None, "{name}");
    }
}

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

proptest! {
    #[test]
    fn a_day_is_the_same_in_every_form(year in 1_i16..=9999, month in 1_i8..=12, day in 1_i8..=31) {
        let real = jiff::civil::Date::new(year, month, day).ok();
        let name = MONTHS[usize::try_from(month - 1).unwrap()];
        for text in [
            format!("{year:04}-{month:02}-{day:02}"),
            format!("{year:04}-{month}-{day}"),
            format!("{year:04}/{month}/{day}"),
            format!("{year:04}.{month}.{day}"),
            format!("{year:04}年{month}月{day}日"),
            format!("{year:04}年{month}月{day}号 8:05"),
            format!("{year:04}-{month:02}-{day:02}T23:59:59.999Z"),
            format!("{name} {day}, {year:04}"),
            format!("{day} {} {year:04}", &name[..3]),
            format!("Mon, {day:02} {} {year:04} 00:00:00 GMT", &name[..3]),
        ] {
            prop_assert_eq!(parse(&text).ok().map(|date| date.date), real, "{}", text);
        }
    }

    #[test]
    fn any_text_is_handled(text in "[0-9年月日时分TZ:.,+ \\-/A-Za-z\\[\\]]{0,40}", any in ".{0,40}") {
        for text in [text, any] {
            if let Ok(date) = parse(&text) {
                let _ = date.moment(&TimeZone::UTC);
            }
        }
    }
}
