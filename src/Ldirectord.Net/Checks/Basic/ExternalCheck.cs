using System.Globalization;
using System.Net;
using Ldirectord.Platform;
using Ldirectord.Text;

namespace Ldirectord.Checks;

/// <summary>
/// checktype=external and external-perl: up when "COMMAND VIP VPORT RIP RPORT" exits with 0; at the deadline the command gets SIGTERM.
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

    // In the original the script is the body of a function: it may return any value, which is success; "exit" and "die" work as usual.
    private const string PerlRunner = "$0 = shift; my $file = $0 =~ m{/} ? $0 : qq{./$0}; -r $file or die qq{$file: $!}; "
        + "do $file; die $@ if $@ ne q{}";

    /// <summary>exitcodes.</summary>
    public ExitCodes ExitCodes { get; init; }

    public override async ValueTask<CheckResult> RunAsync(CancellationToken ct)
    {
        var (virtualPort, realPort) =
            (VirtualPort.ToString(CultureInfo.InvariantCulture), Target.Port.ToString(CultureInfo.InvariantCulture));
        string[] arguments = [VirtualAddress, virtualPort, BracketedAddress.Of(Target.Address), realPort];
        var (program, words) = Perl ? ("perl", ["-e", PerlRunner, Command, .. arguments]) : (Command, arguments);
        var name = Printable.OfBytes(Command, LongestName);
        if (ExitCodes == ExitCodes.Ldirectord)
            return ProgramVerdict.Of(ExitCodes, await ChildProcess.RunAsync(program, words, ct).ConfigureAwait(false), [], name);
        try
        {
            var (end, output) = await ChildProcess.ReadAsync(program, words, ct).ConfigureAwait(false);
            return ProgramVerdict.Of(ExitCodes, end, output, name);
        }
        catch (IoFailureException e) when (ExitCodes == ExitCodes.Nagios && e.Failure == IoFailure.Local)
        {
            // A program that is missing or not executable is the director's fault, not the server's.
            return new CheckResult(StatusCode.ProgramUnknown, e.Message);
        }
    }
}
