using System.Diagnostics;
using Ldirectord.Tests.Support;

namespace Ldirectord.RealServers.Processors;

/// <summary>The program as "make build" leaves it for a processor; the one for arm64 runs under qemu-aarch64-static.</summary>
internal static class BuiltProgram
{
    public static string X64 { get; } = Repository.PathOf("artifacts", "ldirectord");

    public static string Arm64 { get; } = Repository.PathOf("artifacts", "arm64", "ldirectord");

    /// <summary>Debian's libraries for arm64, from the root folder on: tests/arm64-libraries unpacks them.</summary>
    public static string Arm64Libraries { get; } = Repository.PathOf("artifacts", "arm64", "libraries");

    /// <summary>How the program is started that has this path.</summary>
    /// <param name="libraries">Other libraries for arm64 than those of the tests.</param>
    public static ProcessStartInfo Start(string path, IEnumerable<string> arguments, string? libraries = null)
    {
        Assert.True(File.Exists(path), $"{path} is missing: make build, or make build ARCH=arm64");
        string[] words = path == Arm64 ? ["qemu-aarch64-static", "-L", libraries ?? Arm64Libraries, path] : [path];
        var start = new ProcessStartInfo(words[0], [.. words[1..], .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // unixODBC looks for its drivers by access(2), which the emulator asks of this machine alone, not of the folder.
        if (path == Arm64)
            start.Environment["LD_LIBRARY_PATH"] = Path.Combine(Arm64Libraries, "usr", "lib", "aarch64-linux-gnu", "odbc");
        return start;
    }

    /// <summary>Runs the program to its end.</summary>
    /// <param name="libraries">As of <see cref="Start"/>.</param>
    /// <param name="searched">A folder where libraries are looked for first.</param>
    public static async Task<ProgramAnswer> RunAsync(
        string path, IEnumerable<string> arguments, string? libraries = null, string? searched = null)
    {
        var start = Start(path, arguments, libraries);
        if (searched is not null)
            start.Environment["LD_LIBRARY_PATH"] = searched;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var streams = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        var said = await streams;
        await process.WaitForExitAsync();
        return new ProgramAnswer(process.ExitCode, said[0], said[1]);
    }
}

/// <summary>What a program left: its exit code, and the text of its two streams.</summary>
internal sealed record ProgramAnswer(int Code, string Output, string Error);
