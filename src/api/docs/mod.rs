//! The page at `/docs/`: Swagger UI with its configuration.

use std::borrow::Cow;
use std::sync::Arc;

use utoipa_swagger_ui::Config;

/// The files of Swagger UI that the page loads. The others are pages of their own: that of Swagger UI loads a
/// document from another host.
const SWAGGER_UI: [&str; 3] = ["swagger-ui-bundle.js", "swagger-ui.css", "favicon-32x32.png"];

/// A file of the documentation.
#[derive(Debug)]
pub struct DocsFile {
    /// The media type.
    pub media_type: Cow<'static, str>,
    /// The content.
    pub content: Cow<'static, [u8]>,
}

/// Returns the file with this name, or the page of a site with this title if the name is empty; `None` if
/// there is no such file.
///
/// The page is not that of Swagger UI, which has no configuration for its title, for narrow screens and
/// for the examples of parameters.
pub fn file(name: &str, title: &str) -> Option<DocsFile> {
    let own = |media_type: &'static str, content: Cow<'static, [u8]>| {
        Some(DocsFile { media_type: media_type.into(), content })
    };
    match name {
        "" | "index.html" => own("text/html", page(title).into_bytes().into()),
        "docs.js" => own("text/javascript", include_bytes!("docs.js").as_slice().into()),
        "docs.css" => own("text/css", include_bytes!("docs.css").as_slice().into()),
        _ if SWAGGER_UI.contains(&name) => {
            let file = utoipa_swagger_ui::serve(name, Arc::new(Config::default()));
            let file = file.expect("these files are not configured")?;
            let content = Cow::Owned(file.bytes.into_owned());
            Some(DocsFile { media_type: file.content_type.into(), content })
        }
        _ => None,
    }
}

fn page(title: &str) -> String {
    let title = title.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    include_str!("index.html").replace("{{title}}", &title)
}

#[cfg(test)]
mod tests {
    use super::{file, page};

    #[test]
    fn the_title_is_text() {
        let page = page("a </title> & \"b");
        assert!(page.contains("<title>a &lt;/title> &amp; &quot;b</title>"));
        assert!(page.contains("title=\"a &lt;/title> &amp; &quot;b\""));
    }

    #[test]
    fn every_file_of_the_page_exists() {
        let html = page("a");
        let names = html.split(['"']).filter(|text| {
            !text.contains("..") && [".css", ".js", ".png"].iter().any(|end| text.ends_with(end))
        });
        let names: Vec<&str> = names.collect();
        assert_eq!(names.len(), 5, "{names:?}");
        for name in names {
            assert!(file(name, "a").is_some(), "{name}");
        }
    }
}
