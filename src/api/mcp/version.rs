//! Versions of the protocol, and what requests of each must have.

use actix_web::http::header::HeaderMap;
use data_encoding::BASE64;
use serde_json::{Map, Value, json};

use super::message::Request;
use super::reply::{HEADER_MISMATCH, INVALID_PARAMS, RpcError, UNSUPPORTED_VERSION};
use crate::protocol::problem::shorten;

/// The version whose requests have their version and the client's capabilities in `_meta`.
pub const MODERN: &str = "2026-07-28";
/// The versions that begin with `initialize`, latest first.
const LEGACY: [&str; 2] = ["2025-11-25", "2025-06-18"];
/// All versions, latest first.
pub const SUPPORTED: [&str; 3] = [MODERN, LEGACY[0], LEGACY[1]];

const META_VERSION: &str = "io.modelcontextprotocol/protocolVersion";
const META_CAPABILITIES: &str = "io.modelcontextprotocol/clientCapabilities";

/// By which rules a request is served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Era {
    /// Those of [`MODERN`].
    Modern,
    /// Those of the versions before.
    Legacy,
}

/// Returns the version to speak with a client that requests one by `initialize`: that one, or else the latest that
/// begins so.
pub fn negotiated(requested: Option<&str>) -> &'static str {
    LEGACY.into_iter().find(|&version| Some(version) == requested).unwrap_or(LEGACY[0])
}

/// Checks `MCP-Protocol-Version`, which requests before the end of `initialize` do not have.
///
/// # Errors
/// Returns an error if the server does not speak the version.
pub fn check_header(headers: &HeaderMap) -> Result<(), RpcError> {
    let sent = text(headers, "mcp-protocol-version")?;
    sent.map_or(Ok(()), |version| check_supported(&version))
}

fn check_supported(version: &str) -> Result<(), RpcError> {
    if SUPPORTED.contains(&version) {
        return Ok(());
    }
    let message =
        format!("unsupported protocol version; this server speaks {}", SUPPORTED.join(", "));
    let data = json!({ "supported": SUPPORTED, "requested": shorten(version) });
    Err(RpcError { data: Some(data), ..RpcError::bad(UNSUPPORTED_VERSION, message) })
}

/// Returns by which rules a request is served, and checks its headers and `_meta` by these.
///
/// # Errors
/// Returns an error if something is missing, or if headers and content differ.
pub fn era(headers: &HeaderMap, request: &Request) -> Result<Era, RpcError> {
    let header = text(headers, "mcp-protocol-version")?;
    let meta = request.params.get("_meta").and_then(Value::as_object);
    let declared = meta.and_then(|meta| meta.get(META_VERSION));
    if header.as_deref() != Some(MODERN) && declared.is_none() {
        return Ok(Era::Legacy);
    }
    let Some(Value::String(declared)) = declared else {
        return Err(missing(META_VERSION, "a string"));
    };
    let header = header.ok_or_else(|| absent("MCP-Protocol-Version"))?;
    same("MCP-Protocol-Version", &header, declared)?;
    check_supported(declared)?;
    if declared != MODERN {
        return Ok(Era::Legacy);
    }
    if !meta.and_then(|meta| meta.get(META_CAPABILITIES)).is_some_and(Value::is_object) {
        return Err(missing(META_CAPABILITIES, "an object"));
    }
    let method = text(headers, "mcp-method")?.ok_or_else(|| absent("Mcp-Method"))?;
    same("Mcp-Method", &method, &request.method)?;
    if request.method == "tools/call" {
        check_name(headers, &request.params)?;
    }
    Ok(Era::Modern)
}

/// Checks that `Mcp-Name` is the name of the tool.
fn check_name(headers: &HeaderMap, params: &Map<String, Value>) -> Result<(), RpcError> {
    let Some(name) = params.get("name").and_then(Value::as_str) else { return Ok(()) };
    let sent = text(headers, "mcp-name")?.ok_or_else(|| absent("Mcp-Name"))?;
    let encoded = sent.strip_prefix("=?base64?").and_then(|rest| rest.strip_suffix("?="));
    let sent = match encoded {
        None => sent,
        Some(encoded) => {
            let bytes = BASE64.decode(encoded.as_bytes()).ok();
            let decoded = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
            decoded.ok_or_else(|| mismatch("the Base64 of `Mcp-Name` is malformed"))?
        }
    };
    same("Mcp-Name", &sent, name)
}

/// Returns the value of a header; `None` if there is none.
fn text(headers: &HeaderMap, name: &str) -> Result<Option<String>, RpcError> {
    let mut lines = headers.get_all(name);
    let Some(line) = lines.next() else { return Ok(None) };
    let value = line.to_str().ok().filter(|_| lines.next().is_none());
    let value = value.ok_or_else(|| mismatch(format!("`{name}` is malformed or repeated")))?;
    Ok(Some(value.trim().to_owned()))
}

fn same(name: &str, header: &str, content: &str) -> Result<(), RpcError> {
    if header == content {
        return Ok(());
    }
    let (header, content) = (shorten(header), shorten(content));
    Err(mismatch(format!("`{name}` is `{header}`, but the content has `{content}`")))
}

fn absent(name: &str) -> RpcError {
    mismatch(format!("`{name}` is missing"))
}

fn mismatch(message: impl Into<String>) -> RpcError {
    RpcError::bad(HEADER_MISMATCH, format!("header mismatch: {}", message.into()))
}

fn missing(key: &str, what: &str) -> RpcError {
    RpcError::bad(INVALID_PARAMS, format!("`params._meta` must have `{key}`, {what}"))
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
    use serde_json::{Map, Value, json};

    use super::{Era, check_header, era, negotiated};
    use crate::api::mcp::message::Request;

    fn headers(lines: &[(&str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
            headers.append(name, HeaderValue::from_str(value).unwrap());
        }
        headers
    }

    fn request(method: &str, params: &Value) -> Request {
        let params = params.as_object().cloned().unwrap_or_else(Map::new);
        Request { id: json!(1), method: method.to_owned(), params }
    }

    fn modern() -> Value {
        json!({
            "io.modelcontextprotocol/protocolVersion": "2026-07-28",
            "io.modelcontextprotocol/clientCapabilities": {},
        })
    }

    #[test]
    fn a_version_that_both_know_is_chosen() {
        for (requested, expected) in [
            (Some("2025-06-18"), "2025-06-18"),
            (Some("2025-11-25"), "2025-11-25"),
            // Only its own requests are of this version.
            (Some("2026-07-28"), "2025-11-25"),
            (Some("2024-11-05"), "2025-11-25"),
            (Some("x"), "2025-11-25"),
            (None, "2025-11-25"),
        ] {
            assert_eq!(negotiated(requested), expected);
        }
    }

    #[test]
    fn unknown_versions_are_refused_with_the_known_ones() {
        for known in ["2026-07-28", "2025-11-25", "2025-06-18"] {
            assert_eq!(check_header(&headers(&[("mcp-protocol-version", known)])), Ok(()));
        }
        assert_eq!(check_header(&headers(&[])), Ok(()));
        for unknown in ["2024-11-05", "1", "", "2025-06-18, 2025-11-25"] {
            let error = check_header(&headers(&[("mcp-protocol-version", unknown)])).unwrap_err();
            assert_eq!((error.status.as_u16(), error.code), (400, -32022), "{unknown}");
            let supported = json!(["2026-07-28", "2025-11-25", "2025-06-18"]);
            assert_eq!(error.data.unwrap()["supported"], supported);
        }
    }

    #[test]
    fn headers_and_meta_decide_and_must_agree() {
        let version = ("mcp-protocol-version", "2026-07-28");
        let list = ("mcp-method", "tools/list");
        let call = ("mcp-method", "tools/call");
        let meta = || json!({ "_meta": modern() });
        let named = || json!({ "_meta": modern(), "name": "获取" });
        let encoded = format!("=?base64?{}?=", data_encoding::BASE64.encode("获取".as_bytes()));
        for (lines, method, params, expected) in [
            (&[][..], "tools/list", json!({}), Ok(Era::Legacy)),
            (&[("mcp-protocol-version", "2025-06-18")], "tools/list", json!({}), Ok(Era::Legacy)),
            (&[version, list], "tools/list", meta(), Ok(Era::Modern)),
            (&[version, call, ("mcp-name", &encoded)], "tools/call", named(), Ok(Era::Modern)),
            (&[version, call, ("mcp-name", "x")], "tools/call", named(), Err(-32020)),
            (&[version, call, ("mcp-name", "=?base64?*?=")], "tools/call", named(), Err(-32020)),
            (&[version, call], "tools/call", named(), Err(-32020)),
            (&[version], "tools/list", meta(), Err(-32020)),
            (&[list], "tools/list", meta(), Err(-32020)),
            (&[version, call], "tools/list", meta(), Err(-32020)),
            (&[("mcp-protocol-version", "2025-11-25"), list], "tools/list", meta(), Err(-32020)),
            (&[version, list], "tools/list", json!({}), Err(-32602)),
            (
                &[version, list],
                "tools/list",
                json!({ "_meta": { "io.modelcontextprotocol/protocolVersion": "2026-07-28" } }),
                Err(-32602),
            ),
        ] {
            let found = era(&headers(lines), &request(method, &params));
            assert_eq!(found.map_err(|error| error.code), expected, "{lines:?} {params}");
        }
    }
}
