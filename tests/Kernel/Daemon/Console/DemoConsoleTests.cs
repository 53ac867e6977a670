using System.Diagnostics;
using System.Text.RegularExpressions;
using Ldirectord.Kernel.Uml;

namespace Ldirectord.Kernel.Daemon;

/// <summary>make demo-console: the demo's director, seen from outside of its kernel.</summary>
public sealed partial class DemoConsoleTests
{
    [Fact]
    public async Task Console_IsReachedFromThisMachine_ByManyAtOnce_UntilTheDemoIsInterrupted()
    {
        Assert.SkipWhen(UmlPackages.WhatIsMissing() is not null, UmlPackages.WhatIsMissing() ?? "");
        using var demo = Process.Start(new ProcessStartInfo(Path.Combine(Executable.Root, "demo", "demo.sh"), "--console")
        {
            Environment = { ["LDIRECTORD"] = Executable.Path },
            RedirectStandardOutput = true,
        })!;
        try
        {
            string? line;
            Match address;
            do
            {
                line = await demo.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(4));
                address = Address().Match(line ?? "");
            }
            while (line is not null && !address.Success);
            using var client = new HttpClient { BaseAddress = new Uri(address.Value), Timeout = TimeSpan.FromMinutes(1) };
            Assert.Equal(
                """[{"name":"demo.cf","reachable":true,"error":null}]""",
                await client.GetStringAsync(new Uri("/api/v1/directors", UriKind.Relative)));
            var all = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.GetStringAsync(new Uri("/metrics", UriKind.Relative))));
            Assert.All(all, text => Assert.Matches(@"(?s)\A# HELP ldirectord_build_info .*\nprocess_start_time_seconds \S+\n\z", text));
        }
        finally
        {
            _ = Process.Start("kill", ["-TERM", $"{demo.Id}"]);
            await demo.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        }
    }

    [GeneratedRegex("http://127.0.0.1:[0-9]+/")]
    private static partial Regex Address();
}
