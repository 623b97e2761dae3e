//! Where the real binary has the search index of long posts.

use std::time::{Duration, Instant};

use inkstone::live::Scratch;
use serde_json::Value;

use crate::process::{Server, folder};

/// What is in the path of each file.
const FOLDER: &str = "/inkstone-";

#[test]
fn long_texts_are_in_temporary_files_unless_they_are_turned_off() {
    let text = "---\ntitle: Long\nlang: zh\n---\n\n".to_owned()
        + &"内存管理 and memory.\n\n".repeat(100_000);
    let content = folder(&[("long.md", &text)]);
    for (arguments, is_wanted) in [(&[][..], true), (&["--temporary-files=false"][..], false)] {
        let server = Server::start(content.path(), arguments);
        let latest = Instant::now() + Duration::from_secs(60);
        while server.get("/readyz").0 != 200 {
            assert!(Instant::now() < latest, "it is ready");
            std::thread::sleep(Duration::from_millis(10));
        }
        let found: Value =
            serde_json::from_str(&server.get("/api/v1/search?q=%E5%86%85%E5%AD%98").1).unwrap();
        assert_eq!(found["data"][0]["post"]["slug"], "long");
        let is_mapped = server.maps(FOLDER);
        let (code, log) = server.end_with_log("-TERM");
        assert_eq!(code, Some(0));
        // The disk of this machine may be almost full.
        let is_full = log.contains("cannot be stored in temporary files");
        assert_eq!(is_mapped, is_wanted && Scratch::temporary().is_some() && !is_full, "{log}");
    }
}
