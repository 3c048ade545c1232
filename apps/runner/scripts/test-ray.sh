#!/usr/bin/env bash
# `pnpm test:ray`: the tests with a real Ray of PyPI, which is installed for the occasion (75 s, 400 MB). Ray listens on the host's address whatever
# it is told, and asks nobody for a password, so it runs in a network namespace with nothing but the loopback.
set -euo pipefail
self=$(realpath "$0")
cd "$(dirname "$self")/../../.."
if [ "${1:-}" != inside ]; then
  unshare --net true 2>/dev/null || { echo 'test:ray needs a network namespace, which this machine does not allow (unshare --net)'; exit 1; }
  FOLDER=$(mktemp -d /tmp/exmodel-ray-XXXXXX)
  trap 'rm -rf "$FOLDER"' EXIT
  . apps/runner/scripts/python-with.sh
  python_with ray 'ray[default]==2.60.0'
  export FOLDER PYTHON
  unshare --net "$self" inside "$@"
  exit
fi
shift
ip link set lo up
export RAY_USAGE_STATS_ENABLED=0
ray=$(dirname "$PYTHON")/ray
start="$ray start --head --num-cpus=2 --disable-usage-stats --temp-dir=$FOLDER/ray"
trap '"$ray" stop --force >/dev/null 2>&1' EXIT
$start
export RAY_START="$start" RAY_STOP="$ray stop --force"
node_modules/.bin/vitest run --project ray "$@"
