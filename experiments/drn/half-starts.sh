#!/bin/sh
# Makes what the experiments drn/half-x2 and drn/half-x4 start from, in runs/drn/half: the first bundled models sr-x2 and sr-x4 with
# widths that halve the time of restoring (measured with --millis 0.5 on a processor with vectors of 512 bits). A few minutes.
#   experiments/drn/half-starts.sh
set -eu
cd "$(dirname "$0")/../.."
mkdir -p runs/drn/half
photos=$(sed '/^#/d' experiments/folders/photos.yaml)
valid=$(sed '/^#/d' experiments/folders/photos-valid.yaml)

# MODEL WIDTHS
cut() {
    [ -f "runs/drn/half/$1-cp.safetensors" ] || ./fettle compress prune "runs/first/$1.safetensors" --strategy cp --photos "$photos" \
        --set patches=64 --cut all --widths "$2" --data "$valid" -o "runs/drn/half/$1-cp.safetensors"
}
experiments/first-models.sh
cut sr-x2 head.0=16,body.2.body.0=16,body.3.body.0=16,body.4.body.0=16,body.5.body.0=16,tail.0.0=16
cut sr-x4 head.0=16,body.2.body.0=16,body.3.body.0=16,body.4.body.0=16,body.5.body.0=16,body.6.body.0=16,body.7.body.0=16,tail.0.0=16,tail.0.2=16
