using System.Globalization;
using System.Net;
using Ldirectord.Platform;
using Ldirectord.Text;

namespace Ldirectord.Checks;

/// <summary>checktype=external and external-perl: up when "COMMAND VIP VPORT RIP RPORT" exits 0; at the deadline it gets SIGTERM.</summary>
/// <param name="Command">checkcommand, as written: the path of a program, blanks included, never arguments. Without a slash it is looked up in PATH.</param>
/// <param name="VirtualAddress">Virtual address, IPv6 in brackets, or the firewall mark.</param>
/// <param name="VirtualPort">Virtual port; 0 for a mark.</param>
/// <param name="Perl">external-perl: the command is a Perl script.</param>
internal sealed record ExternalCheck(
    IPEndPoint Target, TimeSpan Timeout, string Command, string VirtualAddress, int VirtualPort, bool Perl) : Check(Target, Timeout)
{
    private const int LongestName = 255;

    // The script is the body of a function in the original: it may return, and whatever it returns is success; "exit" and "die" are as ever.
    private const string PerlRunner = "$0 = shift; my $file = $0 =~ m{/} ? $0 : qq{./$0}; -r $file or die qq{$file: $!}; do $file; die $@ if $@ ne q{}";

    public override async ValueTask<CheckResult> RunAsync(CancellationToken ct)
    {
        string[] arguments =
        [
            VirtualAddress, VirtualPort.ToString(CultureInfo.InvariantCulture),
            BracketedAddress.Of(Target.Address), Target.Port.ToString(CultureInfo.InvariantCulture),
        ];
        var end = Perl
            ? await ChildProcess.RunAsync("perl", ["-e", PerlRunner, Command, .. arguments], ct).ConfigureAwait(false)
            : await ChildProcess.RunAsync(Command, arguments, ct).ConfigureAwait(false);
        return end.Succeeded
            ? new CheckResult(StatusCode.ProgramOk, $"{end}")
            : new CheckResult(StatusCode.ProgramFailed, $"{Printable.OfBytes(Command, LongestName)}: {end}");
    }
}
