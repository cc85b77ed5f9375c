# Becomes the Java program. Sourced by bin/fettle of the distribution and by ./fettle of the source tree, after find_jdk.

# $1 the folder with java.options, $2 the class path, $3 the recording of an earlier start (a file that need not exist),
# $4 the main class, then the program's arguments. FETTLE_JAVA_OPTIONS adds flags, for example -Xmx8g.
run_java() {
    run_java_options=$1/java.options
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
    # shellcheck disable=SC2086 # several flags in one variable
    exec "$JAVA_HOME/bin/java" "@$run_java_options" ${run_java_cache:+"$run_java_cache"} ${FETTLE_JAVA_OPTIONS:-} \
        -cp "$run_java_classpath" "$run_java_main" "$@"
}
