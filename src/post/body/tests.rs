//! Tests that packed bodies are read as they were written.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Barrier};
use std::thread;

use proptest::prelude::*;

use super::{Body, Dictionary, Packer};
use crate::post::Dialect;

pub(super) fn body(text: &str) -> Body {
    Body::new(text, Dialect::default())
}

pub(super) fn dictionary<'a>(samples: &'a [&'a str]) -> Arc<Dictionary> {
    // Long enough for all of the samples.
    Arc::new(Dictionary::new(samples.iter().copied(), 1 << 30))
}

/// Returns `bytes` bytes of text that cannot be compressed by much: printable ASCII by a linear congruential generator.
pub(super) fn noise(bytes: usize) -> String {
    let mut state = 1_u64;
    let next = || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        char::from(b' ' + ((state >> 33) % 95) as u8)
    };
    std::iter::repeat_with(next).take(bytes).collect()
}

proptest! {
    #[test]
    fn any_text_is_read_as_it_was(
        texts in prop::collection::vec(("\\PC{0,200}|[\\x00-\\u{10ffff}]{0,300}|(内存|管理|\n){0,400}", 1..5_usize), 1..6),
    ) {
        let texts: Vec<String> = texts.into_iter().map(|(text, times)| text.repeat(times)).collect();
        let samples: Vec<&str> = texts.iter().take(2).map(String::as_str).collect();
        let dictionary = dictionary(&samples);
        let packer = Packer::new(&dictionary, None);
        for text in &texts {
            let (packed, plain) = (body(text), body(text));
            packed.pack(&packer);
            prop_assert!(!packed.can_pack());
            prop_assert_eq!(&*packed.markdown(), text);
            prop_assert_eq!(packed.markdown().into_bytes(), text.as_bytes());
            prop_assert_eq!(packed.bytes(), text.len());
            prop_assert!(packed.is_same_text(&plain) && plain.is_same_text(&packed));
            let longer = format!("{text}x");
            prop_assert!(!packed.is_same_text(&body(&longer)));
            prop_assert_eq!(format!("{packed:?}"), format!("{plain:?}"));
        }
    }
}

#[test]
fn long_texts_are_packed_and_read() {
    let chinese = "内存管理是编程语言的基础。\n".repeat(300_000);
    for text in [chinese, noise(10 << 20), "x".repeat(10 << 20)] {
        let (plain, held) = (body(&text), body(&text));
        let dictionary = dictionary(&[&text[..text.floor_char_boundary(100_000)]]);
        held.pack(&Packer::new(&dictionary, None));
        assert!(!held.can_pack() && held.is_same_text(&plain));
        assert!(held.held_bytes() < text.len() + text.len() / 100);
    }
}

#[test]
fn a_packed_body_takes_less_memory_and_shares_it_with_clones() {
    let text = "A line that occurs often, 一行常见的文字。\n".repeat(100);
    let (body, dictionary) = (body(&text), dictionary(&[]));
    let clone = body.clone();
    body.pack(&Packer::new(&dictionary, None));
    assert!(body.held_bytes() < text.len() / 10);
    assert_eq!(clone.held_bytes(), body.held_bytes());
    assert_eq!(&*clone.markdown(), text);
}

#[test]
fn a_short_text_is_left_as_it_is() {
    let (body, dictionary) = (body("a short text"), dictionary(&[]));
    body.pack(&Packer::new(&dictionary, None));
    assert!(!body.can_pack());
    assert_eq!(body.held_bytes(), body.bytes());
}

#[test]
fn texts_are_the_same_for_readers_while_they_are_packed() {
    const READERS: usize = 4;
    let texts: Vec<String> =
        (0..200).map(|n| format!("第 {n} 篇：{}", noise(300 + n * 7))).collect();
    let bodies: Vec<Body> = texts.iter().map(|text| body(text)).collect();
    let (start, done) = (Barrier::new(READERS + 1), AtomicBool::new(false));
    thread::scope(|scope| {
        for _ in 0..READERS {
            scope.spawn(|| {
                start.wait();
                let mut is_last = false;
                while !is_last {
                    is_last = done.load(Ordering::Relaxed);
                    for (body, text) in bodies.iter().zip(&texts) {
                        assert_eq!(&*body.markdown(), text);
                    }
                }
            });
        }
        let dictionary = dictionary(&[&texts[0]]);
        let packer = Packer::new(&dictionary, None);
        start.wait();
        bodies.iter().for_each(|body| body.pack(&packer));
        done.store(true, Ordering::Relaxed);
    });
    assert!(bodies.iter().all(|body| !body.can_pack()));
}
