//! The help of `inkstone dev`.

/// The description of the command.
pub(super) const LONG_ABOUT: &str = "\
Serve the posts to their author, with drafts, on this machine only

The server is for writing posts and for building a site that shows them:

- Drafts and scheduled posts are shown like all others, without a token; their `status` tells them
  apart. Diagnostics are shown too.
- Links and images are absolute URLs of this server, so `html` works on pages of other origins, such
  as the development server of a front end.
- A file that is saved, renamed or deleted changes the next response, and its errors are printed
  with line and column. A file with an error keeps its last valid version until it is corrected.
- Browsers do not use a response again without asking the server.
- Only this machine can connect, and only pages of this machine may read responses: pages of
  `localhost` and of loopback addresses, or of the origins in `--cors-origins`. Requests for other
  hosts are refused.";

/// How settings differ from those of `serve`.
pub(super) const AFTER_HELP: &str = "\
`inkstone.toml` and variables are often those of a deployed server. `dev` takes from them what is about
the content and the site, and the port. For everything else it has the flags above and the defaults.";
