//! Orders of a few posts, and skipping in larger ones.

use std::cmp::Reverse;
use std::slice;

use proptest::prelude::*;
use roaring::RoaringBitmap;

use super::{Order, Slot};

/// Few values, so that groups of equal ones are large.
const VALUES: u32 = 7;

fn order() -> Order {
    // By name: c a b e d. Values: 3 1 3 – 7.
    Order::new(&[Some(3), Some(1), Some(3), None, Some(7)], &[2, 0, 1, 4, 3])
}

#[test]
fn missing_values_are_last_and_equal_values_are_by_name_in_both_directions() {
    assert_eq!(order().docs(), [1, 2, 0, 4, 3]);
    assert_eq!(order().descending_after(&(0..5).collect(), 0).collect::<Vec<_>>(), [4, 2, 0, 1, 3]);
}

#[test]
fn a_value_between_two_others_has_a_slot_between_theirs() {
    let order = order();
    let values = [3, 1, 3, 0, 7];
    let find = |value: i32| order.find(|doc| values[doc as usize].cmp(&value));
    assert!(find(0) < order.slot(1));
    assert_eq!(find(3), order.slot(0));
    assert!(order.slot(0) < find(5) && find(5) < order.slot(4));
    assert!(order.slot(4) < find(9) && find(9) < order.slot(3));
    assert_eq!(order.slot(3), Slot::MISSING);
    assert!(find(5).reversed() < order.slot(0).reversed());
    assert!(find(0).reversed() < Slot::MISSING.reversed());
}

#[test]
fn groups_have_equal_values_in_both_directions() {
    let order = order();
    let three = order.slot(0);
    let ascending = |from| order.ascending_groups(from).collect::<Vec<_>>();
    assert_eq!(ascending(Slot::FIRST), [0..1, 1..3, 3..4, 4..5]);
    assert_eq!(ascending(three), [1..3, 3..4, 4..5]);
    assert_eq!(ascending(Slot::MISSING), slice::from_ref(&(4..5)));
    let descending = |from| order.descending_groups(from).collect::<Vec<_>>();
    assert_eq!(descending(Slot::FIRST), [3..4, 1..3, 0..1, 4..5]);
    assert_eq!(descending(three.reversed()), [1..3, 0..1, 4..5]);
    assert_eq!(descending(Slot::MISSING), slice::from_ref(&(4..5)));
}

proptest! {
    #[test]
    fn parts_of_two_orders_have_the_posts_in_common_that_are_within_a_range(
        values in prop::collection::vec((0..VALUES, 0..VALUES), 1..600),
        one in (0..600_usize, prop_oneof![0..90_usize, 0..600_usize]),
        other in (0..600_usize, prop_oneof![0..90_usize, 0..600_usize]),
        within in (0..600_u32, 0..600_u32),
    ) {
        let names: Vec<u32> = (0..values.len() as u32).collect();
        let first: Vec<_> = values.iter().map(|value| Some(value.0)).collect();
        let second: Vec<_> = values.iter().map(|value| Some(value.1)).collect();
        let (first, second) = (Order::new(&first, &names), Order::new(&second, &names));
        let positions = |(start, count): (usize, usize)| {
            let start = start.min(values.len());
            start..(start + count).min(values.len())
        };
        let (one, other) = (positions(one), positions(other));
        let within = within.0.min(within.1)..within.0.max(within.1);
        let expected: RoaringBitmap = names
            .iter()
            .copied()
            .filter(|doc| first.docs()[one.clone()].contains(doc))
            .filter(|doc| second.docs()[other.clone()].contains(doc) && within.contains(doc))
            .collect();
        let mut common = first.bits(one, &within);
        common.intersect(&second.bits(other, &within));
        prop_assert_eq!(common.to_bitmap(), expected);
    }

    #[test]
    fn skipping_gives_the_same_posts_as_counting(
        values in prop::collection::vec(prop::option::of(0..VALUES), 1..1500),
        hidden in 1..9_u32,
        count in 0..1600_usize,
    ) {
        let names: Vec<u32> = (0..values.len() as u32).collect();
        let order = Order::new(&values, &names);
        let docs: RoaringBitmap = names.iter().copied().filter(|doc| doc % 9 < hidden).collect();
        let mut sorted: Vec<u32> = docs.iter().collect();
        let value = |doc: u32| values[doc as usize];
        sorted.sort_by_key(|&doc| (value(doc).is_none(), value(doc)));
        let ascending: Vec<u32> = order.ascending_after(&docs, count).collect();
        prop_assert_eq!(ascending, sorted.get(count..).unwrap_or_default());
        sorted.sort_by_key(|&doc| (value(doc).is_none(), Reverse(value(doc)), doc));
        let descending: Vec<u32> = order.descending_after(&docs, count).collect();
        prop_assert_eq!(descending, sorted.get(count..).unwrap_or_default());
    }
}

#[test]
fn iteration_may_start_at_any_slot() {
    let order = order();
    let slot = order.slot(0);
    assert_eq!(order.descending_from(slot).collect::<Vec<_>>(), [2, 0, 1, 3]);
    assert_eq!(order.ascending_from(slot).collect::<Vec<_>>(), [2, 0, 4, 3]);
    assert_eq!(order.ascending_from(Slot::MISSING).collect::<Vec<_>>(), [3]);
    assert_eq!(order.descending_from(Slot::MISSING).collect::<Vec<_>>(), [3]);
    assert_eq!(order.ascending_back_from(slot).collect::<Vec<_>>(), [0, 2, 1]);
    assert_eq!(order.descending_back_from(slot).collect::<Vec<_>>(), [2, 0, 4]);
    assert_eq!(order.ascending_back_from(Slot::MISSING).collect::<Vec<_>>(), [3, 4, 0, 2, 1]);
    assert_eq!(order.descending_back_from(Slot::MISSING).collect::<Vec<_>>(), [3, 1, 2, 0, 4]);
}

proptest! {
    #[test]
    fn a_changed_order_equals_a_new_one(
        before in prop::collection::vec(prop::option::of(0..5), 1..20),
        changes in prop::collection::vec((any::<prop::sample::Index>(), prop::option::of(0..5)), 0..6),
    ) {
        let names: Vec<u32> = (0..before.len() as u32).rev().collect();
        let mut after = before.clone();
        let changes = changes.into_iter().map(|(at, value)| (at.index(before.len()), value));
        let mut changed: Vec<u32> = changes.map(|(at, value)| {
            after[at] = value;
            at as u32
        }).collect();
        changed.sort_unstable();
        changed.dedup();
        let successor = Order::new(&before, &names)
            .with(&changed, |doc| after[doc as usize], &names);
        let fresh = Order::new(&after, &names);
        prop_assert_eq!(successor.docs(), fresh.docs());
        prop_assert_eq!(&successor.ranks, &fresh.ranks);
        prop_assert_eq!(successor.present, fresh.present);
    }
}
