using System.Diagnostics;
using Ldirectord.Kernel.Uml;
using Ldirectord.Tests.Support;

namespace Ldirectord.Kernel.Browser;

/// <summary>Runs the scripts of tests/Browser, which drive a browser, and programs beside them.</summary>
internal static class BrowserTools
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static readonly Lazy<Task> s_modules = new(InstallAsync);

    public static string Folder { get; } = Repository.PathOf("tests", "Browser");

    /// <returns>A sentence naming the packages that are missing; null when all are there.</returns>
    public static string? WhatIsMissing() => UmlPackages.WhatIsMissing(
        ("chromium", "/usr/bin/chromium"), ("nodejs", "/usr/bin/node"), ("npm", "/usr/bin/npm"), ("default-jre-headless", "/usr/bin/java"),
        ("w3m", "/usr/bin/w3m"), ("pngquant", "/usr/bin/pngquant"), ("fonts-inter", "/usr/share/fonts/opentype/inter/Inter-Regular.otf"));

    /// <summary>Runs a script to its end; whatever it finds wrong fails the test.</summary>
    public static async Task ScenarioAsync(string script, params string[] arguments)
    {
        await s_modules.Value;
        _ = await RunAsync("node", [Path.Combine(Folder, $"{script}.mjs"), .. arguments]);
    }

    /// <summary>The same; each line that it prints asks for something, and is answered by a line.</summary>
    public static async Task ConverseAsync(string script, IEnumerable<string> arguments, Func<string, Task<string>> answer)
    {
        await s_modules.Value;
        var start = new ProcessStartInfo("node", [Path.Combine(Folder, $"{script}.mjs"), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("node did not start");
        var errors = process.StandardError.ReadToEndAsync();
        try
        {
            using var deadline = new CancellationTokenSource(Patience);
            while (await process.StandardOutput.ReadLineAsync(deadline.Token) is { } question)
            {
                await process.StandardInput.WriteLineAsync(await answer(question));
                await process.StandardInput.FlushAsync(deadline.Token);
            }

            await process.WaitForExitAsync(deadline.Token);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }

        Assert.True(process.ExitCode == 0, $"node ended with {process.ExitCode}:\n{await errors}");
    }

    /// <returns>What it printed.</returns>
    public static async Task<string> RunAsync(string program, IEnumerable<string> arguments, string input = "")
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Folder,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        using var deadline = new CancellationTokenSource(Patience);
        try
        {
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', start.ArgumentList)} runs on after {Patience.TotalMinutes} min");
        }

        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}:\n{await output}{await errors}");
        return await output;
    }

    /// <summary>What package-lock.json names, from the npm registry, unless it is there.</summary>
    private static async Task InstallAsync()
    {
        var installed = new FileInfo(Path.Combine(Folder, "node_modules", ".package-lock.json"));
        if (installed.Exists && installed.LastWriteTimeUtc >= File.GetLastWriteTimeUtc(Path.Combine(Folder, "package-lock.json")))
            return;
        _ = await RunAsync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
    }
}
