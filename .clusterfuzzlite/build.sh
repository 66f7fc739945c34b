#!/bin/bash -eu
# Builds every fuzz target with its seeds and its dictionary for ClusterFuzzLite.
cd "$SRC/hayes"
cargo run --release --locked -p hayes-dialects --features oracles --example dictionary > dialects.dict
cargo fuzz build -O
for target in $(cargo fuzz list); do
  cp "fuzz/target/x86_64-unknown-linux-gnu/release/$target" "$OUT/"
  cp dialects.dict "$OUT/$target.dict"
  [ -f "fuzz/fuzz_targets/$target.options" ] && cp "fuzz/fuzz_targets/$target.options" "$OUT/"
  [ -d "corpora/$target" ] && zip -qr "$OUT/${target}_seed_corpus.zip" "corpora/$target"
done
