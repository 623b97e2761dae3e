//! Variables that container platforms set to describe services, whose names can begin like those of
//! settings.

/// Returns whether a platform sets a variable, given without the prefix of settings, for a service or
/// container whose name is `inkstone` or begins with `inkstone-`.
///
/// Kubernetes sets for a service `inkstone-api`: `…API_SERVICE_HOST`, `…API_SERVICE_PORT`,
/// `…API_SERVICE_PORT_HTTP`, and the variables of Docker's links: `…API_PORT`, `…API_PORT_80_TCP` and
/// `…API_PORT_80_TCP_ADDR`. Docker also sets `…NAME` and `…ENV_PATH`. If a name could be a misspelt
/// setting, the value must have the form of a link too.
pub(super) fn is_service_link(name: &str, value: &str) -> bool {
    let words: Vec<&str> = name.split('_').collect();
    // The name of the service, which can be empty, comes first.
    (0..words.len()).any(|start| describes_service(&words[start..], value))
}

fn describes_service(words: &[&str], value: &str) -> bool {
    match words {
        ["SERVICE", "HOST"] | ["SERVICE", "PORT", ..] | ["ENV", _, ..] => true,
        ["PORT"] => value.contains("://"),
        ["PORT", number, "TCP" | "UDP" | "SCTP", detail @ ..] => {
            let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
            is_number
                && matches!(detail, [] | ["PROTO" | "PORT" | "ADDR"] | ["PORT", "START" | "END"])
        }
        // The path of a link: `/container/alias`.
        ["NAME"] => value.strip_prefix('/').is_some_and(|path| path.contains('/')),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_service_link;
    use crate::config::Key;
    use crate::config::key::ENV_PREFIX;

    /// Those that Kubernetes documents for a service `redis-primary`, for one port and for a named one.
    const KUBERNETES: [(&str, &str); 8] = [
        ("SERVICE_HOST", "10.0.0.11"),
        ("SERVICE_PORT", "6379"),
        ("SERVICE_PORT_HTTP_API", "6379"),
        ("PORT", "tcp://10.0.0.11:6379"),
        ("PORT_6379_TCP", "tcp://10.0.0.11:6379"),
        ("PORT_6379_TCP_PROTO", "tcp"),
        ("PORT_6379_TCP_PORT", "6379"),
        ("PORT_6379_TCP_ADDR", "10.0.0.11"),
    ];

    /// Those that Docker documents for legacy links, and those of Compose for a numbered container.
    const DOCKER: [(&str, &str); 7] = [
        ("NAME", "/web2/db"),
        ("ENV_PG_VERSION", "9.3"),
        ("PORT_53_UDP_ADDR", "172.17.0.82"),
        ("PORT_8000_TCP_PORT_START", "8000"),
        ("PORT_8000_TCP_PORT_END", "8001"),
        ("1_PORT_8080_TCP", "tcp://172.17.0.5:8080"),
        ("1_NAME", "/site/inkstone_1"),
    ];

    #[test]
    fn links_to_any_service_are_recognized() {
        for (name, value) in KUBERNETES.into_iter().chain(DOCKER) {
            for service in ["", "API_", "API_V2_", "PORT_", "METRICS_SERVICE_"] {
                assert!(is_service_link(&format!("{service}{name}"), value), "{service}{name}");
            }
        }
        assert!(is_service_link("DNS_PORT_53_SCTP", "sctp://10.0.0.1:53"));
        assert!(is_service_link("PORT", "udp://[fd00::1]:53"));
    }

    #[test]
    fn misspelt_settings_are_not_links() {
        for (name, value) in [
            ("LISTN", "tcp://10.0.0.1:80"),
            ("PORT", "8080"),
            ("PORT", "0.0.0.0:8080"),
            ("PORTS", "tcp://10.0.0.1:80"),
            ("PORT_HTTP", "80"),
            ("PORT_80", "tcp://10.0.0.1:80"),
            ("PORT_80_HTTP", "80"),
            ("PORT_80_TCP_HOST", "10.0.0.1"),
            ("NAME", "My blog"),
            ("NAME", "/blog"),
            ("HOST", "10.0.0.1"),
            ("SERVICE", "x"),
            ("ENV", "production"),
        ] {
            assert!(!is_service_link(name, value), "{name}");
        }
    }

    #[test]
    fn no_setting_has_the_name_of_a_link() {
        for key in Key::ALL {
            let name = key.variable().strip_prefix(ENV_PREFIX).expect("all have the prefix");
            for value in ["tcp://10.0.0.11:6379", "10.0.0.11", "/web2/db"] {
                assert!(!is_service_link(name, value), "{name}");
            }
        }
    }
}
