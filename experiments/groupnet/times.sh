#!/bin/sh
# Measures what groups take on this machine, for the experiments whose budget is in milliseconds. A few minutes; nothing else should run.
#   experiments/groupnet/times.sh
set -eu
cd "$(dirname "$0")/../.."
mkdir -p runs/groupnet
printf 'name: times\narchitecture: {type: edsr, scale: 2, blocks: 8, channels: 64, convolution: groupable}\ndata: {photos: none}\nvalidation: {photos: none}\n' > runs/groupnet/edsr-8x64-x2.yaml
./fettle bench runs/groupnet/edsr-8x64-x2.yaml --groups runs/groupnet/edsr-8x64-x2-times.yaml --size 320x180 --threads 1 --overwrite
