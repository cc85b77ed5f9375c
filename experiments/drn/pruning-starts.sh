#!/bin/sh
# Makes what the experiments drn/pruning* start from, in runs/drn/pruning, out of the dense networks runs/drn/edsr-8x48-x4 and
# runs/drn/drn-xs-x8, which it trains if they are not there. What is there already stays. With FETTLE_CUDA=1 on a graphics
# card, JOBS at a time.
#   [FETTLE_CUDA=1] [JOBS=4] experiments/drn/pruning-starts.sh [pruning|millis|gamma|x8]…
set -eu
cd "$(dirname "$0")/../.."
photos=$(sed '/^#/d' experiments/folders/photos.yaml)
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
    made="$starts/$1.safetensors"
    dense="runs/drn/$2/$2.safetensors"
    shift 2
    [ -f "$made" ] || echo "./fettle compress prune $dense $* --no-times --overwrite -o $made" >> "$jobs"
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
# six channels at a time by five and five batches, where the authors take one by ten and ten
grow="--set together=6 --set batches=5 --set tuning=5 --train device=$device"

# PREFIX MODEL BUDGET…: all strategies at one budget
strategies() {
    prefix=$1
    of=$2
    shift 2
    seeds "${prefix}drc" "$of" --strategy drc --checkpoint "runs/drn/$of/checkpoint.safetensors" $grow "$@"
    seeds "${prefix}dcp" "$of" --strategy dcp --checkpoint "runs/drn/$of/checkpoint.safetensors" $grow "$@"
    seeds "${prefix}thinet" "$of" --strategy thinet --set patches=$patches "$@"
    seeds "${prefix}cp" "$of" --strategy cp --set patches=$patches "$@"
    start "${prefix}magnitude" "$of" --strategy magnitude "$@"
}
patches=64
edsr=edsr-8x48-x4
drn=drn-xs-x8
for part in "${@:-pruning millis gamma x8}"; do
    for each in $part; do
        case $each in
        pruning)
            train $edsr
            strategies "" $edsr --macs 0.7
            seeds drc-fit $edsr --strategy drc --set fit=true --checkpoint "runs/drn/$edsr/checkpoint.safetensors" $grow --macs 0.7
            seeds thinet-released $edsr --strategy thinet --set released=true --macs 0.7
            seeds cp-released $edsr --strategy cp --set released=true --macs 0.7
            start manual $edsr --strategy manual --macs 0.7
            ;;
        millis)
            train $edsr
            strategies millis- $edsr --widths "body.6.body.0=32,body.7.body.0=32,tail.0.0=32,tail.0.2=32"
            ;;
        gamma)
            train $edsr
            for left in 70 50 30; do
                for gamma in 0.01 0.1 1 10; do
                    seeds gamma-$left-$gamma $edsr --strategy drc --checkpoint "runs/drn/$edsr/checkpoint.safetensors" \
                        $grow --set gamma=$gamma --macs 0.$left
                done
            done
            ;;
        x8)
            train $drn
            patches=16 # of 384 pixels a side
            cut="--macs 0.7 --leave head,up_blocks.2.7" # as in DRC: what is concatenated stays
            strategies x8- $drn $cut
            seeds x8-drc-fit $drn --strategy drc --set fit=true --checkpoint "runs/drn/$drn/checkpoint.safetensors" $grow $cut
            ;;
        *)
            echo "unknown part '$each'; known: pruning, millis, gamma, x8" >&2
            exit 2
            ;;
        esac
    done
done
xargs -P "${JOBS:-1}" -I{} sh -c '{}' < "$jobs"
