#!/bin/bash
# SLURM's commands for tests, on one machine and without any server: its queue is the folder $FAKE_SLURM, with a file for each task,
# `NAME|ARRAY|INDEX|STATE`. Two tasks run at once.
command=$1; shift
cd "$FAKE_SLURM" || exit 1
echo "$command $*" >> calls.txt
if [ -e down ]; then
  echo 'slurm_load_jobs error: Unable to contact slurm controller (connect failure)' >&2
  exit 1
fi

set_state() { sed "s/[A-Z]*$/$2/" "$1" > "$1.new" && mv "$1.new" "$1"; }

run() { # task
  local name array index
  IFS='|' read -r name array index _ < "$1"
  local output; output=$(cat "$array.output")
  output=${output//%x/$name}; output=${output//%a/$index}
  SLURM_ARRAY_JOB_ID=$array SLURM_ARRAY_TASK_ID=$index SLURM_CPUS_PER_TASK=1 setsid bash "$array.sh" >> "$output" 2>&1 &
  echo $! > "$1.pid"
  wait $!
  case $? in 0) [ -e "$1.requeue" ] || set_state "$1" COMPLETED ;; *) [ -e "$1.requeue" ] || set_state "$1" FAILED ;; esac
  if [ -e "$1.requeue" ]; then rm "$1.requeue"; set_state "$1" PENDING; fi
}

case $command in
  sbatch)
    for word in "$@"; do
      case $word in
        --job-name=*) name=${word#*=} ;;
        --array=*) last=${word##*-}; last=${last%%%*} ;;
        --output=*) output=${word#*=} ;;
        --partition=none) echo 'sbatch: error: invalid partition specified: none' >&2; exit 1 ;;
      esac
    done
    array=$((100 + $(ls ./*.sh 2>/dev/null | wc -l)))
    cat > "$array.sh"; echo "$output" > "$array.output"
    for ((i = 0; i <= ${last:-0}; i++)); do echo "$name|$array|$i|PENDING" > "${array}_$i"; done
    echo "$array"
    [ -n "$last" ] && mkdir scheduler 2>/dev/null && { "$0" schedule < /dev/null > /dev/null 2>&1 & } ;;
  squeue) cat [0-9]*_*[0-9] 2>/dev/null ;;
  scancel)
    for task in "$@"; do
      set_state "$task" CANCELLED
      [ -e "$task.pid" ] && kill -TERM -- "-$(cat "$task.pid")" 2>/dev/null
    done ;;
  scontrol)
    case $1 in
      show) echo 'MaxArraySize            = 6' ;;
      requeue) touch "$2.requeue" ;;
    esac ;;
  schedule)
    while [ -d "$FAKE_SLURM" ]; do
      waiting=() running=0
      for task in [0-9]*_*[0-9]; do
        { IFS='|' read -r _ _ _ state < "$task"; } 2>/dev/null || continue
        case $state in PENDING) waiting+=("$task") ;; RUNNING) running=$((running + 1)) ;; esac
      done
      for task in "${waiting[@]:0:$((running < 2 ? 2 - running : 0))}"; do
        set_state "$task" RUNNING
        run "$task" &
      done
      sleep 0.1
    done ;;
esac
exit 0
