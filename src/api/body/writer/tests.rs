use proptest::prelude::*;
use serde_json::Value;

use super::{BodyWriter, ENVELOPE, TooLarge, Unwritten, Written};
use crate::api::body::json::json;
use crate::ops::clock::Clock;
use crate::ops::limits::{LimitOptions, Limits};
use crate::text::Revision;

fn limits(max_answer: usize, max_in_flight_bytes: usize) -> Limits {
    let options = LimitOptions { max_answer, max_in_flight_bytes, ..LimitOptions::default() };
    Limits::new(&options, &Clock::system(), Vec::new(), 0)
}

/// Writes a JSON string of this length.
fn string(length: usize, room: usize, out: &mut Vec<u8>) -> Result<(), TooLarge> {
    if length > room {
        return Err(TooLarge);
    }
    out.push(b'"');
    out.resize(out.len() + length - 2, b'x');
    out.push(b'"');
    Ok(())
}

proptest! {
    #[test]
    fn a_body_has_all_items_that_fit_and_its_own_hash(
        lengths in proptest::collection::vec(2..40_000_usize, 1..12),
    ) {
        let limits = limits(ENVELOPE + 100_000, 0);
        let mut body = BodyWriter::new(&limits);
        let count = body.array(&lengths, |&length, room, out| string(length, room, out));
        let count = count.expect("each fits alone");
        let written = body.finish(&(), &()).expect("there is room for two");
        prop_assert!(written.bytes.len() <= ENVELOPE + 100_000);
        prop_assert_eq!(written.revision, Revision::of(&written.bytes));
        let json: Value = serde_json::from_slice(&written.bytes).expect("JSON");
        let found: Vec<_> =
            json["data"].as_array().expect("a list").iter().map(|s| s.as_str().map(str::len)).collect();
        let expected: Vec<_> = lengths[..count].iter().map(|length| Some(length - 2)).collect();
        prop_assert_eq!(found, expected);
        if let Some(next) = lengths.get(count) {
            prop_assert!(written.bytes.len() + next > 100_000);
        }
    }
}

/// Returns the body of an array of these items.
fn hashed(items: &[Vec<u8>], most: usize) -> Option<Written> {
    let mut body = BodyWriter::new(&limits(ENVELOPE + most, 0));
    let write = |item: &Vec<u8>, _: usize, out: &mut Vec<u8>| {
        out.extend_from_slice(item);
        Ok(Revision::of(item))
    };
    body.hashed_array(items, write).ok()?;
    body.finish(&(), &()).ok()
}

proptest! {
    #[test]
    fn bodies_of_hashed_items_have_the_same_hash_if_they_are_equal(
        items in proptest::collection::vec("[0-9]{1,3}|\"[,a]{0,3}\"", 0..5),
        others in proptest::collection::vec("[0-9]{1,3}|\"[,a]{0,3}\"", 0..5),
    ) {
        let [body, other] = [items, others].map(|items| {
            let items: Vec<Vec<u8>> = items.into_iter().map(String::into_bytes).collect();
            hashed(&items, 100_000).expect("there is room")
        });
        prop_assert_eq!(body.bytes == other.bytes, body.revision == other.revision);
    }

    #[test]
    fn an_item_that_does_not_fit_has_no_part_in_the_hash(
        lengths in proptest::collection::vec(1..400_usize, 1..12),
    ) {
        let item = |&length: &usize| format!("\"{}\"", "a".repeat(length)).into_bytes();
        let items: Vec<Vec<u8>> = lengths.iter().map(item).collect();
        let Some(body) = hashed(&items, 1000) else { return Ok(()) };
        let json: Value = serde_json::from_slice(&body.bytes).expect("JSON");
        let count = json["data"].as_array().expect("a list").len();
        let alone = hashed(&items[..count], 1000).expect("these fit");
        prop_assert!(alone.bytes == body.bytes);
        prop_assert_eq!(alone.revision, body.revision);
    }
}

#[test]
fn a_list_has_the_same_hash_if_its_items_metadata_and_own_link_are_the_same() {
    let finish = |item: &[u8], meta: &str, own: &str| {
        let mut body = BodyWriter::new(&limits(100_000, 0));
        let write = |item: &[u8], _: usize, out: &mut Vec<u8>| {
            out.extend_from_slice(item);
            Ok(Revision::of(item))
        };
        body.hashed_array([item], write).expect("there is room");
        let written = body
            .finish_list(|out| json(out, &meta), |out| json(out, &[own, "other"]), own)
            .expect("there is room");
        assert!(written.bytes.ends_with(format!("\"{own}\",\"other\"]}}").as_bytes()));
        written.revision
    };
    let same = [finish(b"1", "m", "/a"), finish(b"1", "m", "/a")];
    assert_eq!(same[0], same[1]);
    let others = [finish(b"2", "m", "/a"), finish(b"1", "n", "/a"), finish(b"1", "m", "/b")];
    assert!(others.iter().all(|other| *other != same[0]));
}

#[test]
fn a_first_item_that_does_not_fit_is_an_error() {
    let mut body = BodyWriter::new(&limits(ENVELOPE + 1000, 0));
    let written = body.array([1001, 2], |length, _, out| string(length, usize::MAX, out));
    assert_eq!(written, Err(Unwritten::TooLarge));
}

#[test]
fn bodies_in_memory_are_bounded_until_their_last_reference_is_dropped() {
    let limits = limits(100_000, 250_000);
    let write = || {
        let mut body = BodyWriter::new(&limits);
        body.part(|room, out| string(80_000, room, out))?;
        body.finish(&(), &()).map(|written| written.bytes)
    };
    let bodies: Vec<_> = (0..3).map(|_| write().expect("there is room")).collect();
    assert_eq!(write().err(), Some(Unwritten::Overloaded));
    let shared = bodies[0].clone();
    drop(bodies);
    let more = [write(), write()];
    assert!(more.iter().all(Result::is_ok) && write().is_err());
    drop(shared);
    assert!(write().is_ok());
}
