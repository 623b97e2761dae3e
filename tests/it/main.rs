//! The integration tests: the real application and the real binary.
//!
//! | file | what it tests |
//! |---|---|
//! | `support` | a service over content in memory, and a small HTTP client |
//! | `process` | the real binary as a process |
//! | `event_client` | a client of the event stream |
//! | `export` | `inkstone export`: the same bytes as the server, and nothing lost |
//! | `posts` | lists and single posts, by the contract's sections 3 and 5 |
//! | `names` | slugs, aliases, translations, links and files, decided among visible posts |
//! | `neighbors` | the previous and next post |
//! | `terms` | tags, categories, authors, series and the archive |
//! | `search` | full-text search |
//! | `suggest` | autocomplete |
//! | `problems` | errors of clients |
//! | `related` | related posts, and the key `related` |
//! | `highlight` | highlighted code and its stylesheet |
//! | `hidden` | that hidden posts have no influence on any response |
//! | `limits` | rate limits, sizes of heads, and concurrent work |
//! | `dev` | `inkstone dev`: drafts for everyone on this machine, and for nobody else |
//! | `prose` | the stylesheet for whole posts |
//! | `docs` | Swagger UI: its page, and what it loads |
//! | `events` | the event stream |
//! | `feeds` | feeds as JSON, RSS and Atom |
//! | `guides` | the code of the guides of native apps |
//! | `site_files` | the sitemap, the rules for robots, and posts for language models |
//! | `preview` | drafts, scheduled and expired posts |
//! | `preview_links` | signed links to one draft |
//! | `schedule` | that every response follows the clock, at each path of the document |
//! | `assets` | assets: what is served, ranges, conditions and caching |
//! | `heads` | headers of all responses: dates, search engines, CORS, lengths |
//! | `caching` | conditional requests, caching, content codings and CORS, by section 6 |
//! | `response_cache` | the response cache: which requests share a response, and for how long |
//! | `asset_files` | assets in a folder: changes on disk, links, special files |
//! | `base_path` | that all links are below the base path, by crawling them |
//! | `bodies` | rendered bodies, links, images and covers, by section 4 |
//! | `mdx` | posts in MDX, by section 1 |
//! | `files` | which files are posts, excerpts of them, and the keys of files, by section 1 |
//! | `sync` | the manifest and changes |
//! | `sync_clients` | clients that keep a copy of the content, by changes and by buckets |
//! | `sync_restart` | sync tokens after a restart, with the real binary |
//! | `template_tags` | posts with template tags, as Hexo, Jekyll and Hugo have them |
//! | `binary` | commands, exit codes and signals |
//! | `build` | the build script: which commit is checked out |
//! | `authors` | `new`, completions, manual pages and the version |
//! | `environment` | variables of container platforms and `PORT`, with the real binary |
//! | `temporary_files` | where the search index of long posts is, with the real binary |
//! | `unix_socket` | listening on a Unix socket, with the real binary |
//! | `reload` | content that changes while the server runs |
//! | `typed` | front matter that `_schema.json` describes, with the real binary |
//! | `readiness` | what is served before search is ready |
//! | `connections` | request bodies, slow clients, and limits on connections |
//! | `pipelines` | pipelined requests: order, backpressure, and the last request |
//! | `kept_open` | that cached responses are the same on connections that stay open |
//! | `tls` | HTTPS, renewed certificates, and health checks over TLS |
//! | `operations` | the second listener, readiness, and shutdown |
//! | `operator` | secrets, signals, open files and a full disk, with the real binary |
//! | `diagnostics` | one file for each code, with line and column |
//! | `reports` | what `check`, the log and `/diagnostics` show of many problems |
//! | `reference` | the reference pages in `docs/` |
//! | `pages` | links of all pages, and the commands and settings that they name |
//! | `metrics` | the values in `/metrics`, and that the dashboard uses no others |
//! | `logs` | the lines of the access log |
//! | `traces` | the trace of a request, and its span at a collector |
//! | `openapi` | the committed document, and the index |
//! | `openapi_answers` | that responses have the statuses and headers that it describes |
//! | `openapi_examples` | the examples in the served document |

mod answers;
mod asset_files;
mod assets;
mod authors;
mod base_path;
mod binary;
mod bodies;
#[path = "../../build.rs"]
#[expect(dead_code, reason = "Cargo runs `main`")]
mod build;
mod caching;
mod connections;
mod dev;
mod diagnostics;
mod docs;
mod environment;
mod event_client;
mod events;
mod export;
mod extra;
mod extra_document;
mod feeds;
mod files;
mod guides;
mod heads;
mod hidden;
mod highlight;
mod kept_open;
mod limits;
mod links;
mod lists;
mod logs;
mod math;
mod mcp;
mod mcp_client;
mod mcp_tools;
mod mdx;
mod metrics;
mod names;
mod neighbors;
mod openapi;
mod openapi_answers;
mod openapi_examples;
mod openapi_schemas;
mod operations;
#[cfg(unix)]
mod operator;
mod pages;
mod parameters;
mod pipelines;
mod posts;
mod preview;
mod preview_links;
mod problems;
mod process;
mod prose;
mod readiness;
mod reference;
mod related;
mod reload;
mod reports;
mod response_cache;
mod schedule;
mod search;
mod site_files;
mod suggest;
mod support;
mod sync;
mod sync_clients;
#[cfg(unix)]
mod sync_restart;
mod template_tags;
#[cfg(target_os = "linux")]
mod temporary_files;
mod terms;
mod text;
mod tls;
mod tools;
mod traces;
mod typed;
#[cfg(unix)]
mod unix_socket;
mod webhooks;
