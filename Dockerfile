# syntax=docker/dockerfile:1

# The program is built in two steps: its dependencies, which seldom change, in a layer of their own,
# then its sources. Nothing is fetched but crates.
FROM rust:1.95-slim-bookworm AS build
WORKDIR /src

# Benchmarks and tests that the manifest names are not there yet, so their tables are left out. The
# manifest itself comes again with the sources.
COPY Cargo.toml Cargo.lock ./
RUN awk '/^\[/ { out = /^\[\[(bench|test|example)\]\]/ } !out' Cargo.toml > Cargo.toml.lean \
    && mv Cargo.toml.lean Cargo.toml \
    && mkdir src \
    && echo 'fn main() {}' > src/main.rs \
    && touch src/lib.rs \
    && cargo build --release --locked --bin inkstone

# Cargo compares times, and the sources may be older than the stand-ins.
COPY . .
RUN touch src/main.rs src/lib.rs \
    && cargo build --release --locked --bin inkstone \
    && mkdir /posts

FROM debian:bookworm-slim
ARG VERSION=0.1.0
LABEL org.opencontainers.image.title="Inkstone" \
      org.opencontainers.image.description="A headless content API: a folder of Markdown posts in, a typed, documented JSON API out." \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.licenses="MIT OR Apache-2.0"

COPY --from=build /src/target/release/inkstone /usr/local/bin/inkstone
# Mount the posts here: docker run -p 8080:8080 -v ./posts:/posts:ro inkstone
COPY --from=build /posts /posts

ENV INKSTONE_LISTEN=0.0.0.0:8080 \
    INKSTONE_CONTENT=/posts
USER 10001:10001
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["inkstone", "health"]
ENTRYPOINT ["inkstone"]
CMD ["serve"]
