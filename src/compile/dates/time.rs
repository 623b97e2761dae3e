//! Parsing of times of day, offsets and time zones.

use jiff::civil::Time;
use jiff::tz::{Offset, TimeZone, TimeZoneDatabase};

use super::cursor::Cursor;
use super::error::DateError;

/// Parses an optional time: `T12:30`, ` 12:30:15.5` or `12时30分15秒`.
pub fn read(cursor: &mut Cursor<'_>) -> Result<Option<Time>, DateError> {
    let mut ahead = *cursor;
    let marked = ahead.eat(&['T', 't']).is_some();
    ahead.skip_whitespace();
    let Some(hour) = ahead.number(1, 2) else {
        return if marked { Err(DateError::Unreadable) } else { Ok(None) };
    };
    ahead.skip_whitespace();
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
    // Jekyll also accepts `20:00.000`, with the fraction after the minutes.
    let second = match cursor.eat(&[':']) {
        Some(_) => cursor.number(2, 2).ok_or(DateError::Unreadable)?,
        None => 0,
    };
    if cursor.eat(&['.', ',']).is_none() {
        return Ok((minute, second, 0));
    }
    let digits = cursor.digits();
    if digits.is_empty() {
        return Err(DateError::Unreadable);
    }
    let nanosecond = format!("{digits:0<9.9}").parse().expect("nine digits fit `i32`");
    Ok((minute, second, nanosecond))
}

/// Parses `30分15秒` after `12时`. Each part is optional.
fn after_hour(cursor: &mut Cursor<'_>) -> (i32, i32, i32) {
    let mut part = |unit: char| {
        let mut ahead = *cursor;
        ahead.skip_whitespace();
        let number = ahead.number(1, 2)?;
        ahead.skip_whitespace();
        ahead.eat(&[unit])?;
        *cursor = ahead;
        Some(number)
    };
    let minute = part('分').unwrap_or(0);
    let second = part('秒').unwrap_or(0);
    (minute, second, 0)
}

/// Creates a time, or explains why it does not exist. A leap second becomes the preceding second.
fn time(hour: i32, minute: i32, second: i32, nanosecond: i32) -> Result<Time, DateError> {
    let check = |name: &str, value: i32, max: i8| {
        let checked = i8::try_from(value).ok().filter(|&value| value <= max);
        checked.ok_or_else(|| {
            DateError::impossible(format!("the {name} is {value}, but must be from 0 to {max}"))
        })
    };
    let second = if second == 60 { 59 } else { second };
    let (hour, minute) = (check("hour", hour, 23)?, check("minute", minute, 59)?);
    let second = check("second", second, 59)?;
    Ok(Time::new(hour, minute, second, nanosecond).expect("all parts are in range"))
}

/// Parses an optional offset, zone or both: `Z`, `+08:00`, `UTC+8`, `[Asia/Shanghai]`. If both are
/// given, the offset is used.
pub fn zone(cursor: &mut Cursor<'_>) -> Result<Option<TimeZone>, DateError> {
    cursor.skip_whitespace();
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
    cursor.skip_whitespace();
    let bracket = cursor.eat(&['[']).is_some();
    let name =
        cursor.take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '/' | '_' | '-' | '+'));
    if bracket {
        cursor.eat(&[']']).ok_or(DateError::Unreadable)?;
    } else if offset.is_some() && cursor.peek() == Some('(') {
        // JavaScript appends the name of the zone to the offset.
        cursor.take_while(|c| c != ')');
        cursor.eat(&[')']);
    }
    let zone = match name {
        "" => None,
        _ if !name.starts_with(|c: char| c.is_ascii_alphabetic()) => {
            return Err(DateError::Unreadable);
        }
        // Without brackets or a slash, an unknown word is probably not meant as a zone.
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

/// Parses an optional offset: `+08:00`, `+0800`, `+08` or `+8`.
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
    Ok(Some(Offset::from_seconds(seconds).expect("the offset is below 24 hours")))
}
