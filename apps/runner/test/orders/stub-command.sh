#!/bin/bash
# Takes the place of the `exmodel` command in tests of engines: `order NAME --logdir FOLDER …`. It computes nothing, and does what the name of
# the job says. Every run is a line in the folder's `runs.txt`.
attempt=$2 logdir=$4
orders=$logdir/.orders file=$logdir/.orders/${2%-*}.json
[ -e "$file" ] || exit 0
name=$(grep -m 1 -o '"name": "[^"]*' "$file"); name=${name##*\"}
report() { echo "{\"type\":\"job\",\"job\":\"$name\",$1}" >> "$orders/$attempt.jsonl"; }
finish() {
  mkdir -p "$logdir/x/$name"
  cp "$logdir/template.json" "$logdir/x/$name/metrics.json"
  report '"state":"finished"'
}
echo "$name $$" >> "$logdir/runs.txt"
report '"state":"started"'
case $name in
  poison*) echo 'Out of memory' >&2; exit 9 ;;
  refused*) report '"state":"failed","detail":"there is no such file"'; exit 1 ;;
  limit*) # Goes on elsewhere the first time that it is asked to end.
    [ -e "$logdir/go" ] || { trap 'touch "$logdir/go"; exit 75' TERM; touch "$logdir/ready"; while :; do sleep 0.05; done; } ;;
  waits*) # Until the test lets it go, or its order is withdrawn.
    trap 'exit 75' TERM
    until [ -e "$logdir/go" ]; do [ -e "$file" ] || exit 0; sleep 0.05; done ;;
esac
finish
