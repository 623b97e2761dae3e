//! The time of the day, and the offset or zone behind it.

use jiff::civil::Time;
use jiff::tz::{Offset, TimeZone, TimeZoneDatabase};

use super::DateError;
use super::cursor::Cursor;

/// Reads a time, where one follows: `T12:30`, ` 12:30:15.5`, `12时30分15秒`.
pub fn read(cursor: &mut Cursor<'_>) -> Result<Option<Time>, DateError> {
    let mut ahead = *cursor;
    let marked = ahead.eat(&['T', 't']).is_some();
    ahead.blanks();
    let Some(hour) = ahead.number(1, 2) else {
        return if marked { Err(DateError::Unreadable) } else { Ok(None) };
    };
    ahead.blanks();
    let Some(separator) = ahead.eat(&[':', '时', '時', '点', '點']) else {
        return Err(DateError::Unreadable);
    };
    let (minute, second, nanosecond) =
        if separator == ':' { after_colon(&mut ahead)? } else { after_hour(&mut ahead) };
    *cursor = ahead;
    time(hour, minute, second, nanosecond).map(Some)
}

fn after_colon(cursor: &mut Cursor<'_>) -> Result<(i32, i32, i32), DateError> {
    let minute = cursor.number(2, 2).ok_or(DateError::Unreadable)?;
    if cursor.eat(&[':']).is_none() {
        return Ok((minute, 0, 0));
    }
    let second = cursor.number(2, 2).ok_or(DateError::Unreadable)?;
    if cursor.eat(&['.', ',']).is_none() {
        return Ok((minute, second, 0));
    }
    let digits = cursor.digits();
    if digits.is_empty() {
        return Err(DateError::Unreadable);
    }
    let nanosecond = format!("{:0<9.9}", digits).parse().map_err(|_| DateError::Unreadable)?;
    Ok((minute, second, nanosecond))
}

/// `30分15秒` behind `12时`; each part may be missing.
fn after_hour(cursor: &mut Cursor<'_>) -> (i32, i32, i32) {
    let mut part = |unit: char| {
        let mut ahead = *cursor;
        ahead.blanks();
        let number = ahead.number(1, 2)?;
        ahead.blanks();
        ahead.eat(&[unit])?;
        *cursor = ahead;
        Some(number)
    };
    let minute = part('分').unwrap_or(0);
    let second = part('秒').unwrap_or(0);
    (minute, second, 0)
}

/// Makes a time, or says why there is none. A leap second is the second before it.
fn time(hour: i32, minute: i32, second: i32, nanosecond: i32) -> Result<Time, DateError> {
    let check = |name: &str, value: i32, most: i32| {
        if value <= most {
            return Ok(());
        }
        let why = format!("the {name} is {value}, and {name}s go from 0 to {most}");
        Err(DateError::impossible(why))
    };
    check("hour", hour, 23)?;
    check("minute", minute, 59)?;
    let second = if second == 60 { 59 } else { second };
    check("second", second, 59)?;
    let small = |value: i32| i8::try_from(value).unwrap_or_default();
    Time::new(small(hour), small(minute), small(second), nanosecond)
        .map_err(|_| DateError::Unreadable)
}

/// Reads an offset, a zone or both, where they follow: `Z`, `+08:00`, `UTC+8`, `[Asia/Shanghai]`.
/// Where both are written, the offset decides.
pub fn zone(cursor: &mut Cursor<'_>) -> Result<Option<TimeZone>, DateError> {
    cursor.blanks();
    let mut ahead = *cursor;
    let word = ahead.word();
    let utc = matches!(word.to_ascii_uppercase().as_str(), "Z" | "UTC" | "GMT")
        && !matches!(ahead.peek(), Some('/' | '_'));
    if utc {
        *cursor = ahead;
    }
    let mut offset = offset(cursor)?;
    if utc && offset.is_none() {
        offset = Some(Offset::UTC);
    }
    cursor.blanks();
    let bracket = cursor.eat(&['[']).is_some();
    let name =
        cursor.take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '/' | '_' | '-' | '+'));
    if bracket {
        cursor.eat(&[']']).ok_or(DateError::Unreadable)?;
    } else if offset.is_some() && cursor.peek() == Some('(') {
        // The name that JavaScript writes behind an offset.
        cursor.take_while(|c| c != ')');
        cursor.eat(&[')']);
    }
    let zone = match name {
        "" => None,
        _ if !name.starts_with(|c: char| c.is_ascii_alphabetic()) => {
            return Err(DateError::Unreadable);
        }
        // A bare word is a zone only if it is known; otherwise this is no date at all.
        _ => match TimeZoneDatabase::bundled().get(name) {
            Ok(zone) => Some(zone),
            Err(_) if bracket || name.contains('/') => {
                return Err(DateError::impossible(format!("there is no time zone `{name}`")));
            }
            Err(_) => return Err(DateError::Unreadable),
        },
    };
    Ok(offset.map(TimeZone::fixed).or(zone))
}

/// `+08:00`, `+0800`, `+08`, `+8`.
fn offset(cursor: &mut Cursor<'_>) -> Result<Option<Offset>, DateError> {
    let mut ahead = *cursor;
    let Some(sign) = ahead.eat(&['+', '-', '\u{2212}']) else { return Ok(None) };
    let (hours, minutes) = if let Some(both) = ahead.number(4, 4) {
        (both / 100, both % 100)
    } else {
        let hours = ahead.number(1, 2).ok_or(DateError::Unreadable)?;
        let minutes = match ahead.eat(&[':']) {
            Some(_) => ahead.number(2, 2).ok_or(DateError::Unreadable)?,
            None => 0,
        };
        (hours, minutes)
    };
    if hours > 23 || minutes > 59 {
        let why = format!("there is no offset of {hours} hours and {minutes} minutes");
        return Err(DateError::impossible(why));
    }
    *cursor = ahead;
    let seconds = (hours * 60 + minutes) * 60;
    let seconds = if sign == '+' { seconds } else { -seconds };
    Offset::from_seconds(seconds).map(Some).map_err(|_| DateError::Unreadable)
}
