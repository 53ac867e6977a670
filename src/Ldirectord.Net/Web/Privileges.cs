using System.Globalization;
using Ldirectord.Platform;

namespace Ldirectord.Web;

/// <summary>A console has no power of its own, whoever breaks into it: it does not run with any.</summary>
internal static class Privileges
{
    /// <summary>CAP_NET_BIND_SERVICE of capabilities(7): ports below 1024.</summary>
    private const int BindService = 10;

    /// <returns>Why this process must not be a console, or null if it may.</returns>
    public static string? Problem() => Problem(PosixFile.EffectiveUser(), File.ReadAllText("/proc/self/status"));

    /// <param name="status">Of proc_pid_status(5).</param>
    public static string? Problem(uint user, string status)
    {
        const string how = "the unit ldirectord-console does; by hand: runuser -u USER -- ldirectord console";
        if (user == 0)
            return $"a console does not run as root: start it as an ordinary user ({how})";
        const string label = "CapEff:";
        var line = status.Split('\n').FirstOrDefault(text => text.StartsWith(label, StringComparison.Ordinal)) ?? "";
        var set = line[Math.Min(label.Length, line.Length)..].Trim();
        var isKnown = ulong.TryParse(set, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var held);
        return isKnown && (held & ~(1UL << BindService)) == 0 ? null
            : $"a console runs without capabilities but CAP_NET_BIND_SERVICE: start it without ({how})";
    }
}
