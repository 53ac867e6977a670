using System.Diagnostics;

namespace Ldirectord.Tests.Support;

/// <summary>A program of the machine's, run to its end.</summary>
internal static class Tool
{
    /// <summary>Skips the test where the Debian package is missing.</summary>
    public static void Need(string program, string package) =>
        Assert.SkipWhen(!File.Exists(program), $"needs the Debian package {package}: apt-get install {package}");

    /// <returns>All that it printed.</returns>
    public static async Task<(int Code,
        string Said)> RunAsync(string program, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output + await errors);
    }
}
