#!/usr/bin/env bash
# Installs, builds and tests each example as its README says, in a copy of the sources. The copy has the layout of the
# repository, because the examples depend on the client by its path.
set -euo pipefail

copy="$OUT/examples"
export npm_config_cache="$OUT/npm" npm_config_audit=false npm_config_fund=false npm_config_loglevel=error
export npm_config_update_notifier=false ASTRO_TELEMETRY_DISABLED=1
export PICTURES="$OUT/pictures"

rm -rf "$copy"
mkdir -p "$copy" "$PICTURES"
tar -C "$ROOT" --exclude=node_modules --exclude=dist --exclude=test-results -cf - clients/typescript examples | tar -C "$copy" -xf -

# Runs a command within so many seconds, and prints whether it succeeded.
failed=0
step() {
    local name=$1 seconds=$2 log="$copy/step.log"
    shift 2
    if timeout --kill-after=10 "$seconds" "$@" >"$log" 2>&1 </dev/null; then
        echo "ok $name"
        return
    fi
    failed=1
    echo "not ok $name"
    tail -n 100 "$log" | sed 's/^/    /'
    return 1
}

cd "$copy/clients/typescript"
step 'client: npm ci' 120 npm ci
step 'client: npm run build' 120 npm run build

# Examples without packages are checked by other parts.
for manifest in "$copy"/examples/*/package.json; do
    cd "$(dirname "$manifest")"
    name=$(basename "$PWD")
    # An example that is generated from the posts needs a server for that; the tests start their own.
    step "$name: npm ci" 180 npm ci \
        && step "$name: npm run build" 180 env API_URL="$BASE" VITE_INKSTONE_URL="$BASE" npm run build \
        && step "$name: npm test" 300 npm test \
        || true
done
exit "$failed"
