# syntax=docker/dockerfile:1

# Nothing is downloaded except these two base images and crates; see docs/container.md.
FROM rust:1.95-slim-bookworm AS rust
WORKDIR /src

# The tool that lists the packages depends neither on them nor on the sources.
FROM rust AS sbom
COPY deploy/sbom deploy/sbom
RUN deploy/sbom install /tool

# The binary is built in two steps: first its dependencies, which seldom change, in their own layer, then its
# sources.
FROM rust AS build
# Cargo features, for example `otel`.
ARG FEATURES=

# The manifest lists benchmarks that are not copied yet, so their tables are removed. The next COPY restores
# the manifest.
COPY Cargo.toml Cargo.lock ./
RUN awk '/^\[/ { out = /^\[\[(bench|test|example)\]\]/ } !out' Cargo.toml > Cargo.toml.lean \
    && mv Cargo.toml.lean Cargo.toml \
    && mkdir src \
    && echo 'fn main() {}' > src/main.rs \
    && touch src/lib.rs \
    && cargo build --profile dist --features "$FEATURES" --locked --bin inkstone

# The commit for `inkstone --version`, for example `abc1234 2026-11-30`. By default, build.rs finds it in the files of
# .git that .dockerignore allows; git is not needed here.
ARG COMMIT=

# Cargo compares modification times, and the sources may be older than the placeholders.
COPY . .
RUN touch src/main.rs src/lib.rs \
    && BUILD_COMMIT="$COMMIT" cargo build --profile dist --features "$FEATURES" --locked --bin inkstone
COPY --from=sbom /tool/bin/ /usr/local/bin/
RUN deploy/sbom write sbom.cdx.json \
    && deploy/rootfs target/dist/inkstone sbom.cdx.json /rootfs

# No shell, no package manager, nothing that the user can write to.
FROM scratch
ARG VERSION=0.1.0
LABEL org.opencontainers.image.title="Inkstone" \
      org.opencontainers.image.description="A headless content API: a folder of Markdown posts in, a typed, documented JSON API out." \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.licenses="MIT OR Apache-2.0"

COPY --from=build /rootfs /

# Mount the posts at /posts: docker run -p 8080:8080 -v ./posts:/posts:ro inkstone
# Platforms set another PORT. The allocator returns freed memory at once; see docs/operations.md.
ENV PORT=8080 \
    INKSTONE_CONTENT=/posts \
    MIMALLOC_PURGE_DELAY=0
USER 10001:10001
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["/usr/local/bin/inkstone", "health"]
ENTRYPOINT ["/usr/local/bin/inkstone"]
CMD ["serve"]
