using System.Text;
using Ldirectord.Platform;

namespace Ldirectord.Health;

/// <summary>
/// The name of a file in maintenancedir: SERVER, SERVER@VIRTUAL, SERVER+weight or SERVER@VIRTUAL+weight; of a virtual address
/// ADDRESS+withdraw. Perl ldirectord understands the first, and passes over the others.
/// </summary>
/// <param name="Server">
/// ADDRESS, FQDN or the name before its first dot, each with or without :PORT; IPv6 addresses in brackets. Of a withdrawal the virtual
/// address, or "all".
/// </param>
/// <param name="Virtual">The one virtual service that it is about, as show names it: "tcp:10.0.0.1:80"; null for all.</param>
/// <param name="IsWeight">It gives a weight, and takes nothing out.</param>
/// <param name="IsWithdrawal">It withdraws an address that announce names.</param>
internal sealed record MaintenanceName(string Server, string? Virtual = null, bool IsWeight = false, bool IsWithdrawal = false)
{
    private const string WeightEnd = "+weight";
    private const string WithdrawalEnd = "+withdraw";

    private string End => IsWeight ? WeightEnd : IsWithdrawal ? WithdrawalEnd : "";

    /// <returns>
    /// Null if it is none of these names: hidden, a temporary file, longer than a file name may be, or with characters that no server's
    /// name has.
    /// </returns>
    public static MaintenanceName? Parse(string fileName)
    {
        var end = fileName.EndsWith(WeightEnd, StringComparison.Ordinal) ? WeightEnd
            : fileName.EndsWith(WithdrawalEnd, StringComparison.Ordinal) ? WithdrawalEnd : "";
        var parts = fileName[..^end.Length].Split('@');
        return parts.Length <= (end == WithdrawalEnd ? 1 : 2) && IsFit(fileName)
            && parts.All(part => part.Length > 0 && !part.Contains('+'))
            ? new MaintenanceName(parts[0], parts.ElementAtOrDefault(1), end == WeightEnd, end == WithdrawalEnd)
            : null;
    }

    /// <summary>The file's name.</summary>
    public override string ToString() => $"{Server}{(Virtual is null ? "" : $"@{Virtual}")}{End}";

    private static bool IsFit(string fileName) =>
        !fileName.StartsWith('.')
        && !fileName.AsSpan().ContainsAny('/', '\\')
        && !fileName.Any(one => char.IsWhiteSpace(one) || char.IsControl(one))
        && Encoding.UTF8.GetByteCount(fileName) <= RegularFile.LongestName;
}
