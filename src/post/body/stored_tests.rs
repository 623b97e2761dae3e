//! Tests of bodies in files.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use proptest::prelude::*;

use super::test_store::TestStore;
use super::tests::{body, dictionary, noise};
use super::{Body, BodyStore, Dictionary, Packer, Volume};

fn volume(store: &TestStore, dictionary: &Arc<Dictionary>) -> (Arc<Volume>, Arc<AtomicBool>) {
    let has_lost = Arc::default();
    (Volume::new(store.create().unwrap(), dictionary, &has_lost), has_lost)
}

/// Packs bodies of texts.
fn pack(texts: &[String], store: &TestStore) -> (Vec<Body>, Arc<AtomicBool>) {
    let bodies: Vec<Body> = texts.iter().map(|text| body(text)).collect();
    let dictionary = dictionary(&[&texts[0]]);
    let (volume, has_lost) = volume(store, &dictionary);
    let packer = Packer::new(&dictionary, Some(&volume));
    bodies.iter().for_each(|body| body.pack(&packer));
    (bodies, has_lost)
}

fn texts(count: usize) -> Vec<String> {
    (0..count).map(|n| format!("第 {n} 篇。{}", noise(1000 + n % 7 * 500))).collect()
}

fn assert_same(bodies: &[Body], texts: &[String]) {
    for (body, text) in bodies.iter().zip(texts) {
        assert_eq!(*body.read().unwrap(), **text);
        assert!(!body.can_pack() && !body.is_lost());
    }
}

proptest! {
    #[test]
    fn any_text_is_read_as_it_was(
        texts in prop::collection::vec("\\PC{256,600}|[\\x00-\\u{10ffff}]{256,700}|(内存|管理|\n){90,600}", 1..9),
    ) {
        let (bodies, _) = pack(&texts, &TestStore::default());
        for (body, text) in bodies.iter().zip(&texts) {
            prop_assert_eq!(body.held_bytes(), 0);
            prop_assert_eq!(&*body.markdown(), text);
            prop_assert!(body.is_same_text(&super::tests::body(text)));
        }
    }
}

#[test]
fn a_full_disk_leaves_what_it_does_not_take_in_memory() {
    let texts = texts(800);
    for room in [0, 300 << 10, 600 << 10, 1 << 30] {
        let store = TestStore::with_room(room);
        let (bodies, has_lost) = pack(&texts, &store);
        assert_same(&bodies, &texts);
        let in_memory = bodies.iter().filter(|body| body.held_bytes() > 0).count();
        assert_eq!(in_memory == texts.len(), room == 0, "{room}");
        assert_eq!(in_memory == 0, room == 1 << 30, "{room}");
        assert_eq!(store.reported(), (usize::from(in_memory > 0), 0));
        assert!(!has_lost.load(Ordering::Relaxed));
    }
}

#[test]
fn damage_is_an_error_and_not_another_text() {
    let (texts, store) = (texts(50), TestStore::default());
    let (bodies, has_lost) = pack(&texts, &store);
    store.damage(true);
    for body in &bodies[1..] {
        assert!(body.read().is_err() && body.is_lost());
        assert!(catch_unwind(AssertUnwindSafe(|| body.markdown())).is_err());
    }
    assert!(has_lost.load(Ordering::Relaxed));
    assert_eq!(store.reported(), (0, 49));
    // What is lost is not read again, but restored.
    store.damage(false);
    assert!(bodies[1].read().is_err());
    assert!(!bodies[1].is_same_text(&body(&texts[1])));
    bodies.iter().zip(&texts).for_each(|(lost, text)| lost.restore(&body(text)));
    for (body, text) in bodies.iter().zip(&texts) {
        assert_eq!(&*body.markdown(), text);
    }
    // The first was not lost.
    assert_eq!(bodies[0].held_bytes(), 0);
    assert!(bodies[1].can_pack());
}

#[test]
fn a_file_is_removed_with_the_last_body_and_rewritten_if_most_of_it_is_unused() {
    let store = TestStore::default();
    let dictionary = dictionary(&[]);
    let (first, _) = volume(&store, &dictionary);
    let packer = Packer::new(&dictionary, Some(&first));
    // More than 16 MiB, as they can be compressed by a fifth at most.
    let mut bodies: Vec<Body> = (0..12).map(|_| body(&noise(2 << 20))).collect();
    bodies.iter().for_each(|body| body.pack(&packer));
    drop(packer);
    assert!(!first.is_mostly_unused());
    bodies.truncate(5);
    assert!(first.is_mostly_unused());
    let (second, _) = volume(&store, &dictionary);
    let packer = Packer::new(&dictionary, Some(&second));
    bodies.iter().for_each(|body| body.move_from(&first, &packer));
    drop((first, packer));
    assert_eq!((store.created(), store.existing()), (2, 1));
    assert!(!second.is_mostly_unused());
    assert!(bodies.iter().all(|body| *body.markdown() == *noise(2 << 20)));
    drop((second, bodies));
    assert_eq!(store.existing(), 0);
}
