//! Two clients that keep a copy of the content, one by changes and one by buckets, as docs/sync.md describes.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{SHA256, digest};
use serde_json::Value;

use crate::support::{Service, post};

/// The copy of a client: `etag` by slug and language.
type Copy = BTreeMap<(String, String), String>;

fn name_of(row: &Value) -> (String, String) {
    let text = |key: &str| row[key].as_str().expect(key).to_owned();
    (text("slug"), text("lang"))
}

fn etag_of(row: &Value) -> String {
    row["etag"].as_str().expect("an etag").to_owned()
}

fn manifest(service: &Service) -> (Copy, String) {
    let answer = service.api("/manifest");
    let rows = answer["data"].as_array().expect("rows");
    let copy = rows.iter().map(|row| (name_of(row), etag_of(row))).collect();
    (copy, answer["meta"]["syncToken"].as_str().expect("a token").to_owned())
}

/// A client that asks what has changed since its token.
#[derive(Default)]
struct ByChanges {
    copy: Copy,
    token: Option<String>,
}

impl ByChanges {
    fn sync(&mut self, service: &Service) {
        let Some(token) = &self.token else {
            let (copy, token) = manifest(service);
            (self.copy, self.token) = (copy, Some(token));
            return;
        };
        let mut target = format!("/api/v1/changes?since={token}&limit=3");
        loop {
            let response = service.get(&target);
            if response.status == 410 {
                self.token = None;
                return self.sync(service);
            }
            let answer = response.json();
            for change in answer["data"].as_array().expect("changes") {
                match change["op"].as_str() {
                    Some("upsert") => {
                        self.copy.insert(name_of(change), etag_of(change));
                    }
                    _ => assert!(self.copy.remove(&name_of(change)).is_some(), "{change}"),
                }
            }
            match answer["links"]["next"].as_str() {
                Some(next) => target = next.to_owned(),
                None => {
                    self.token = answer["meta"]["syncToken"].as_str().map(str::to_owned);
                    return assert!(self.token.is_some(), "{answer}");
                }
            }
        }
    }
}

fn bucket((slug, lang): &(String, String)) -> usize {
    let hash = format!("{slug}\t{lang}")
        .bytes()
        .fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    hash as usize % 1024
}

fn hash_of<'a>(
    rows: impl Iterator<Item = (&'a (String, String), &'a String)>,
    bytes: usize,
) -> String {
    let lines: String =
        rows.map(|((slug, lang), etag)| format!("{slug}\t{lang}\t{etag}\n")).collect();
    URL_SAFE_NO_PAD.encode(&digest(&SHA256, lines.as_bytes()).as_ref()[..bytes])
}

/// A client that compares buckets, and stores nothing but its copy.
#[derive(Default)]
struct ByBuckets {
    copy: Copy,
}

impl ByBuckets {
    fn sync(&mut self, service: &Service) {
        loop {
            let tree = service.api("/manifest?tree=true");
            let hashes = tree["data"].as_array().expect("hashes");
            let own = |number: usize| {
                hash_of(self.copy.iter().filter(|(name, _)| bucket(name) == number), 6)
            };
            let different: Vec<usize> =
                (0..1024).filter(|&number| hashes[number] != own(number)).collect();
            if different.is_empty() {
                return;
            }
            for numbers in different.chunks(100) {
                let names: Vec<String> =
                    numbers.iter().map(|number| format!("{number:x}")).collect();
                let answer = service.api(&format!("/manifest?bucket={}", names.join(",")));
                self.copy.retain(|name, _| !numbers.contains(&bucket(name)));
                let rows = answer["data"].as_array().expect("rows");
                self.copy.extend(rows.iter().map(|row| (name_of(row), etag_of(row))));
            }
        }
    }
}

/// Numbers that look random, the same in each run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

/// Changes some files: edits, additions, removals, renames, drafts, schedules and links.
fn edit(files: &mut BTreeMap<String, String>, numbers: &mut Numbers) {
    for _ in 0..=numbers.below(3) {
        let path = format!("{}.md", numbers.below(12));
        let more = match numbers.below(6) {
            0 => "\ndraft: true".to_owned(),
            1 => format!("\ndate: 2026-01-01T12:0{}:00Z", numbers.below(10)),
            2 => format!("\nexpires: 2026-01-01T12:0{}:00Z", numbers.below(10)),
            3 => format!("\naliases: [\"{}\"]", numbers.below(12)),
            4 => format!("\nslug: s{}\nlang: zh", numbers.below(3)),
            _ => String::new(),
        };
        let link = format!("[{0}]({0}.md)", numbers.below(12));
        let text = post(&format!("title: T{}{more}", numbers.below(3))) + &link;
        match numbers.below(4) {
            0 => {
                files.remove(&path);
            }
            1 => {
                let moved = files.remove(&path);
                files.extend(moved.map(|text| (format!("{}.md", numbers.below(12)), text)));
            }
            _ => {
                files.insert(path, text);
            }
        }
    }
}

#[test]
fn both_end_with_exactly_what_is_served_after_any_edits_and_schedules() {
    let mut numbers = Numbers(7);
    let mut files = BTreeMap::new();
    let service = Service::new(&[]);
    let (mut by_changes, mut by_buckets) = (ByChanges::default(), ByBuckets::default());
    let mut versions = BTreeMap::new();
    for step in 0..120 {
        match numbers.below(3) {
            0 => service.set_now(&format!("2026-01-01T12:{:02}:30Z", step / 12)),
            _ => {
                edit(&mut files, &mut numbers);
                let files: Vec<_> = files.iter().map(|(path, text)| (&**path, &**text)).collect();
                service.replace(&files);
            }
        }
        // One syncs often, the other one seldom.
        by_changes.sync(&service);
        if step % 5 == 0 {
            by_buckets.sync(&service);
            assert_eq!(by_buckets.copy, by_changes.copy, "{step}");
        }
        let (served, token) = manifest(&service);
        assert_eq!(by_changes.copy, served, "{step}");
        assert_eq!(by_changes.token.as_ref(), Some(&token), "{step}");
        assert_eq!(token, format!("v1.{}", hash_of(served.iter(), 16)));
        // Equal names and hashes mean equal posts.
        for ((slug, lang), etag) in served {
            let post = &service.api(&format!("/posts/{slug}?lang={lang}"))["data"];
            assert_eq!(post["revision"], *etag);
            let post = post.to_string();
            let known = versions.entry((slug, lang, etag)).or_insert_with(|| post.clone());
            assert_eq!(*known, post, "{step}");
        }
    }
}
