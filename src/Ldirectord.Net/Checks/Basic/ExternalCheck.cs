using System.Globalization;
using System.Net;
using Ldirectord.Platform;
using Ldirectord.Text;

namespace Ldirectord.Checks;

/// <summary>
/// checktype=external and external-perl, and service = the name of a program of checkdirectory: up when "COMMAND VIP VPORT RIP RPORT" exits
/// with 0; at the deadline the command gets SIGTERM.
/// </summary>
/// <param name="Command">
/// checkcommand, as written: the path of a program, blanks included, never arguments. Without a slash it is looked up in PATH.
/// </param>
/// <param name="VirtualAddress">Virtual address, IPv6 in brackets, or the firewall mark.</param>
/// <param name="VirtualPort">Virtual port; 0 for a mark.</param>
/// <param name="Perl">external-perl: the command is a Perl script.</param>
internal sealed record ExternalCheck(
    IPEndPoint Target, TimeSpan Timeout, string Command, string VirtualAddress, int VirtualPort, bool Perl) : Check(Target, Timeout)
{
    private const int LongestName = 255;

    /// <summary>A shorter argument is a port, or a letter.</summary>
    private const int ShortestSecret = 6;

    // In the original the script is the body of a function: it may return any value, which is success; "exit" and "die" work as usual.
    private const string PerlRunner = "$0 = shift; my $file = $0 =~ m{/} ? $0 : qq{./$0}; -r $file or die qq{$file: $!}; "
        + "do $file; die $@ if $@ ne q{}";

    /// <summary>exitcodes.</summary>
    public ExitCodes ExitCodes { get; init; }

    /// <summary>warningweight: percent of the weight in the file, 0..100.</summary>
    public int WarningWeight { get; init; } = 100;

    public override bool RunsProgram => true;

    /// <summary>checkarguments, checkuser, secrets.</summary>
    public ProgramLaunch Launch { get; init; } = ProgramLaunch.Plain;

    /// <summary>The program's name in "service = name", for people; empty for checkcommand, which is a path.</summary>
    public string Service { get; init; } = "";

    public override string Kind => Service.Length > 0 ? Service : "external";

    public override IReadOnlyCollection<string> Secrets => [Launch.Password, Launch.Secret];

    /// <summary>The program may repeat its arguments.</summary>
    public override IReadOnlyCollection<string> Confidential => Launch.Arguments is not { Words: var words } ? Secrets
        : [.. Secrets, .. words.Where(word => word.Length >= ShortestSecret && !IPAddress.TryParse(word, out _))];

    public override bool MayGiveWeight => ExitCodes != ExitCodes.Ldirectord;

    public override async ValueTask<CheckResult> RunAsync(CancellationToken ct)
    {
        var (virtualPort, realPort) =
            (VirtualPort.ToString(CultureInfo.InvariantCulture), Target.Port.ToString(CultureInfo.InvariantCulture));
        string[] arguments = Launch.Arguments is { } own
            ? [.. own.Words]
            : [VirtualAddress, virtualPort, BracketedAddress.Of(Target.Address), realPort];
        (string, string[]) call = Perl ? ("perl", ["-e", PerlRunner, Command, .. arguments]) : (Command, arguments);
        var (program, words) = Launch.AsUser(call.Item1, call.Item2);
        var (name, environment) = (Service.Length > 0 ? Service : Printable.OfBytes(Command, LongestName), Launch.Environment);
        ExchangeNotes.Sent($"{name} {(Launch.Arguments is null ? string.Join(' ', arguments) : "***")}", ct);
        if (ExitCodes == ExitCodes.Ldirectord && Service.Length == 0)
        {
            var alone = await ChildProcess.RunAsync(program, words, ct, environment: environment).ConfigureAwait(false);
            ExchangeNotes.Received($"{alone}", ct);
            return ProgramVerdict.Of(ExitCodes, alone, [], name);
        }

        try
        {
            var (end, output) = await ChildProcess.ReadAsync(program, words, ct, environment).ConfigureAwait(false);
            ExchangeNotes.Received($"{end}\n", ct);
            ExchangeNotes.Received(output, ct);
            var verdict = ProgramVerdict.Of(ExitCodes, end, output, name, WarningWeight);
            return Service.Length > 0 && verdict.IsUp ? verdict with { Detail = $"{name}: {verdict.Detail}" } : verdict;
        }
        catch (IoFailureException e) when (ExitCodes == ExitCodes.Nagios && e.Failure == IoFailure.Local)
        {
            // A program that is missing or not executable is the director's fault, not the server's.
            return new CheckResult(StatusCode.ProgramUnknown, e.Message);
        }
    }
}
