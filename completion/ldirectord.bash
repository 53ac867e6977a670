# bash completion of ldirectord(8): options, then a configuration of /etc/ha.d or /etc/ha.d/conf or any file, then a command.
_ldirectord() {
    local commands=' start stop restart try-restart reload force-reload status check plan probe show metrics events explain console doctor import drain enable maintenance weight recheck withdraw announce '
    local etc=${LDIRECTORD_ETC:-/etc/ha.d} word=${COMP_WORDS[COMP_CWORD]} config='' before IFS=$' \t\n'
    COMPREPLY=()
    for before in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
        if [[ $commands == *" $before "* ]]; then
            case $before in
                drain) COMPREPLY=($(compgen -W '--force --hard --json --limit --reason --token-file --until --virtual --wait' -- "$word")) ;;
                maintenance)
                    COMPREPLY=($(compgen -W 'on off --force --json --limit --reason --token-file --until --virtual --wait' -- "$word")) ;;
                enable | recheck) COMPREPLY=($(compgen -W '--json --token-file --virtual' -- "$word")) ;;
                withdraw) COMPREPLY=($(compgen -W '--json --reason --token-file --until' -- "$word")) ;;
                announce) COMPREPLY=($(compgen -W '--json --token-file' -- "$word")) ;;
                weight) COMPREPLY=($(compgen -W '--force --json --reason --token-file --until --virtual' -- "$word")) ;;
            esac
            [[ $before != probe ]] || COMPREPLY=($(compgen -W --json -- "$word"))
            [[ $before != console ]] || COMPREPLY=($(compgen -W --config -- "$word"))
            [[ $before != doctor ]] || COMPREPLY=($(compgen -W '--director --explain --json --mode --real-server --through' -- "$word"))
            [[ $before != import ]] || COMPREPLY=($(compgen -W 'keepalived lvs.cf ipvsadm kernel --cluster --config-id --explain --keep-vrrp' -- "$word") $(compgen -f -- "$word"))
            [[ $before != events ]] || COMPREPLY=($(compgen -W '--after --follow --json' -- "$word"))
            [[ $before != explain ]] || COMPREPLY=($(compgen -W '--json --virtual' -- "$word"))
            [[ $before != metrics ]] || COMPREPLY=($(compgen -W --virtual-only -- "$word"))
            [[ $before != status ]] || COMPREPLY=($(compgen -W '--alive --strict' -- "$word"))
            [[ $before != stop ]] || COMPREPLY=($(compgen -W --kill -- "$word"))
            [[ $before != show ]] || COMPREPLY=($(compgen -W '--diff --json --only-problems --watch' -- "$word"))
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
