//! The integration tests: the real application and the real binary.
//!
//! | file | what it holds |
//! |---|---|
//! | `support` | a service over content in memory, and a small HTTP client |
//! | `process` | the real binary as a process |
//! | `posts` | lists and single posts, by the contract's sections 3 and 5 |
//! | `neighbors` | the posts beside a post |
//! | `terms` | tags, categories, authors, series and the archive |
//! | `search` | posts by their text |
//! | `suggest` | completions of what somebody types |
//! | `problems` | everything that a client can do wrong |
//! | `related` | posts that are near to one, and the key `related` |
//! | `highlight` | code with its tokens marked, and the stylesheet for it |
//! | `limits` | rates, sizes of heads, and what is under way at once |
//! | `preview` | drafts, scheduled and expired posts |
//! | `assets` | files beside posts: what is served, ranges, conditions and caching |
//! | `caching` | conditional requests, caching, codings and cross-origin reads, by section 6 |
//! | `kept` | answers that are kept in the process: for whom they hold, and until when |
//! | `asset_files` | files beside posts in a folder: what changes on disk, links, special files |
//! | `bodies` | forms of bodies, links, pictures and covers, by section 4 |
//! | `binary` | commands, exit codes and signals |
//! | `connections` | request bodies, slow clients, and limits on connections |
//! | `pipelines` | pipelined requests: order, backpressure, and the last request |
//! | `tls` | HTTPS, renewed certificates, and health by TLS |
//! | `operations` | the second listener, readiness, and the end |
//! | `diagnostics` | one file for each code, with line and column |
//! | `metrics` | what `/metrics` counts and tells, and that the dashboard asks for nothing else |
//! | `logs` | the lines of the access log |
//! | `traces` | the trace that a request belongs to, and its span at a collector |
//! | `openapi` | the committed document, and the index |
//! | `openapi_answers` | that answers have the statuses and headers that it describes |
//! | `openapi_examples` | the examples in the served document |

mod asset_files;
mod assets;
mod binary;
mod bodies;
mod caching;
mod connections;
mod diagnostics;
mod highlight;
mod kept;
mod limits;
mod logs;
mod metrics;
mod neighbors;
mod openapi;
mod openapi_answers;
mod openapi_examples;
mod operations;
mod pipelines;
mod posts;
mod preview;
mod problems;
mod process;
mod related;
mod search;
mod suggest;
mod support;
mod terms;
mod tls;
mod traces;
