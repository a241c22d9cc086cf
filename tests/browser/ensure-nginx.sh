#!/bin/sh
# Make sure that there is an nginx for the tests of several servers: one that is there, or else the
# system's package.
# usage: ensure-nginx.sh
set -eu

if PATH="$PATH:/usr/sbin:/usr/local/sbin" command -v nginx >/dev/null; then
    exit 0
fi

as_root=$([ "$(id -u)" -eq 0 ] || echo sudo)
if command -v apt-get >/dev/null; then
    $as_root apt-get update -qq
    $as_root apt-get install -qq -y nginx-light
else
    echo "install nginx: the tests of several servers need it" >&2
    exit 1
fi
