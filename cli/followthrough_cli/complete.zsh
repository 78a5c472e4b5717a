#compdef %(prog_name)s

%(complete_func)s() {
    local -a plain described space
    local type key means
    (( ! $+commands[%(prog_name)s] )) && return 1
    for type key means in "${(@f)$(env COMP_WORDS="${words[*]}" COMP_CWORD=$((CURRENT-1)) \
            %(complete_var)s=zsh_complete %(prog_name)s)}"; do
        case $type in
            dir) _path_files -/ ;;
            file) _path_files -f ;;
            plain)
                [[ $key == *= ]] && space=(-S "")
                if [[ $means == _ ]]; then plain+=("$key"); else described+=("$key:$means"); fi ;;
        esac
    done
    (( $#described )) && _describe -V unsorted described -U "${space[@]}"
    (( $#plain )) && compadd -U -V unsorted "${space[@]}" -a plain
    return 0
}

if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    %(complete_func)s "$@"
else
    compdef %(complete_func)s %(prog_name)s
fi
