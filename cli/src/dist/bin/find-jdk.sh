# Finds a JDK that can run Fettle. Sourced by bin/fettle of the distribution and, in the source tree, by ./fettle, ./mvnw
# and .ci/run, so that the search is written once. POSIX sh; defines functions and touches no variable but JAVA_HOME
# and those that start with find_jdk_.

find_jdk_wanted=25

# The feature version of the JDK in folder $1 (25 for 25.0.3), or nothing if there is none.
find_jdk_version() {
    [ -x "$1/bin/java" ] || return 0
    find_jdk_text=
    if [ -r "$1/release" ]; then
        find_jdk_text=$(sed -n 's/^JAVA_VERSION="\([0-9][0-9]*\).*/\1/p' "$1/release")
    fi
    if [ -z "$find_jdk_text" ]; then
        find_jdk_text=$("$1/bin/java" -version 2>&1 | sed -n 's/.* version "\([0-9][0-9]*\).*/\1/p' | head -n 1)
    fi
    printf '%s' "$find_jdk_text"
}

# Whether folder $1 holds a JDK that is new enough and has the tool $2 (java, or javac to build).
find_jdk_fits() {
    [ -n "$1" ] && [ -x "$1/bin/$2" ] || return 1
    find_jdk_number=$(find_jdk_version "$1")
    [ -n "$find_jdk_number" ] && [ "$find_jdk_number" -ge "$find_jdk_wanted" ]
}

# The home of the java on the PATH, its links followed.
find_jdk_on_path() {
    find_jdk_file=$(command -v java) || return 0
    find_jdk_depth=0
    while [ -L "$find_jdk_file" ] && [ "$find_jdk_depth" -lt 20 ]; do
        find_jdk_link=$(readlink "$find_jdk_file")
        case $find_jdk_link in
            /*) find_jdk_file=$find_jdk_link ;;
            *) find_jdk_file=$(dirname "$find_jdk_file")/$find_jdk_link ;;
        esac
        find_jdk_depth=$((find_jdk_depth + 1))
    done
    (cd "$(dirname "$find_jdk_file")/.." 2>/dev/null && pwd -P)
}

# The oldest JDK that fits in the folders where systems and version managers put them: the nearest to the one we test with.
find_jdk_in_folders() {
    find_jdk_best=
    find_jdk_best_number=
    for find_jdk_home in \
        /usr/lib/jvm/* /usr/lib64/jvm/* /usr/local/lib/jvm/* /usr/java/* /usr/local/openjdk* /usr/local/jdk* \
        /opt/* /opt/java/* /opt/jvm/* /opt/jdk/* \
        "${HOME:-/nonexistent}"/.sdkman/candidates/java/* "${HOME:-/nonexistent}"/.jdks/* \
        "${HOME:-/nonexistent}"/.asdf/installs/java/* "${HOME:-/nonexistent}"/.local/share/mise/installs/java/* \
        "${HOME:-/nonexistent}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
        /Library/Java/JavaVirtualMachines/*/Contents/Home \
        /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
        /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
        find_jdk_fits "$find_jdk_home" "$1" || continue
        if [ -z "$find_jdk_best" ] || [ "$find_jdk_number" -lt "$find_jdk_best_number" ]; then
            find_jdk_best=$find_jdk_home
            find_jdk_best_number=$find_jdk_number
        fi
    done
    printf '%s' "$find_jdk_best"
}

# Sets and exports JAVA_HOME to a JDK that fits and has the tool $1; otherwise says what to install and returns 1.
find_jdk() {
    if find_jdk_fits "${JAVA_HOME:-}" "$1"; then
        export JAVA_HOME
        return 0
    fi
    find_jdk_home=$(find_jdk_on_path)
    if ! find_jdk_fits "$find_jdk_home" "$1"; then
        find_jdk_home=$(find_jdk_in_folders "$1")
    fi
    if [ -n "$find_jdk_home" ]; then
        JAVA_HOME=$find_jdk_home
        export JAVA_HOME
        return 0
    fi
    echo "fettle: no JDK $find_jdk_wanted or newer found in JAVA_HOME (${JAVA_HOME:-not set}), on the PATH or in the usual" \
        "folders; install one (for example Eclipse Temurin $find_jdk_wanted) or point JAVA_HOME at it" >&2
    return 1
}
