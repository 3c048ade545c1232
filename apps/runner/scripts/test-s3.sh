#!/usr/bin/env bash
# `pnpm test:s3`: the tests of the store on S3 with a real server, PyPI's moto, on the loopback.
set -euo pipefail
cd "$(dirname "$(realpath "$0")")/../../.."
FOLDER=$(mktemp -d /tmp/exmodel-s3-XXXXXX)
server=
trap '[ -n "$server" ] && kill "$server" 2>/dev/null; rm -rf "$FOLDER"' EXIT
. apps/runner/scripts/python-with.sh
python_with moto 'moto[server,s3]==5.2.5'
port=$("$PYTHON" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"$PYTHON" -m moto.server -H 127.0.0.1 -p "$port" > "$FOLDER/log" 2>&1 &
server=$!
export AWS_ENDPOINT_URL=http://127.0.0.1:$port AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_REGION=us-east-1
for _ in $(seq 150); do "$PYTHON" -c "import socket; socket.create_connection(('127.0.0.1', $port))" 2>/dev/null && break; sleep 0.2; done
node_modules/.bin/vitest run --project s3 "$@"
