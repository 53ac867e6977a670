using Ldirectord.Daemon;

namespace Ldirectord.Cli;

/// <summary>What --help and --version say.</summary>
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
        
        Watches the real servers of a Linux Virtual Server director and keeps the
        kernel's IPVS table right. The configuration is looked for in /etc/ha.d, then in
        /etc/ha.d/conf, then as given; without one it is ldirectord.cf.

        The daemon:
            start           check every real server, for ever, in the background
            stop            end it; virtual services go unless cleanstop=no
            restart         stop and start
            try-restart     the same, only if it is running
            reload          read the configuration again (also: force-reload)
            status          is it running: exit 0 yes, 3 no, 1 no but a pid file is left

        To look, changing nothing:
            check           every error and warning of the configuration: exit 0 or 2
            plan            what start would change in the kernel, as ipvsadm commands
            probe [--json]  each check once, now: exit 0 all up, 1 not, 2 bad file
            show [--json]   the running daemon's table, with each server's health
            show --diff     where the kernel's table is another: exit 0 nowhere, 1 else

        Options, before the configuration:
            -d, --debug     stay in the foreground and say more, on standard error
            --dry-run       work on a copy of the table; with stop, status, ... the
                            instance that was started so
            -h, -?, --help  this
            -v, --version   the version

        More: man 8 ldirectord

        """;

    /// <summary>Scripts look for "Linux Director v" and what follows it.</summary>
    public static string Version => $"""
        Ldirectord.Net {ProgramVersion.Number}, compatible with {ProgramVersion.Compatible}
        MIT licence; comes without any warranty.

        """;
}
