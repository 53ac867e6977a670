# shellcheck shell=sh
# What rpm runs of this package, with the number of its versions that will be there: "%post 1" installs, "%post 2" upgrades, "%preun 0" removes.
#
# The order is: %post of the new package, %preun of the one that goes, %posttrans of the new one. A running director is replaced in %posttrans, when no other
# script can stop it any more.

# shellcheck source=packaging/directors.sh
. /usr/share/ldirectord-net/directors.sh

own_unit=ldirectord.service
guard=/run/systemd/system/$own_unit.d/ldirectord-net-installs.conf
was_enabled=/run/ldirectord-net.was-enabled
cluster_agent=/usr/lib/ocf/resource.d/heartbeat/ldirectord

has_systemd() { [ -d /run/systemd/system ]; }

after_unpacking() { # %post COUNT
    has_systemd || return 0
    if [ "$1" -eq 1 ]; then
        # A package of Perl ldirectord that goes in this transaction stops and disables its unit, whose name is ours.
        if systemctl --quiet is-enabled $own_unit 2>/dev/null; then
            : >$was_enabled
        else
            systemctl --no-reload preset $own_unit >/dev/null 2>&1 || true
        fi
        if systemctl --quiet is-active $own_unit; then
            mkdir -p "${guard%/*}"
            printf '[Unit]\nRefuseManualStop=yes\n' >$guard
        fi
    fi
    systemctl daemon-reload || true
}

after_transaction() { # %posttrans
    if has_systemd; then
        rm -f $guard
        rmdir "${guard%/*}" 2>/dev/null || true
        systemctl daemon-reload || true
        if [ -e $was_enabled ]; then
            rm $was_enabled
            systemctl --no-reload enable $own_unit >/dev/null 2>&1 || true
        fi
    fi
    # A cluster that names ClusterLabs' agent goes on where the package of Perl ldirectord has taken it away.
    if [ -d "${cluster_agent%/*}" ] && [ ! -e $cluster_agent ]; then
        ln -sfn ../ldirectord-net/ldirectord $cluster_agent
    fi
    # SUSE's way to decide oneself when services change.
    if grep -q '^DISABLE_RESTART_ON_UPDATE="\?yes' /etc/sysconfig/services 2>/dev/null; then
        [ -z "$(directors)" ] || say "DISABLE_RESTART_ON_UPDATE forbids a restart: what ran before goes on, and becomes this version when it is restarted"
        return 0
    fi
    # It never has a part in what the directors do.
    ! has_systemd || systemctl try-restart ldirectord-console.service >/dev/null 2>&1 || true
    for pid in $(directors); do
        # The restart of one may have been the restart of its children.
        is_gone "$pid" || replace_director "$pid"
    done
}

is_ours() { [ "$(head -c 4 "$program" 2>/dev/null | tail -c 3)" = ELF ]; } # else the program is Perl ldirectord's already

# Perl ldirectord, which cannot check a configuration beforehand, goes on from the table.
give_way() { # PID
    read_arguments "$1"
    of_unit=$(unit_of "$1")
    kill_director "$1" || return 0
    if [ -n "$dry_run" ]; then
        return 0
    elif [ "$of_unit" = "$own_unit" ]; then
        systemctl start "$own_unit"
    else
        [ -z "$of_unit" ] || systemctl stop "$of_unit" || true # else systemd would start it again
        "$program" ${config:+"$config"} start </dev/null >/dev/null
    fi || {
        say "NOTHING WATCHES the virtual services of process $1: they serve as they were when it was ended, but this failed: $command"
        return 0
    }
    say "Perl ldirectord took over from process $1: $command. The table is as it was"
}

before_removal() { # %preun COUNT
    [ "$1" -eq 0 ] || return 0
    [ ! -L $cluster_agent ] || [ "$(readlink $cluster_agent)" != ../ldirectord-net/ldirectord ] || rm $cluster_agent
    if is_ours; then
        for pid in $(directors); do
            is_gone "$pid" || stop_director "$pid" || true
        done
        ! has_systemd || systemctl --no-reload disable "$own_unit" ldirectord@.service >/dev/null 2>&1 || true
    else
        ! has_systemd || systemctl daemon-reload || true
        for pid in $(directors); do
            is_gone "$pid" || give_way "$pid"
        done
    fi
}
