use std::ffi::OsString;
use std::fmt::Debug;

use proptest::prelude::*;

use crate::api::ApiOptions;
use crate::compile::CompileOptions;
use crate::server::ListenOptions;

use super::{Key, LogFormat, Problem, Settings, SettingsFile, resolve};

fn from(
    toml: &str,
    variables: &[(&str, &str)],
    flags: &[(Key, &str)],
) -> Result<Settings, Vec<String>> {
    let file = SettingsFile { name: "inkstone.toml", text: toml };
    let variables = variables.iter().map(|(name, value)| ((*name).into(), (*value).into()));
    let flags = flags.iter().map(|(key, value)| (*key, (*value).to_owned()));
    resolve(Some(file), variables, flags)
        .map_err(|problems| problems.iter().map(Problem::to_string).collect())
}

fn problem(toml: &str) -> String {
    let mut problems = from(toml, &[], &[]).unwrap_err();
    assert_eq!(problems.len(), 1, "{problems:?}");
    problems.remove(0)
}

#[test]
fn defaults_of_the_table_and_of_the_options_agree() {
    let settings = from("", &[], &[]).unwrap();
    assert_eq!(settings.content.to_str(), Some("posts"));
    assert_eq!(settings.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(settings.max_file_size, 8 << 20);
    assert!(!settings.strict && settings.tls().is_none() && settings.ops_listen.is_none());
    assert_eq!((settings.log, settings.log_format), (tracing::Level::INFO, LogFormat::Text));

    let shown = |options: &dyn Debug| format!("{options:#?}");
    assert_eq!(shown(&settings.api_options()), shown(&ApiOptions::default()));
    assert_eq!(shown(&settings.compile_options()), shown(&CompileOptions::default()));
    let listen = ListenOptions::default();
    assert_eq!(shown(&settings.listen_options(listen.address.clone(), None)), shown(&listen));
}

#[test]
fn variables_override_the_file_and_flags_both() {
    let toml = "title = 'file'\nlang = 'zh'\nworkers = 2\n";
    let variables = [("INKSTONE_TITLE", "variable"), ("INKSTONE_WORKERS", "3")];
    let settings = from(toml, &variables, &[(Key::Workers, "4")]).unwrap();
    assert_eq!(settings.http.title, "variable");
    assert_eq!(settings.compile.default_lang.as_str(), "zh");
    assert_eq!(settings.connections.workers, Some(4));
}

#[test]
fn the_variable_port_is_used_only_if_nothing_sets_the_address() {
    let listen = |toml: &str, variables: &[(&str, &str)], flags: &[(Key, &str)]| {
        let settings = from(toml, &[variables, &[("PORT", "3000")]].concat(), flags).unwrap();
        (settings.listen.to_string(), settings.is_listen_from_port)
    };
    assert_eq!(listen("", &[], &[]), ("0.0.0.0:3000".to_owned(), true));
    assert_eq!(listen("", &[("INKSTONE_LISTEN", "")], &[]), ("0.0.0.0:3000".to_owned(), true));
    let other = ("127.0.0.1:1".to_owned(), false);
    assert_eq!(listen("listen = '127.0.0.1:1'", &[], &[]), other);
    assert_eq!(listen("", &[("INKSTONE_LISTEN", "127.0.0.1:1")], &[]), other);
    assert_eq!(listen("", &[], &[(Key::Listen, "127.0.0.1:1")]), other);
    let port = |value: &str| {
        let settings = from("", &[("PORT", value)], &[]).unwrap();
        settings.invalid_port.map_or(Ok(settings.listen.port()), Err)
    };
    assert_eq!(port(""), Ok(Some(8080)));
    assert_eq!(port(" 65535 "), Ok(Some(65535)));
    for wrong in ["http", "65536", "-1", "+80", "80a", "0.0.0.0:80", " ", "tcp://10.0.0.1:80"] {
        let found = port(wrong).unwrap_err();
        assert!(found.starts_with("PORT: `") && found.contains("is not a port"), "{found}");
    }
    let unused = from("listen = '127.0.0.1:1'", &[("PORT", "/dev/ttyS0")], &[]).unwrap();
    assert!(unused.invalid_port.is_none());
}

#[cfg(unix)]
#[test]
fn a_unix_socket_is_an_address_without_a_port_and_without_tls() {
    let settings = from("listen = 'unix:/run/a.sock'\nsocket_mode = '0660'", &[], &[]).unwrap();
    assert_eq!(
        (settings.listen.to_string().as_str(), settings.listen.port()),
        ("unix:/run/a.sock", None)
    );
    assert_eq!(settings.connections.socket_mode, 0o660);
    let tls = "listen = 'unix:a'\ntls_certificate = 'c'\ntls_key = 'k'";
    assert!(
        problem(tls).starts_with("inkstone.toml:1:10: `listen`: a Unix socket is not encrypted")
    );
    assert!(problem("listen = 'unix:'").contains("the path of the socket is missing"));
    for wrong in
        ["socket_mode = 660", "socket_mode = '888'", "socket_mode = '1777'", "socket_mode = '+60'"]
    {
        assert!(problem(wrong).contains("three octal digits"), "{wrong}");
    }
}

#[test]
fn every_problem_is_reported_with_its_source() {
    let found = from(
        "title = 'a'\n\nlissten = 'x'\nworkers = 0\n",
        &[("INKSTONE_TIMEZONE", "Mars/Phobos"), ("INKSTONE_LANGG", "x")],
        &[(Key::Workers, "many")],
    )
    .unwrap_err();
    assert_eq!(
        found,
        [
            "inkstone.toml:3:1: unknown setting `lissten`; did you mean `listen`?",
            "INKSTONE_LANGG: unknown setting; did you mean `INKSTONE_LANG`?",
            "inkstone.toml:4:11: `workers`: found `0`; expected an integer from 1 to 512",
            "INKSTONE_TIMEZONE: `Mars/Phobos` is not a time zone; expected an IANA name such as \
             Asia/Shanghai",
            "--workers: found `many`; expected an integer from 1 to 512",
        ]
    );
}

#[test]
fn values_of_the_wrong_type_are_reported_with_their_position() {
    assert_eq!(
        problem("strict = true\ntitle = 7\n"),
        "inkstone.toml:2:9: `title`: found an integer; expected a string"
    );
    assert_eq!(
        problem("\u{feff}strict = 1.5\r\n"),
        "inkstone.toml:1:10: `strict`: found a floating-point number; expected true or false"
    );
    assert!(problem("languages = ['zh', 3]").contains("found an array with items other"));
    assert!(problem("[listen]\nhost = 'x'").contains("`listen`: found a table"));
}

#[test]
fn equivalent_spellings_give_equal_settings() {
    let toml = "languages = ['zh', 'en']\nmax_file_size = '1MiB'\ntimezone = 'Asia/Shanghai'";
    let from_file = from(toml, &[], &[]).unwrap();
    let flags = [
        (Key::Languages, "ZH, en,,zh"),
        (Key::MaxFileSize, "1048576"),
        (Key::Timezone, "asia/shanghai"),
    ];
    let from_flags = from("", &[], &flags).unwrap();
    assert_eq!(from_file.compile.languages, from_flags.compile.languages);
    assert_eq!(from_file.max_file_size, from_flags.max_file_size);
    assert_eq!(from_file.catalog_options().settings, from_flags.catalog_options().settings);
}

#[test]
fn urls_lose_their_trailing_slash_and_may_have_a_path() {
    let url =
        |text: &str| from("", &[], &[(Key::PublicUrl, text)]).map(|found| found.http.public_url);
    assert_eq!(url("https://a.example/api/").unwrap().as_deref(), Some("https://a.example/api"));
    assert_eq!(url("HTTP://A.example:8080").unwrap().as_deref(), Some("http://a.example:8080"));
    assert_eq!(url("").unwrap(), None);
    for wrong in ["a.example", "ftp://a.example", "https://a/?q", "https://a/#f", "https://", "/x"]
    {
        assert!(url(wrong).is_err(), "{wrong}");
    }
    let secret = url("https://me:hunter2@a.example").unwrap_err();
    assert!(!secret[0].contains("hunter2"), "{secret:?}");
}

#[test]
fn the_base_path_is_in_the_public_url_once() {
    let urls = |toml: &str| {
        let options = from(toml, &[], &[]).unwrap().api_options();
        (options.origin().to_owned(), options.base_path.as_str().to_owned())
    };
    for (url, base, origin) in [
        ("", "", ""),
        ("", "blog/", "/blog"),
        ("https://a.example", "", "https://a.example"),
        ("https://a.example/", "/blog", "https://a.example/blog"),
        ("https://a.example/blog/", "/blog", "https://a.example/blog"),
        // A proxy has another prefix and replaces it.
        ("https://a.example/x", "/blog", "https://a.example/x"),
    ] {
        let (found, path) = urls(&format!("public_url = '{url}'\nbase_path = '{base}'"));
        assert_eq!((found.as_str(), path.is_empty()), (origin, base.is_empty()), "{url} {base}");
    }
    for wrong in ["/metrics", "/%72eadyz", "/a/../b"] {
        let found = problem(&format!("base_path = '{wrong}'"));
        assert!(
            found.starts_with(&format!("inkstone.toml:1:13: `base_path`: `{wrong}`: ")),
            "{found}"
        );
    }
}

#[test]
fn a_post_path_must_contain_the_slug() {
    let path = |text: &str| from("", &[], &[(Key::PostPath, text)]);
    for right in ["/posts/{slug}", "/{lang}/{slug}/", "/{slug}.html", "/#/{slug}"] {
        assert!(path(right).is_ok(), "{right}");
    }
    for wrong in ["", "posts/{slug}", "//{slug}", "/posts", "/{slug}/{year}", "/{slug", "/a {slug}"]
    {
        assert!(path(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn values_out_of_bounds_are_rejected() {
    for (key, right, wrong) in [
        (Key::MaxFileSize, ["1KiB", "1GiB"], ["1023", "2GiB"]),
        (Key::RenderCache, ["0", "64GiB"], ["-1", "65GiB"]),
        (Key::Workers, ["1", "512"], ["0", "513"]),
        (Key::ShutdownTimeout, ["0", "3600"], ["-1", "3601"]),
        (Key::ShutdownDelay, ["0", "3600"], ["-1", "1.5"]),
        (Key::KeepAlive, ["0", "3600"], ["-1", "3601"]),
        (Key::HeaderTimeout, ["1", "3600"], ["0", "3601"]),
        (Key::WriteTimeout, ["1", "3600"], ["0", "3601"]),
        (Key::MaxConnections, ["1", "1000000"], ["0", "1000001"]),
        (Key::OpsListen, ["", "127.0.0.1:9090"], ["9090", "localhost"]),
        (Key::Strict, ["yes", "0"], ["maybe", ""]),
        (Key::TrustedProxies, ["10.0.0.0/8, ::1", "Private,loopback"], ["10.0.0.0/33", "proxy"]),
        (Key::TrustedProxies, ["::ffff:10.0.0.0/104", ""], ["::ffff:0:0/90", "10.0.0.0/8 ::1"]),
        (Key::CorsOrigins, ["*", "none"], ["*, https://a.example", "https://a.example,none"]),
        (Key::CorsOrigins, ["https://*.a.example", ""], ["https://*", "a.example"]),
        (Key::Robots, ["index", "noindex, NoFollow"], ["", "noindx"]),
        (Key::RateLimit, ["OFF", "100/1m burst 20"], ["100", "0/s"]),
        (Key::MaxInFlight, ["1", "65536"], ["0", "65537"]),
        (Key::MaxUrl, ["1KiB", "64KiB"], ["1023", "65537"]),
        (Key::MaxHeaders, ["4KiB", "60KiB"], ["4095", "61441"]),
        (Key::Log, ["warn", "TRACE"], ["verbose", ""]),
    ] {
        for text in right {
            assert!(from("", &[], &[(key, text)]).is_ok(), "{key:?} {text}");
        }
        for text in wrong {
            assert!(from("", &[], &[(key, text)]).is_err(), "{key:?} {text}");
        }
    }
}

#[test]
fn a_certificate_requires_its_key() {
    assert_eq!(
        problem("title = 'a'\ntls_certificate = 'c.pem'"),
        "inkstone.toml:2:19: `tls_certificate`: `tls_key` is missing; both must be set"
    );
    let both = [("INKSTONE_TLS_KEY", "k.pem")];
    let found = from("tls_certificate = 'c.pem'", &both, &[]).unwrap().tls().unwrap();
    assert_eq!((found.certificate.to_str(), found.key.to_str()), (Some("c.pem"), Some("k.pem")));
    let alone = from("", &both, &[]).unwrap_err();
    assert_eq!(alone, ["INKSTONE_TLS_KEY: `tls_certificate` is missing; both must be set"]);
    let unset_again = [(Key::TlsCertificate, ""), (Key::TlsKey, "")];
    assert!(from("tls_certificate = 'c.pem'", &both, &unset_again).unwrap().tls().is_none());
}

#[test]
fn a_token_is_checked_and_never_shown() {
    let token = |text: &str| from("", &[("INKSTONE_PREVIEW_TOKEN", text)], &[]);
    let good = token("0123456789abcdef").unwrap();
    assert!(!format!("{good:?}").contains("0123456789abcdef"));
    assert_eq!(good.api_options().preview_token.as_deref(), Some("0123456789abcdef"));
    for wrong in ["0123456789abcde", "0123456789 abcdef", "0123456789abcdef密"] {
        let found = token(wrong).unwrap_err();
        assert!(!found[0].contains("01234"), "{found:?}");
    }
    let found = problem("preview_token = 12345678901234567");
    assert!(!found.contains("123456"), "{found}");
}

#[test]
fn an_invalid_limit_is_reported_with_valid_examples() {
    assert!(
        from("rate_limit = false\ntrusted_proxies = ['loopback', '10.0.0.7']", &[], &[]).is_ok()
    );
    assert_eq!(
        problem("rate_limit = '100 a minute'"),
        "inkstone.toml:1:14: `rate_limit`: `100 a minute` is not a rate; expected off, or 1 to 1000000 \
         requests per period of at most a day, such as 100/1m, 10/s or 100/1m burst 20"
    );
    assert_eq!(
        problem("trusted_proxies = ['10.0.0.0/8', 'localhost']"),
        "inkstone.toml:1:19: `trusted_proxies`: `localhost` is neither an address nor a network; \
         expected items such as 192.0.2.1, 10.0.0.0/8, 2001:db8::/32, loopback or private"
    );
}

#[test]
fn a_misspelt_choice_or_time_zone_is_reported_with_the_nearest() {
    assert!(problem("raw_html = 'sanitise'").ends_with("did you mean `sanitize`?"));
    assert!(problem("timezone = 'Asia/Shanghia'").ends_with("did you mean `Asia/Shanghai`?"));
}

#[test]
fn the_revision_depends_on_settings_that_affect_responses() {
    let identity = |toml: &str| from(toml, &[], &[]).unwrap().catalog_options().settings;
    let plain = identity("");
    for toml in [
        "raw_html = 'trust'",
        "highlight = false",
        "languages = ['zh']",
        "timezone = 'Asia/Shanghai'",
        "lang = 'zh'",
        "slug_from = 'path'",
        "slug_date = 'keep'",
        "site_url = 'https://a.example'",
        "post_path = '/p/{slug}'",
        "public_url = 'https://a.example'",
        "base_path = '/a'",
        "title = 'a'",
        "description = 'a'",
    ] {
        assert_ne!(identity(toml), plain, "{toml}");
    }
    assert_eq!(identity("listen = '127.0.0.1:1'\nworkers = 3\nlog = 'debug'"), plain);
    assert_ne!(
        identity("site_url = 'https://a.example'"),
        identity("public_url = 'https://a.example'")
    );
}

proptest! {
    #[test]
    fn no_input_causes_a_panic(
        toml in any::<String>(),
        variables in prop::collection::vec((any::<String>(), any::<String>()), 0..4),
        key in prop::sample::select(Key::ALL),
        value in any::<String>(),
    ) {
        let as_toml = format!("{} = '''{value}'''\n{toml}", key.name());
        let variables: Vec<(OsString, OsString)> = variables
            .into_iter()
            .map(|(name, value)| (format!("INKSTONE_{name}").into(), value.into()))
            .chain([(key.variable().into(), OsString::from(&value))])
            .collect();
        for text in [toml.as_str(), as_toml.as_str()] {
            let file = SettingsFile { name: "inkstone.toml", text };
            let _ = resolve(Some(file), variables.clone(), [(key, value.clone())]);
        }
    }

    #[test]
    fn toml_like_input_does_not_cause_a_panic(toml in "(([a-z_]{1,6}|listen|title) ?[=.] ?[-'\"\\[\\]{}0-9a-z.:\\\\]{0,9}[\r\n,]{0,2}){0,6}") {
        let _ = resolve(Some(SettingsFile { name: "inkstone.toml", text: &toml }), [], []);
    }
}

#[test]
fn embed_hosts_are_names_without_anything_else() {
    let hosts = |text: &str| {
        let settings = from("", &[], &[(Key::EmbedHosts, text)])?;
        Ok::<_, Vec<String>>(settings.http.render.embeds.iter().collect::<Vec<_>>().join(" "))
    };
    assert_eq!(
        hosts("Player.Example.com, 例子.中国").unwrap(),
        "player.example.com xn--fsqu00a.xn--fiqs8s"
    );
    assert_eq!(hosts("none").unwrap(), "");
    for wrong in [
        "https://a.example",
        "a.example/x",
        "*.a.example",
        "a.example:80",
        "localhost",
        "127.0.0.1",
        "none, a.example",
    ] {
        assert!(hosts(wrong).is_err(), "{wrong}");
    }
    let settings = from("embed_hosts = ['a.example']\nraw_html = 'escape'", &[], &[]).unwrap();
    let options = settings.compile_options();
    assert_eq!(options.embeds.iter().collect::<Vec<_>>(), ["a.example"]);
    assert_eq!(options.raw_html, crate::compile::markdown::RawHtml::Escape);
}
