using System.Collections.Concurrent;
using System.Diagnostics;
using Ldirectord.Kernel.Daemon;
using Ldirectord.Kernel.Uml;

namespace Ldirectord.Kernel.Packaging;

/// <summary>The Debian packages, built anew from the program under test.</summary>
internal static class DebianPackage
{
    /// <summary>The folder that holds debian/.</summary>
    public static string Repository { get; } = Find();

    private static readonly ConcurrentDictionary<string, Lazy<Task<string>>> s_built = new();

    /// <summary>A package of that version, built once for all tests, where the guest sees it.</summary>
    public static async Task<string> PutAsync(UmlMachine machine, string version) => Put(machine, await BuiltAsync(version));

    /// <summary>The same of the package for real servers.</summary>
    public static async Task<string> PutRealServerAsync(UmlMachine machine, string version) =>
        Put(machine, RealServerOf(await BuiltAsync(version)));

    private static Task<string> BuiltAsync(string version)
    {
        var folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "packages")).FullName;
        return s_built.GetOrAdd(version, _ => new(() => BuildAsync(folder, version))).Value;
    }

    private static string Put(UmlMachine machine, string package)
    {
        var seen = Path.Combine(machine.Scratch, Path.GetFileName(package));
        File.Copy(package, seen);
        return seen;
    }

    /// <returns>The path of the director's package, in <paramref name="folder"/>.</returns>
    public static async Task<string> BuildAsync(string folder, string version) => Path.GetFullPath(
        (await RunAsync(Path.Combine(Repository, "debian", "build"), version, folder)).Split('\n')[0], Repository);

    /// <summary>The package of a real server, which is built beside the director's.</summary>
    public static string RealServerOf(string director) => Path.Combine(
        Path.GetDirectoryName(director)!, $"lvs-realserver_{Path.GetFileName(director).Split('_')[1]}_all.deb");

    /// <summary>Runs a program of the host.</summary>
    /// <returns>What it printed; an exit code other than 0 is an exception with all it said.</returns>
    public static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true
        })!;
        var said = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {process.ExitCode}\n{output}{await said}");
    }

    private static string Find()
    {
        _ = Executable.Path; // built, or a sentence that says how
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !Directory.Exists(Path.Combine(folder.FullName, "debian")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException($"no folder above {AppContext.BaseDirectory} holds debian/");
    }
}
