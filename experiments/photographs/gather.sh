#!/bin/sh
# Lists how to gather the photographs that the everyday models are trained on, from docs/models/training-photographs.md: each source with
# where it is, and each of its files with the original's name and how far it is to be reduced. Those under GPL or LGPL
# (experiments/sources/left-out.yaml) are not listed. It downloads nothing.
#   experiments/photographs/gather.sh
set -eu
cd "$(dirname "$0")/../.."
awk -F ' *[|] *' '
    FNR == NR { if ($0 ~ /^- /) { sub(/^- /, ""); left[$0] = 1 }; next }
    /^## / { part = $0; next }
    part == "## Sources" && $2 ~ /_$/ {
        where = $3
        if (match(where, /GitHub [^ ,)]+/)) where = where ": https://github.com/" substr(where, RSTART + 7, RLENGTH - 7)
        source[$2] = where ($5 == "" ? "" : " at " $5)
        order[++sources] = $2
    }
    part == "## Files" && $2 ~ /\.png$/ && !($2 in left) {
        prefix = $2; sub(/_.*/, "_", prefix)
        files[prefix] = files[prefix] "  " $2 " <- " $5 ", by " $6 ", " $4 ", " $3 "\n"
        count++
    }
    END {
        for (i = 1; i <= sources; i++) if (files[order[i]] != "") printf "%s\n%s", source[order[i]], files[order[i]]
        printf "%d photographs: decode, turn upright, convert to sRGB, reduce linearly by the factor behind \"by\"; then name their folder in experiments/folders/photos.yaml\n", count
    }' experiments/sources/left-out.yaml docs/models/training-photographs.md
