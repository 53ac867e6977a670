using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Ldirectord.Bench;

/// <summary>floor.c: a prober that does nothing else. It is compiled when a part needs it.</summary>
internal static class FloorProgram
{
    /// <returns>Path of the program.</returns>
    public static async Task<string> BuildAsync()
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Floor", "floor");
        using var compiler = Process.Start("gcc", ["-std=gnu11", "-O2", "-o", program, $"{program}.c"]);
        await compiler.WaitForExitAsync().ConfigureAwait(false);
        return compiler.ExitCode == 0 ? program : throw new InvalidOperationException($"gcc {program}.c: exit code {compiler.ExitCode}");
    }

    /// <summary>What it checks, as it reads it.</summary>
    public static string Configuration(Work work)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{(work.Kind == CheckKind.Connect ? "connect" : "http")} {work.Interval}\n");
        foreach (var real in work.Services.SelectMany(service => service.Reals))
            text.Append(CultureInfo.InvariantCulture, $"{real}:{Work.Port}\n");
        return text.ToString();
    }
}
