#!/bin/sh
# Make sure that there is a Chromium for the browser tests: one on the PATH, or else the system's
# package, or else Playwright's own.
# usage: ensure-chromium.sh PYTHON
set -eu

for name in chromium google-chrome chromium-browser; do
    if command -v "$name" >/dev/null; then
        exit 0
    fi
done

if command -v apt-get >/dev/null; then
    as_root=$([ "$(id -u)" -eq 0 ] || echo sudo)
    if $as_root apt-get update -qq && $as_root apt-get install -qq -y chromium; then
        exit 0
    fi
fi

"$1" -m playwright install chromium
