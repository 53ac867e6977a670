using Ldirectord.Platform;

namespace Ldirectord.Cli;

/// <summary>The text of --help and --version.</summary>
internal static class Usage
{
    public const string Synopsis = """
        Usage:
            ldirectord [-d] [--dry-run] [--] [configfile] COMMAND
            ldirectord -h | -v
        Commands:
            start stop restart try-restart reload force-reload status
            check plan probe show metrics events explain console doctor import
            drain enable maintenance weight recheck withdraw announce

        """;

    public const string Help = Synopsis + """
        
        Checks the real servers of a Linux Virtual Server director and keeps the kernel's
        IPVS table up to date. The configuration is searched in /etc/ha.d, then in
        /etc/ha.d/conf, then as given; the default is ldirectord.cf.

        The daemon:
            start           start it in the background
            stop [--kill]   stop it; removes virtual services unless cleanstop=no
            restart         stop and start
            try-restart     the same, only if it is running
            reload          read the configuration again (also: force-reload)
            status          exit 0 running, 3 stopped, 1 stopped with a pid file left
            status --alive  exit 0 running, 3 stopped, 1 it hangs; reads no file
            status --strict as status, but 2 if the file has an error

        Commands that change nothing:
            check           every error and warning of the configuration: exit 0 or 2
            plan            what start would change in the kernel, as ipvsadm commands
            probe [--json]  run each check once: exit 0 all up, 1 not, 2 bad file
            doctor [--json] [--through ADDRESS]
                            mistakes in the set-up of this director: exit 0 none,
                            1 warnings, 2 failures
            doctor --real-server ADDRESS[:PORT] [--mode gate|ipip|masq]
                            the same for a real server of that virtual address
            doctor --explain ID
                            what a finding means
            import keepalived|lvs.cf|ipvsadm FILE [--explain]
                            print the ldirectord.cf that does the same: exit 0 all,
                            1 with losses, 2 unreadable; kernel: of the running table
              --config-id ID, --keep-vrrp FILE: of keepalived
              --cluster crm|pcs|keepalived: of lvs.cf
            show [--json]   the running daemon's table, with each server's health
            show --watch    the same, full screen and live, with keys for sort, filter,
                            drain, ...: ? has them
            show --only-problems [--json]
                            only what is not fine: exit 0 nothing, 1 something
            show --diff     differences to the kernel's table: exit 0 none, 1 some
            metrics [--virtual-only]
                            the running daemon's metrics for Prometheus
            events [--after NUMBER] [--json]
                            what happened lately
            events --follow [--json]
                            the same, and what happens from now on
            explain HOST[:PORT] [--virtual SERVICE] [--json]
                            why a server is as it is

        Servers of the running daemon, by files in maintenancedir:
            drain HOST[:PORT] [--hard] [--wait]
                            no new clients; out when its connections have ended
            maintenance on|off HOST[:PORT] [--wait]
                            out now; and back
            enable HOST[:PORT]
                            back, with its next passed check
            weight HOST[:PORT] N|N%|auto
                            another weight than the configuration's
            recheck [HOST[:PORT]]
                            run its checks now
            withdraw [ADDRESS]
                            routers are no longer told of the address (announce =)
            announce [ADDRESS]
                            they are again, with enough servers up
            --virtual SERVICE, --until TIME, --limit TIME, --reason TEXT, --force,
            --token-file FILE, --json: see the manual

        For browsers and other machines:
            console [--config FILE]
                            answer over HTTP for the directors, as an ordinary user;
                            its configuration is /etc/ha.d/console.cf

        Options, before the configuration:
            -d, --debug     stay in the foreground; log to standard error, with debug
                            messages
            --dry-run       start: work on a copy of the table; stop, status, ...:
                            for the daemon that was started with --dry-run
            -h, -?, --help  this help
            -v, --version   the version

        More: man 8 ldirectord

        """;

    /// <summary>Scripts search for "Linux Director v" and the version after it.</summary>
    public static string Version => $"""
        Ldirectord.Net {ProgramVersion.Number}, compatible with {ProgramVersion.Compatible}
        MIT licence; comes without any warranty.

        """;
}
