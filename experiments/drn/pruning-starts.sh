#!/bin/sh
# Makes what the experiments drn/pruning* start from, in runs/drn/pruning, out of the dense networks runs/drn/edsr-8x48-x4 and
# runs/drn/drn-xs-x8, which it trains if they are not there. What is there already stays. With FETTLE_CUDA=1 on a graphics
# card, JOBS at a time.
#   [FETTLE_CUDA=1] [JOBS=4] experiments/drn/pruning-starts.sh [pruning|millis|gamma|x8]…
set -eu
cd "$(dirname "$0")/../.."
photos=../shared/data/photos
starts=runs/drn/pruning
mkdir -p "$starts"
jobs=$(mktemp)
trap 'rm -f "$jobs"' EXIT

device=cpu
[ "${FETTLE_CUDA:-}" = 1 ] && device=cuda
train() { # NAME
    [ -f "runs/drn/$1/$1.safetensors" ] || ./fettle train "experiments/drn/$1.yaml" --device "$device" -o "runs/drn/$1" --resume ||
        ./fettle train "experiments/drn/$1.yaml" --device "$device" -o "runs/drn/$1"
}

# NAME MODEL OPTIONS…: one start, to be made later
start() {
    name=$1
    model=$2
    shift 2
    [ -f "$starts/$name.safetensors" ] ||
        echo "./fettle compress prune runs/drn/$model/$model.safetensors $* --no-times --overwrite -o $starts/$name.safetensors" >> "$jobs"
}
# the same for each seed, with photographs
seeds() {
    name=$1
    model=$2
    shift 2
    for seed in 1 2; do
        start "$name-$seed" "$model" --seed "$seed" --photos "$photos" "$@"
    done
}
# PREFIX MODEL TOGETHER BUDGET…: all strategies at one budget
strategies() {
    prefix=$1
    model=$2
    together=$3
    shift 3
    grow="--set together=$together --train device=$device"
    seeds "${prefix}drc" "$model" --strategy drc --checkpoint "runs/drn/$model/checkpoint.safetensors" $grow "$@"
    seeds "${prefix}dcp" "$model" --strategy dcp --checkpoint "runs/drn/$model/checkpoint.safetensors" $grow "$@"
    seeds "${prefix}thinet" "$model" --strategy thinet "$@"
    seeds "${prefix}cp" "$model" --strategy cp "$@"
    start "${prefix}magnitude" "$model" --strategy magnitude "$@"
}
edsr=edsr-8x48-x4
drn=drn-xs-x8
# four channels at a time, where the authors take one: a quarter of the batches
for part in "${@:-pruning millis gamma x8}"; do
    for each in $part; do
        case $each in
        pruning)
            train $edsr
            strategies "" $edsr 4 --macs 0.7
            seeds thinet-released $edsr --strategy thinet --set released=true --macs 0.7
            seeds cp-released $edsr --strategy cp --set released=true --macs 0.7
            start manual $edsr --strategy manual --macs 0.7
            ;;
        millis)
            train $edsr
            strategies millis- $edsr 4 --widths "body.6.body.0=32,body.7.body.0=32,tail.0.0=32,tail.0.2=32"
            ;;
        gamma)
            train $edsr
            for left in 70 50 30; do
                for gamma in 0.01 0.1 1 10; do
                    seeds gamma-$left-$gamma $edsr --strategy drc --checkpoint "runs/drn/$edsr/checkpoint.safetensors" \
                        --set together=4 --set gamma=$gamma --train device=$device --macs 0.$left
                done
            done
            ;;
        x8)
            train $drn
            strategies x8- $drn 4 --macs 0.7 --leave head,up_blocks.2.7 # as in DRC: what is concatenated stays
            ;;
        *)
            echo "unknown part '$each'; known: pruning, millis, gamma, x8" >&2
            exit 2
            ;;
        esac
    done
done
xargs -P "${JOBS:-1}" -I{} sh -c '{}' < "$jobs"
