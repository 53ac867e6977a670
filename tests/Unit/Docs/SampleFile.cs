
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Docs;

/// <summary>The configuration files that come with the program.</summary>
internal static class SampleFile
{
    /// <summary>The sample, where everything is commented out.</summary>
    public static string Path { get; } = Repository.PathOf("etc", "ha.d", "ldirectord.cf");

    /// <summary>
    /// The sample with every directive in force. A commented directive has no blank after its mark; prose has. Files it would write to are
    /// elsewhere in a test.
    /// </summary>
    public static string Uncommented() =>
        string.Concat(File.ReadLines(Path)
            .Select(line => line is ['#', not ' ', ..] and not "#" ? line[1..] : line)
            .Select(line => line.Replace("/var/log/ldirectord.log", "/dev/null", StringComparison.Ordinal)
                .Replace("/var/log/ldirectord-www.log", "/dev/null", StringComparison.Ordinal)
                // Programs and users that each machine has.
                .Replace("= /etc/ha.d/checks.d", "= /usr/bin", StringComparison.Ordinal)
                .Replace("service = smbcheck", "service = true", StringComparison.Ordinal)
                .Replace("checkuser = nobody", $"checkuser = {Environment.UserName}", StringComparison.Ordinal))
            .Where(line => !line.StartsWith('#'))
            .Select(line => line + "\n"));

    /// <summary>Of the demo.</summary>
    public static string Demo() => File.ReadAllText(Repository.PathOf("etc", "ha.d", "demo.cf"));
}
