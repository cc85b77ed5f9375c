# Becomes the Java program. Sourced by bin/fettle of the distribution and by ./fettle of the source tree, after find_jdk.

# $1 the folder with the files of flags, $2 the class path, $3 the recording of an earlier start (a file that need not exist),
# $4 the main class, then the program's arguments. FETTLE_JAVA_OPTIONS adds flags, for example -Xmx8g.
run_java() {
    run_java_options=$1/java.options
    run_java_system_options "$1"
    run_java_classpath=$2
    run_java_cache=
    [ ! -f "$3" ] || run_java_cache=-XX:AOTCache=$3
    run_java_main=$4
    shift 4
    # Java takes file names as the locale spells them; under LANG=C every name beyond ASCII would be lost.
    case $(locale charmap 2>/dev/null || true) in
        UTF-8 | utf8) ;;
        *) export LC_ALL=C.UTF-8 ;;
    esac
    run_java_stderr=
    run_java_divert_messages
    # shellcheck disable=SC2086 # several flags in one variable
    exec "$JAVA_HOME/bin/java" "@$run_java_options" ${run_java_system:+"@$run_java_system"} \
        ${run_java_cache:+"$run_java_cache"} ${FETTLE_JAVA_OPTIONS:-} \
        ${run_java_stderr:+"-Dfettle.stderr=$run_java_stderr"} -cp "$run_java_classpath" "$run_java_main" "$@"
}

# Sets the file of flags, beside java.options in the folder $1, that this system's virtual machines alone know: others
# would refuse to start.
run_java_system_options() {
    run_java_system=
    [ "$(uname -s)" != Linux ] || run_java_system=$1/java-linux.options
}

# The virtual machine warns of the vector module before the program begins, and no flag stops it. So standard error of the
# process leads to a filter that takes this one line out, and the program finds the real one, terminal or not, as the
# descriptor that the property names. What the virtual machine or a native library says later goes through the filter.
# Where anything of it cannot be set up the line is seen, and nothing else changes.
run_java_divert_messages() {
    (: 7>&2) || return 0 # standard error is closed
    run_java_fifo=${TMPDIR:-/tmp}/fettle-messages-$$
    (umask 077 && mkfifo "$run_java_fifo") 2>/dev/null || return 0
    exec 8<>"$run_java_fifo" # for reading and writing, so that neither end waits for the other
    exec 6<"$run_java_fifo" 7>&2 2>"$run_java_fifo"
    rm -f "$run_java_fifo"
    (run_java_filter &) # nobody's child: the program need not wait for it
    exec 6<&- 8>&-
    run_java_stderr=7
}

# Ends when all have closed the other end; a signal to all of the terminal's processes must not end it before.
run_java_filter() {
    trap '' HUP INT QUIT TERM
    exec <&6 >/dev/null 2>&7 6<&- 7>&- 8>&- # by exec: a shell would keep what it only lends to a function
    while IFS= read -r run_java_line || [ -n "$run_java_line" ]; do
        case $run_java_line in
            "WARNING: Using incubator modules: jdk.incubator.vector") ;;
            *) printf '%s\n' "$run_java_line" >&2 ;;
        esac
    done
}
