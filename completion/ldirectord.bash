# bash completion of ldirectord(8): options, then a configuration of /etc/ha.d or /etc/ha.d/conf or any file, then a command.
_ldirectord() {
    local commands=' start stop restart try-restart reload force-reload status check plan probe show '
    local etc=${LDIRECTORD_ETC:-/etc/ha.d} word=${COMP_WORDS[COMP_CWORD]} config='' before IFS=$' \t\n'
    COMPREPLY=()
    for before in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
        if [[ $commands == *" $before "* ]]; then
            [[ $before != probe ]] || COMPREPLY=($(compgen -W --json -- "$word"))
            [[ $before != show ]] || COMPREPLY=($(compgen -W '--diff --json' -- "$word"))
            return
        fi
        [[ $before == -* ]] || config=$before
    done
    if [[ $word == -* ]]; then
        [[ -n $config ]] || COMPREPLY=($(compgen -W '-d --debug --dry-run -h --help -v --version' -- "$word"))
        return
    fi
    COMPREPLY=($(compgen -W "$commands" -- "$word"))
    [[ -z $config ]] || return
    IFS=$'\n'
    COMPREPLY+=($(cd "$etc" 2>/dev/null && compgen -f -X '!*.cf' -- "$word") $(cd "$etc/conf" 2>/dev/null && compgen -f -X '!*.cf' -- "$word") $(compgen -f -- "$word"))
    compopt -o filenames 2>/dev/null
}
complete -F _ldirectord ldirectord
