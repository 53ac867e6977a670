using Ldirectord.Daemon;

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
            check plan probe show

        """;

    public const string Help = Synopsis + """
        
        Checks the real servers of a Linux Virtual Server director and keeps the kernel's
        IPVS table up to date. The configuration is searched in /etc/ha.d, then in
        /etc/ha.d/conf, then as given; the default is ldirectord.cf.

        The daemon:
            start           start it in the background
            stop            stop it; removes virtual services unless cleanstop=no
            restart         stop and start
            try-restart     the same, only if it is running
            reload          read the configuration again (also: force-reload)
            status          exit 0 running, 3 stopped, 1 stopped with a pid file left

        Commands that change nothing:
            check           every error and warning of the configuration: exit 0 or 2
            plan            what start would change in the kernel, as ipvsadm commands
            probe [--json]  run each check once: exit 0 all up, 1 not, 2 bad file
            show [--json]   the running daemon's table, with each server's health
            show --diff     differences to the kernel's table: exit 0 none, 1 some

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
