# Sourced by the clients that run commands of README.md: as they stand there, in a folder of their own.
source "$(dirname "${BASH_SOURCE[0]}")/../lib/setup.sh"
need_programs sero-node sero-wallet sero-miner
WALLET="$CARGO_TARGET_DIR/release/sero-wallet"
# Those of a development node that was told none.
need_port 9944
need_port 30333
DIR="$(mktemp -d)"

# What works in the folder: all that the commands started, and what that started.
left() {
  local process
  for process in /proc/[0-9]*; do
    [ ! "$process/cwd" -ef "$DIR" ] || echo "${process#/proc/}"
  done
}
finish() {
  trap - EXIT INT TERM
  local attempt pids signal=TERM
  # The next client may want the same ports, so this waits until all have ended. After 20 seconds it asks no more.
  for attempt in $(seq 1 125); do
    mapfile -t pids < <(left)
    [ ${#pids[@]} -gt 0 ] || break
    [ "$attempt" -le 100 ] || signal=KILL
    kill -s "$signal" "${pids[@]}" 2>/dev/null || true
    sleep 0.2
  done
  rm -rf "$DIR"
}
trap finish EXIT
trap 'exit 130' INT TERM

# run_block NAME SECONDS: runs the block of commands marked `sh NAME`. What it prints is in $DIR/output and $DIR/errors.
run_block() {
  awk -v begin="\`\`\`sh $1" '$0 == begin { inside = 1; next } $0 == "```" { inside = 0 } inside' README.md \
    >"$DIR/commands"
  [ -s "$DIR/commands" ] || die "README.md has no block of commands marked \`sh $1\`"
  # In the background, so that Ctrl-C is heard while this waits.
  (cd "$DIR" && exec timeout "$2" bash -e commands) >"$DIR/output" 2>"$DIR/errors" &
  wait $! || {
    cat "$DIR/output" >&2
    tail -n 40 "$DIR/errors" >&2
    die "the README's commands marked \`sh $1\` failed; their output is above"
  }
}

# balance WALLET: the SERO that a wallet of the folder has.
balance() {
  SERO_WALLET_PASSPHRASE=only-for-this-try "$WALLET" --wallet "$DIR/$1" balance --json |
    sed -n 's/.*"total":"\{0,1\}\([0-9.]*\).*/\1/p'
}
