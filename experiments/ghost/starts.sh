#!/bin/sh
# Makes what the experiments of this folder start from, in runs/ghost: the dense EDSR (a quarter of an hour on one core, once), the
# published CARN-M, and of both the versions with ghosts, for each seed. What is there already stays.
#   experiments/ghost/starts.sh [CARN_M.PTH]
set -eu
cd "$(dirname "$0")/../.."
carn=${1:-../shared/weights/carn_m.pth}
starts=runs/ghost/starts
mkdir -p "$starts"
dense=runs/ghost/edsr-8x64-x2/edsr-8x64-x2.safetensors
[ -f "$dense" ] || ./fettle train experiments/ghost/edsr.yaml -o runs/ghost/edsr-8x64-x2 --resume

# MODEL NAME OPTIONS…: a version for each seed
compress() {
    model=$1
    name=$2
    shift 2
    for seed in 1 2 3; do
        [ -f "$starts/$name-$seed.safetensors" ] || ./fettle compress ghost "$model" --seed "$seed" "$@" -o "$starts/$name-$seed.safetensors"
    done
}
for select in clusters directions order random; do
    compress "$dense" "$select" --select "$select"
done
# the multiply-adds of the networks with ghosts
[ -f "$starts/magnitude.safetensors" ] || ./fettle compress prune "$dense" --strategy magnitude --cut blocks --macs 0.6233 --no-times -o "$starts/magnitude.safetensors"
compress "$dense" chance --random-shifts
compress "$dense" unshifted --set offset=0
compress "$dense" channel --set shifts=channel
compress "$dense" offset2 --set offset=2
compress "$dense" offset3 --set offset=3
compress "$dense" no-centre --set centre=false
compress "$dense" depthwise --set cheap=depthwise
compress "$dense" ratio025 --ratio 0.25
compress "$dense" ratio075 --ratio 0.75
# fitted to photographs: one to five minutes each
photos=$(sed '/^#/d' experiments/folders/photos.yaml)
compress "$dense" fitted --fit "$photos"
compress "$dense" maps --fit "$photos" --select maps
# pruned to the same widths as by magnitude, what stays fitted
for seed in 1 2 3; do
    [ -f "$starts/cp-$seed.safetensors" ] || ./fettle compress prune "$dense" --strategy cp --seed $seed --photos "$photos" \
        --set patches=64 --cut blocks --keep 0.5 --no-times -o "$starts/cp-$seed.safetensors"
done
compress "$dense" maps-channel --fit "$photos" --select maps --set shifts=channel

[ -f "$carn" ] || exit 0
[ -f runs/ghost/carn-m.safetensors ] || ./fettle import "$carn" --architecture carn-m -o runs/ghost/carn-m.safetensors
for select in clusters order random; do
    compress runs/ghost/carn-m.safetensors "carn-m-$select" --select "$select"
done
compress runs/ghost/carn-m.safetensors carn-m-maps --fit "$photos" --select maps
compress runs/ghost/carn-m.safetensors carn-m-maps025 --ratio 0.25 --fit "$photos" --select maps
