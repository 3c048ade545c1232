#!/usr/bin/env bash
# `pnpm test:slurm`: the tests with a real SLURM, Debian's slurmctld, slurmd, slurm-client and munge. They run as root in a network namespace
# of their own, where nothing is reached from outside; SLURM refuses one without any address but the loopback's, so it has a pair of
# links to itself.
set -euo pipefail
self=$(realpath "$0")
cd "$(dirname "$self")/../../.."
for command in slurmctld slurmd sbatch munged unshare ip; do
  PATH=$PATH:/usr/sbin:/sbin
  command -v "$command" >/dev/null || { echo "test:slurm needs $command: apt-get install slurmctld slurmd slurm-client munge iproute2"; exit 1; }
done
[ "$(id -u)" = 0 ] || { echo 'test:slurm needs root: SLURM’s daemons and a network namespace do'; exit 1; }
if [ "${1:-}" != inside ]; then
  unshare --net true 2>/dev/null || { echo 'test:slurm needs a network namespace, which this machine does not allow (unshare --net)'; exit 1; }
  exec unshare --net "$self" inside "$@"
fi
shift

ip link set lo up
ip link add exmodel0 type veth peer name exmodel1
ip addr add 192.0.2.1/24 dev exmodel0 && ip link set exmodel0 up && ip link set exmodel1 up

SLURM_FOLDER=$(mktemp -d /tmp/exmodel-slurm-XXXXXX)
export SLURM_FOLDER SLURM_CONF=$SLURM_FOLDER/slurm.conf
chmod 755 "$SLURM_FOLDER"
cleanup() {
  for name in slurmd slurmctld munge/munged; do
    [ -s "$SLURM_FOLDER/$name.pid" ] && kill "$(cat "$SLURM_FOLDER/$name.pid")" 2>/dev/null
  done
  sleep 1
  rm -rf "$SLURM_FOLDER"
}
trap cleanup EXIT

mkdir -m 755 "$SLURM_FOLDER"/{munge,state,spool}
dd if=/dev/urandom of="$SLURM_FOLDER/munge/key" bs=128 count=1 status=none
chown -R munge: "$SLURM_FOLDER/munge" && chmod 400 "$SLURM_FOLDER/munge/key"
cat > "$SLURM_CONF" <<CONF
ClusterName=test
SlurmctldHost=localhost(127.0.0.1)
AuthType=auth/munge
AuthInfo=socket=$SLURM_FOLDER/munge/socket
CryptoType=crypto/munge
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
SlurmUser=root
SlurmdUser=root
SlurmctldPidFile=$SLURM_FOLDER/slurmctld.pid
SlurmdPidFile=$SLURM_FOLDER/slurmd.pid
SlurmctldLogFile=$SLURM_FOLDER/slurmctld.log
SlurmdLogFile=$SLURM_FOLDER/slurmd.log
StateSaveLocation=$SLURM_FOLDER/state
SlurmdSpoolDir=$SLURM_FOLDER/spool
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SchedulerType=sched/backfill
SchedulerParameters=sched_interval=1,bf_interval=1
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
ReturnToService=2
MailProg=/bin/true
KillWait=5
NodeName=localhost NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
PartitionName=all Nodes=localhost Default=YES MaxTime=INFINITE State=UP
CONF
runuser -u munge -- munged --key-file="$SLURM_FOLDER/munge/key" --socket="$SLURM_FOLDER/munge/socket" \
  --pid-file="$SLURM_FOLDER/munge/munged.pid" --log-file="$SLURM_FOLDER/munge/log" --seed-file="$SLURM_FOLDER/munge/seed"
slurmctld && slurmd -N localhost
for _ in $(seq 50); do sinfo -h -o %T 2>/dev/null | grep -q idle && break; sleep 0.2; done
sinfo
# The first failure ends it: without one of the daemons, each test that follows would only wait.
node_modules/.bin/vitest run --project slurm --bail 1 "$@" || { tail -n 30 "$SLURM_FOLDER"/slurm*.log; exit 1; }
