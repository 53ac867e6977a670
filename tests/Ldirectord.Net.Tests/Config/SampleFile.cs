namespace Ldirectord.Tests.Config;

/// <summary>The configuration files that come with the program.</summary>
internal static class SampleFile
{
    public static string Repository { get; } = FindRepository();

    /// <summary>The sample, where everything is commented out.</summary>
    public static string Path { get; } = System.IO.Path.Combine(Repository, "etc", "ha.d", "ldirectord.cf");

    /// <summary>The sample with every directive in force. A commented directive has no blank after its mark; prose has. Files it would write to are elsewhere in a test.</summary>
    public static string Uncommented() =>
        string.Concat(File.ReadLines(Path)
            .Select(line => line is ['#', not ' ', ..] and not "#" ? line[1..] : line)
            .Select(line => line.Replace("/var/log/ldirectord.log", "/dev/null", StringComparison.Ordinal).Replace("/var/log/ldirectord-www.log", "/dev/null", StringComparison.Ordinal))
            .Where(line => !line.StartsWith('#'))
            .Select(line => line + "\n"));

    /// <summary>Of the demo.</summary>
    public static string Demo() => File.ReadAllText(System.IO.Path.Combine(Repository, "etc", "ha.d", "demo.cf"));

    private static string FindRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(System.IO.Path.Combine(folder.FullName, "Ldirectord.Net.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("the tests are not inside the repository");
        return folder.FullName;
    }
}
