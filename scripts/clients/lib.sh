# Sourced by the foreign clients: a development node on ports of its own, and wallets beside it.
source "$(dirname "${BASH_SOURCE[0]}")/../lib/setup.sh"
NODE="$CARGO_TARGET_DIR/release/sero-node"
WALLET="$CARGO_TARGET_DIR/release/sero-wallet"
need_programs sero-node sero-wallet

DIR="$(mktemp -d)"
finish() {
  trap - EXIT INT TERM
  end_jobs
  rm -rf "$DIR"
}
trap finish EXIT
trap 'exit 130' INT TERM

export SERO_WALLET_PASSPHRASE=only-for-this-test
# start_node RPC_PORT P2P_PORT: a node that mines to the wallet $DIR/alice.db.
start_node() {
  need_port "$1"
  need_port "$2"
  export SERO_NODE="ws://127.0.0.1:$1" SERO_WALLET_BINARY="$WALLET" SERO_WALLET="$DIR/alice.db"
  local address
  address="$("$WALLET" create --network development --json | sed -n 's/.*"address":"\([^"]*\)".*/\1/p')"
  "$NODE" --dev --base-path "$DIR/node" --mine-to "$address" --rpc-port "$1" --port "$2" \
    --no-prometheus --no-telemetry --no-mdns >"$DIR/node.log" 2>&1 &
  NODE_PID=$!
  for _ in $(seq 1 150); do
    curl -sf -m 2 -o /dev/null "http://127.0.0.1:$1/health" && return 0
    kill -0 "$NODE_PID" 2>/dev/null || { tail -n 20 "$DIR/node.log" >&2; die "the node stopped; its log is above"; }
    sleep 0.2
  done
  die "the node does not answer on port $1"
}
