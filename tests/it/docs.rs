//! Swagger UI: its page, and what it loads. `tests/conformance` uses it in a browser.

use crate::support::Service;

fn page(title: &str) -> String {
    let title = title.to_owned();
    let service = Service::with(&[], |options| options.title = title);
    let response = service.get("/docs/");
    assert_eq!((response.status, response.header("content-type")), (200, "text/html"));
    assert_eq!(service.get("/docs/index.html").body, response.body);
    response.body
}

#[test]
fn the_page_has_the_title_of_the_site() {
    assert!(page("砚台").contains("<title>砚台</title>"));
    assert!(page("<b> & c").contains("<title>&lt;b> &amp; c</title>"));
}

#[test]
fn the_page_suits_narrow_screens() {
    let page = page("a");
    let viewport = "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">";
    assert!(page.contains(viewport) && page.contains("<html lang=\"en\">"), "{page}");
}

#[test]
fn the_page_loads_only_files_of_this_server() {
    let service = Service::new(&[]);
    let page = service.get("/docs/").body;
    let linked = |attribute: &'static str| {
        page.split(attribute).skip(1).map(|rest| rest.split_once('"').expect("an end").0.to_owned())
    };
    let files: Vec<String> = linked("src=\"").chain(linked("href=\"")).collect();
    assert!(files.len() >= 5, "{files:?}");
    for file in files {
        assert!(!file.contains("//"), "{file}");
        let target = match file.strip_prefix("../") {
            Some(outside) => format!("/{outside}"),
            None => format!("/docs/{file}"),
        };
        assert_eq!(service.get(&target).status, 200, "{target}");
    }
    // The page of Swagger UI itself would show a document of another host.
    for target in [
        "/docs//",
        "/docs/%2F",
        "/docs//index.html",
        "/docs/swagger-initializer.js",
        "/docs/oauth2-redirect.html",
        "/docs/Index.html",
        "/docs/./",
    ] {
        assert_eq!(service.get(target).status, 404, "{target}");
    }
    assert!(service.get("/docs/docs.js").body.contains("\"../openapi.json\""));
}
