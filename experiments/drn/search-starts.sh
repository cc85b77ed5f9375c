#!/bin/sh
# Searches, and makes what the sweep `searched` starts from: the dense EDSR (experiments/drn/edsr-8x48-x4.yaml, unless it is there),
# the search, and the widths that the sweep's experiments include. What is there already stays.
#   experiments/drn/search-starts.sh
#   FETTLE_CUDA=1 experiments/drn/search-starts.sh cuda
set -eu
cd "$(dirname "$0")/../.."
device=${1:-cpu}
dense=runs/drn/edsr-8x48-x4/edsr-8x48-x4.safetensors

# NAME MODEL: a search, begun or gone on with
search() {
    run=runs/drn/$1
    resume=
    [ -f "$run/checkpoint.safetensors" ] && resume=--resume
    [ -f "$run/search.json" ] || ./fettle compress search "$2" --config "experiments/drn/$1.yaml" --device "$device" -o "$run" $resume
}

if [ ! -f "$dense" ]; then
    resume=
    [ -f runs/drn/edsr-8x48-x4/checkpoint.safetensors ] && resume=--resume
    ./fettle train experiments/drn/edsr-8x48-x4.yaml --device "$device" -o runs/drn/edsr-8x48-x4 $resume
fi
search search-edsr-30 "$dense"
cp runs/drn/search-edsr-30/architecture.yaml experiments/drn/searched/widths/searched-30.yaml
cp runs/drn/search-edsr-30/even.yaml experiments/drn/searched/widths/even-30.yaml
small=runs/drn/drn-xs-x4/drn-xs-x4.safetensors
[ -f "$small" ] || exit 0
for part in 30 50; do
    search "search-drn-xs-$part" "$small"
done
