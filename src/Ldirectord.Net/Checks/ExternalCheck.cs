using System.Net;

namespace Ldirectord.Checks;

/// <summary>checktype=external and external-perl: up when "COMMAND VIP VPORT RIP RPORT" exits 0; at the deadline it gets SIGTERM.</summary>
/// <param name="Command">checkcommand, as written.</param>
/// <param name="VirtualAddress">Virtual address, or the firewall mark.</param>
/// <param name="VirtualPort">Virtual port; 0 for a mark.</param>
/// <param name="Perl">external-perl: the command is a Perl script.</param>
internal sealed record ExternalCheck(
    IPEndPoint Target, TimeSpan Timeout, string Command, string VirtualAddress, int VirtualPort, bool Perl) : Check(Target, Timeout)
{
    public override ValueTask<CheckResult> RunAsync(CancellationToken ct) => throw new NotSupportedException();
}
