# Sourced by the demos, behind setup.sh: builds, and keeps a development node and wallets in a temporary folder.

build_programs
NODE="$CARGO_TARGET_DIR/release/sero-node"
WALLET="$CARGO_TARGET_DIR/release/sero-wallet"
RPC_PORT="${SERO_DEMO_RPC_PORT:-19944}"
P2P_PORT="${SERO_DEMO_P2P_PORT:-30399}"
need_port "$RPC_PORT" SERO_DEMO_RPC_PORT
need_port "$P2P_PORT" SERO_DEMO_P2P_PORT

DIR="$(mktemp -d)"
NODE_PID=
finish() {
  trap - EXIT INT TERM
  end_jobs
  rm -rf "$DIR"
}
trap finish EXIT
trap 'exit 130' INT TERM

export SERO_NODE="ws://127.0.0.1:$RPC_PORT"
SERO_WALLET_PASSPHRASE="$(head -c 16 /dev/urandom | od -An -tx1 | tr -d ' \n')"
export SERO_WALLET_PASSPHRASE
alice() { "$WALLET" --wallet "$DIR/alice.db" "$@"; }
bob() { "$WALLET" --wallet "$DIR/bob.db" "$@"; }
# The value of a key of a flat JSON object on standard input.
field() { sed -n "s/.*\"$1\":\"\{0,1\}\([^\",}]*\).*/\1/p" | head -n 1; }

make_wallets() {
  say "making two wallets"
  alice create --network development --json >"$DIR/alice.json"
  bob create --network development --json >"$DIR/bob.json"
  ALICE="$(field address <"$DIR/alice.json")"
  BOB="$(field address <"$DIR/bob.json")"
  say "first  $ALICE"
  say "second $BOB"
}

start_node() {
  say "starting a development node that mines to the first"
  "$NODE" --dev --base-path "$DIR/node" --mine-to "$ALICE" --mine-threads 4 --rpc-port "$RPC_PORT" --port "$P2P_PORT" \
    --no-prometheus --no-telemetry --no-mdns >"$DIR/node.log" 2>&1 &
  NODE_PID=$!
}

stop_node() {
  say "stopping the node"
  kill "$NODE_PID"
  wait "$NODE_PID" 2>/dev/null || true
  NODE_PID=
}

running() { kill -0 "$NODE_PID" 2>/dev/null || { tail -n 20 "$DIR/node.log" >&2; die "the node stopped; its log is above"; }; }
best() {
  curl -sf -m 5 -H 'content-type: application/json' "http://127.0.0.1:$RPC_PORT" \
    -d '{"id":1,"jsonrpc":"2.0","method":"sero_chainInfo","params":[]}' | sed -n 's/.*"best":{[^}]*"number":\([0-9]*\).*/\1/p'
}
# Waits until the chain has a height.
wait_for() {
  local height
  for _ in $(seq 1 600); do
    running
    height="$(best || true)"
    printf '\r    block %s of %s ' "${height:--}" "$1" >&2
    if [ -n "$height" ] && [ "$height" -ge "$1" ]; then echo >&2; return 0; fi
    sleep 0.2
  done
  die "the chain did not reach block $1 in two minutes; see the node's log"
}
