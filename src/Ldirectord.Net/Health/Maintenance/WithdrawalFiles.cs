using System.Net;
using Ldirectord.Text;

namespace Ldirectord.Health;

/// <summary>
/// Which file of maintenancedir withdraws a virtual address that announce names: ADDRESS+withdraw before all+withdraw.
/// </summary>
internal static class WithdrawalFiles
{
    /// <summary>Withdraws every address.</summary>
    public static MaintenanceName All { get; } = new("all", IsWithdrawal: true);

    public static MaintenanceName Of(IPAddress address) => new(BracketedAddress.Of(address), IsWithdrawal: true);

    /// <summary>The file that counts; null if neither file counts.</summary>
    /// <param name="counts">Whether a file of this name is there, and not over.</param>
    public static string? Find(IPAddress address, Func<string, bool> counts) =>
        $"{Of(address)}" is var own && counts(own) ? own : $"{All}" is var all && counts(all) ? all : null;
}
