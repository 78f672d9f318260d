# Sourced by the other scripts: installs what a build needs and sets the target folder.
set -euo pipefail
ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
CALLER="$PWD"
cd "$ROOT"

# A path that the caller named: a relative one begins where he stands, not in the repository.
absolute() {
  case "$1" in
    /*) printf '%s\n' "$1" ;;
    *) printf '%s\n' "${CALLER%/}/$1" ;;
  esac
}
CARGO_TARGET_DIR="$(absolute "${CARGO_TARGET_DIR:-$HOME/.cache/sero/target}")"
export CARGO_TARGET_DIR

say() { printf '\033[1m==> %s\033[0m\n' "$*" >&2; }
die() { printf 'error: %s\n' "$*" >&2; exit 1; }
is_program() { [ -f "$1" ] && [ -x "$1" ]; }

# need_port PORT [VARIABLE]: ends the script where somebody listens on a port of this machine. A node would take another
# port without a word, and the script would talk to somebody else's.
need_port() {
  ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null ||
    die "port $1 is taken; ${2:+set $2 to another, or }end what listens there"
}

# Ends all that this shell runs in the background, and waits for it. The shell's own list has also what a signal kept
# from being written into a variable.
end_jobs() {
  local pids
  pids="$(jobs -p)"
  # shellcheck disable=SC2086
  [ -z "$pids" ] || kill $pids 2>/dev/null || true
  wait 2>/dev/null || true
}

# The first Python that has a module: another one than Debian's may come first in the path.
python_with() {
  local python
  for python in python3 /usr/bin/python3; do
    if "$python" -c "import $1" 2>/dev/null; then echo "$python"; return 0; fi
  done
  return 1
}

# Debian packages by the command or library that shows that they are there.
missing_packages() {
  command -v cc >/dev/null || echo build-essential
  command -v protoc >/dev/null || echo protobuf-compiler
  command -v clang >/dev/null || echo clang
  command -v cmake >/dev/null || echo cmake
  command -v pkg-config >/dev/null || echo pkg-config
  compgen -G '/usr/lib/*/libclang*.so*' >/dev/null || compgen -G '/usr/lib/llvm-*/lib/libclang*.so*' >/dev/null || echo libclang-dev
  [ -e /usr/include/openssl/ssl.h ] || echo libssl-dev
  for package in "$@"; do
    case "$package" in
      nodejs) command -v node >/dev/null || echo nodejs ;;
      npm) command -v npm >/dev/null || echo npm ;;
      faketime) compgen -G '/usr/lib/*/faketime/libfaketimeMT.so.1' >/dev/null || echo faketime ;;
      python3-matplotlib) python_with matplotlib >/dev/null || echo python3-matplotlib ;;
    esac
  done
}

install_packages() {
  local packages as_root=()
  packages="$(missing_packages "$@" | sort -u | tr '\n' ' ')"
  [ -z "${packages// /}" ] && return 0
  command -v apt-get >/dev/null || die "install by hand what these Debian packages hold, then run again: $packages"
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || die "run as root, then run again: apt-get install $packages"
    as_root=(sudo)
  fi
  say "installing $packages"
  "${as_root[@]}" apt-get update -qq || die "apt-get update failed; install by hand: $packages"
  # shellcheck disable=SC2086
  DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq $packages >/dev/null ||
    die "apt-get could not install them; install by hand: $packages"
}

install_rust_target() {
  command -v cargo >/dev/null || die "cargo is missing; install Rust 1.95 with rustup, then run again"
  [ -d "$(rustc --print sysroot)/lib/rustlib/wasm32v1-none/lib" ] && return 0
  command -v rustup >/dev/null || die "rustup is missing, and without it the wasm32v1-none target cannot be installed"
  say "installing the wasm32v1-none target"
  rustup target add wasm32v1-none || die "rustup could not install it; run by hand: rustup target add wasm32v1-none"
}

setup() {
  install_packages "$@"
  install_rust_target
}

# Builds every program. One package alone has other features, and half of the tree would compile once more.
build_programs() {
  say "building (the first time this takes half an hour or more)"
  cargo build --release --locked --workspace --bins
}

# Sets NODE: the program that SERO_NODE_BINARY names, or else the workspace's, built now.
node_program() {
  if [ -n "${SERO_NODE_BINARY:-}" ]; then
    NODE="$(absolute "$SERO_NODE_BINARY")"
  else
    setup
    build_programs
    NODE="$CARGO_TARGET_DIR/release/sero-node"
  fi
  is_program "$NODE" || die "$NODE is no program; set SERO_NODE_BINARY to a node, or unset it to have one built"
}

# Ends the script where a program is missing, and says how to build it.
need_programs() {
  local program
  for program in "$@"; do
    is_program "$CARGO_TARGET_DIR/release/$program" || die "$program is not built; run ./scripts/demo once, or:" \
      "CARGO_TARGET_DIR=${CARGO_TARGET_DIR@Q} cargo build --release --locked --workspace --bins"
  done
}
