#!/bin/sh
# Takes the first models that came with Fettle out of the history of the repository (a clone with all of it), since some experiments
# begin with them or learn from them, and better ones take their names: runs/first/sr-x2.safetensors, sr-x4, denoise, deblock.
#   experiments/first-models.sh
set -eu
cd "$(dirname "$0")/.."
mkdir -p runs/first
for model in sr-x2 sr-x4 denoise deblock; do
    first="runs/first/$model.safetensors"
    [ -f "$first" ] || git show "b7238835:runtime/src/main/resources/dev/fettle/runtime/models/$model.safetensors" > "$first" || {
        rm -f "$first"
        exit 1
    }
done
